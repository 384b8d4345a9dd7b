import { join } from "node:path";
import type { Comparison, Threat } from "@isobar/compare";
import { writeWhole } from "../write-whole.ts";

/** The three platforms side by side, from what the demo's receiver wrote. */
export interface DemoComparison {
  readonly comparison: Comparison;
  /** The page that shows it. */
  readonly report: string;
}

/** What no number of the demo can be read without. */
const LOCAL: Threat = {
  kind: "local",
  groups: [],
  text: "All three platforms ran on this one machine, one after the other: a laptop's platforms compare the adapters, and not the clouds.",
};

/**
 * Compares the platforms' HTTP functions, and writes the report into the run's folder.
 *
 * @returns why there is none, where what it needs is not installed
 */
export async function compareDemo(runFolder: string): Promise<DemoComparison | string> {
  const library = await import("@isobar/compare");
  try {
    const sources = await library.openSources([runFolder]);
    try {
      const options = ["--where", "trigger=http"];
      const compared = await library.compare(sources, {
        where: { trigger: "http" },
        command: library.describeCommand(["isobar", "report", runFolder, ...options]),
      });
      const comparison = { ...compared, threats: [LOCAL, ...compared.threats] };
      const report = join(runFolder, "report.html");
      await writeWhole(report, library.renderReport(comparison, await library.readTraces(comparison, sources)));
      return { comparison, report };
    } finally {
      await sources.close();
    }
  } catch (error) {
    if (error instanceof library.InputError) return error.message;
    throw error;
  }
}
