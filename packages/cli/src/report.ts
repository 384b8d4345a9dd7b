import { exitCodeOf, withComparison } from "./compare/run-comparison.ts";
import { readReportSettings } from "./compare/settings.ts";
import { withInputErrors } from "./input-errors.ts";
import type { Command } from "./main.ts";
import { writeWhole } from "./write-whole.ts";

const help = `isobar report: a comparison as a page that can be handed on

Writes one HTML file that needs nothing else: no network, no script. From top to bottom: the verdict, the figures of each
group, ratios, distributions, cold starts, where the time went, costs, the failed and the slowest invocations with their
spans and log lines, threats to validity, and the command that makes it again. docs/compare.md says how to read it.

The page holds what the telemetry holds, log lines and attributes among it: hand it to those who may see that.

Usage: isobar report <run|file|store>... [options]

  --output FILE     where to (default report.html); a file that is there is replaced
  --by NAMES, --where NAME=VALUE, --baseline ID, --since TIME, --until TIME, --store ADDRESS, --gate FILE, --calibrate
                    which invocations, and how: as in isobar compare
  --help            this text

Examples:
  isobar demo --output runs
  isobar report runs/* --where trigger=http
  isobar report duckdb:isobar.duckdb --by version --output versions.html

Exit code: 0, or of a gate: 0 pass, 1 fail, 3 inconclusive. 2 for a mistake in the options or the input, or a full disk.
`;

/** `isobar report`. */
export const reportCommand: Command = {
  name: "report",
  summary: "write a comparison as one HTML page, with traces and what speaks against it",
  help,
  run: async (args) => {
    const settings = readReportSettings(args, Date.now());
    return withInputErrors(() =>
      withComparison(settings, ["report", ...args], async (comparison, sources, library) => {
        const page = library.renderReport(comparison, await library.readTraces(comparison, sources));
        await writeWhole(settings.output, page);
        process.stdout.write(`${settings.output}\n`);
        return exitCodeOf(comparison);
      }),
    );
  },
};
