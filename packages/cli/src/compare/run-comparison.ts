import type { Comparison, Sources } from "@isobar/compare";
import { createTerminal } from "../terminal.ts";
import type { SelectionSettings } from "./settings.ts";

/** What the commands need of the library, which is loaded only by those that compare. */
export type Library = typeof import("@isobar/compare");

/**
 * Opens the sources, compares what is in them, and closes them when `use` has done its work.
 *
 * @param words the command as it was called
 */
export async function withComparison<Result>(
  settings: SelectionSettings,
  words: readonly string[],
  use: (comparison: Comparison, sources: Sources, library: Library) => Promise<Result>,
): Promise<Result> {
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
      command: library.describeCommand(["isobar", ...words]),
    });
    return await use(comparison, sources, library);
  } finally {
    await sources.close();
  }
}

/** The exit code of a comparison: of its gate, where it has one. */
export function exitCodeOf({ gate }: Comparison): number {
  return gate === undefined ? 0 : { pass: 0, fail: 1, inconclusive: 3 }[gate.verdict];
}
