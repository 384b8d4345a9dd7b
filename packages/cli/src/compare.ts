import type { Comparison } from "@isobar/compare";
import { help } from "./compare/help.ts";
import { exitCodeOf, type Library, withComparison } from "./compare/run-comparison.ts";
import { type CompareSettings, readCompareSettings } from "./compare/settings.ts";
import { withInputErrors } from "./input-errors.ts";
import type { Command } from "./main.ts";
import { createTerminal } from "./terminal.ts";
import { writeWhole } from "./write-whole.ts";

/** `isobar compare`. */
export const compareCommand: Command = {
  name: "compare",
  summary: "say how clouds, versions or memory sizes differ, and how sure that is",
  help,
  run: async (args) => {
    const settings = readCompareSettings(args, Date.now());
    return withInputErrors(() =>
      withComparison(settings, ["compare", ...args], async (comparison, _sources, library) => {
        if (settings.junit !== undefined) await writeWhole(settings.junit, library.renderJUnit(comparison));
        process.stdout.write(render(comparison, settings.output, library));
        return exitCodeOf(comparison);
      }),
    );
  },
};

function render(
  comparison: Comparison,
  output: CompareSettings["output"],
  { renderComparison, renderMarkdown }: Library,
): string {
  if (output === "json") return `${JSON.stringify(comparison)}\n`;
  if (output === "markdown") return renderMarkdown(comparison);
  return renderComparison(comparison, createTerminal(process.stdout).paint);
}
