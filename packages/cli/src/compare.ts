import { writeFile } from "node:fs/promises";
import type { Comparison } from "@isobar/compare";
import { help } from "./compare/help.ts";
import { type CompareSettings, readCompareSettings } from "./compare/settings.ts";
import { withInputErrors } from "./input-errors.ts";
import type { Command } from "./main.ts";
import { createTerminal } from "./terminal.ts";

const EXIT_CODES = { pass: 0, fail: 1, inconclusive: 3 } as const;

/** `isobar compare`. */
export const compareCommand: Command = {
  name: "compare",
  summary: "say how clouds, versions or memory sizes differ, and how sure that is",
  help,
  run: async (args) => {
    const settings = readCompareSettings(args, Date.now());
    return withInputErrors(() => run(settings, args));
  },
};

async function run(settings: CompareSettings, args: readonly string[]): Promise<number> {
  // Loaded here: the other commands need none of it.
  const library = await import("@isobar/compare");
  const gate = settings.gate === undefined ? undefined : await library.readGate(settings.gate);
  const terminal = createTerminal(process.stderr);
  const inputs = settings.inputs.length > 0 ? settings.inputs : [settings.store ?? ""];
  const sources = await library.openSources(inputs, {
    ...(settings.store !== undefined && { store: settings.store }),
    onBroken: (message) => process.stderr.write(`${terminal.paint("yellow", "left out:")} ${message}\n`),
  });
  try {
    const { by, where, baseline, since, until } = settings;
    const comparison = await library.compare(sources, {
      by,
      ...(where.length > 0 && { where: library.parseConditions(where) }),
      ...(baseline !== undefined && { baseline }),
      ...(since !== undefined && { since }),
      ...(until !== undefined && { until }),
      ...(gate !== undefined && { gate }),
      calibrate: settings.calibrate,
      command: library.describeCommand(["isobar", "compare", ...args]),
    });
    if (settings.junit !== undefined) await writeJUnit(settings.junit, library.renderJUnit(comparison));
    process.stdout.write(render(comparison, settings.output, library));
    return comparison.gate === undefined ? 0 : EXIT_CODES[comparison.gate.verdict];
  } finally {
    await sources.close();
  }
}

function render(
  comparison: Comparison,
  output: CompareSettings["output"],
  { renderComparison, renderMarkdown }: typeof import("@isobar/compare"),
): string {
  if (output === "json") return `${JSON.stringify(comparison)}\n`;
  if (output === "markdown") return renderMarkdown(comparison);
  return renderComparison(comparison, createTerminal(process.stdout).paint);
}

async function writeJUnit(file: string, xml: string): Promise<void> {
  const { InputError } = await import("@isobar/compare");
  await writeFile(file, xml).catch((cause: Error) => {
    throw new InputError(`${file} cannot be written: ${cause.message}`, { cause });
  });
}
