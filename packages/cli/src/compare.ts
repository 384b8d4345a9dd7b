import { writeFile } from "node:fs/promises";
import type { Comparison } from "@isobar/compare";
import { help } from "./compare/help.ts";
import { exitCodeOf, type Library, withComparison } from "./compare/run-comparison.ts";
import { type CompareSettings, readCompareSettings } from "./compare/settings.ts";
import { withInputErrors } from "./input-errors.ts";
import type { Command } from "./main.ts";
import { createTerminal } from "./terminal.ts";

/** `isobar compare`. */
export const compareCommand: Command = {
  name: "compare",
  summary: "say how clouds, versions or memory sizes differ, and how sure that is",
  help,
  run: async (args) => {
    const settings = readCompareSettings(args, Date.now());
    return withInputErrors(() =>
      withComparison(settings, ["compare", ...args], async (comparison, _sources, library) => {
        if (settings.junit !== undefined) await writeJUnit(settings.junit, comparison, library);
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

async function writeJUnit(file: string, comparison: Comparison, { InputError, renderJUnit }: Library): Promise<void> {
  await writeFile(file, renderJUnit(comparison)).catch((cause: Error) => {
    throw new InputError(`${file} cannot be written: ${cause.message}`, { cause });
  });
}
