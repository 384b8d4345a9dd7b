import { parseOptions, readName, readWhole } from "../options.ts";
import { PLATFORMS, type Platform } from "./targets.ts";

export const HELP = `npm run bench -- same: how often a gate is wrong of the same function, and finds a slower one

Runs the driver of isobar bench against a function on a local platform, the very same once more, and a third that has
20 % more to do, by turns; several runs, each with new processes. isobar compare --calibrate then proposes a number of
samples and a tolerance for finding 20 %, of the first function and the first run alone. With these a gate compares the first with each
of the others, often: each time a run is drawn, and of it blocks of 20 neighbouring turns, with replacement, until there
are as many samples of each side as were proposed. A turn is one invocation of each function, so that what the machine
did meanwhile has met both sides. Each function has one instance: intervals take invocations as independent.

Usage: npm run bench -- same [options]

Options:
  --platform NAME    aws, gcp or azure; may be repeated (default: all three)
  --runs N           on each platform (default 2)
  --invocations N    of each function in a run (default 1800)
  --rate N           requests a second to each function (default 20)
  --comparisons N    on each platform, with the same and with the slower one (default 100)
  --seed N           of the order of requests and of what is drawn (default 1)
  --folder FOLDER    keeps the runs there, and does not measure again what is there
  --json             prints the figures as JSON, in place of the table
  --help             this text

Exit code: 0 where of 100 comparisons of the same at most 5 fail and at least 80 pass, and the slower one is found by
at least 90, on each platform; else 1. 2 for a mistake in the options.

With the defaults it takes ten minutes.
`;

export interface SameOptions {
  readonly platforms: readonly Platform[];
  readonly runs: number;
  readonly invocations: number;
  readonly rate: number;
  readonly comparisons: number;
  readonly seed: number;
  readonly folder: string | undefined;
  readonly json: boolean;
}

/** @throws UsageError */
export function readOptions(args: readonly string[]): SameOptions {
  const values = parseOptions(args, {
    platform: { type: "string", multiple: true, default: [...PLATFORMS] },
    runs: { type: "string", default: "2" },
    invocations: { type: "string", default: "1800" },
    rate: { type: "string", default: "20" },
    comparisons: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    folder: { type: "string" },
    json: { type: "boolean", default: false },
  });
  return {
    platforms: values.platform.map((name) => readName("platform", name, PLATFORMS)),
    runs: readWhole("runs", values.runs, 1, 1000),
    // Of fewer neither is a calibration made, nor are there blocks to draw.
    invocations: readWhole("invocations", values.invocations, 100, 1_000_000),
    rate: readWhole("rate", values.rate, 1, 1000),
    comparisons: readWhole("comparisons", values.comparisons, 1, 1_000_000),
    seed: readWhole("seed", values.seed, 0, 2 ** 32 - 1),
    folder: values.folder,
    json: values.json,
  };
}
