import type { Estimate } from "@isobar/compare";
import { type Asked, type Compared, compareOften, ratioOf } from "./comparisons.ts";
import type { MeasuredRun } from "./measure.ts";
import type { Platform } from "./targets.ts";

/** What was found on one platform. */
export interface PlatformFigures {
  readonly platform: Platform;
  readonly comparisons: number;
  /** What the tool proposes by the first run, so that 20 % are found. */
  readonly asked: Asked;
  readonly compared: Compared;
  /** The twin's durations, times the first function's, by each run as a whole: their processes are others each time. */
  readonly twins: readonly Estimate[];
  readonly slowed: readonly Estimate[];
  /** Rounds of all runs. */
  readonly rounds: number;
  readonly late: number;
}

/** What has to hold, as shares of the comparisons. */
export const LIMITS = { failed: 0.05, passed: 0.8, found: 0.9 } as const;

/** Judges the runs of a platform by what the tool proposes of the first of them. */
export function describePlatform(
  platform: Platform,
  runs: readonly MeasuredRun[],
  { comparisons, random }: { comparisons: number; random: () => number },
): PlatformFigures {
  const [first] = runs;
  if (first === undefined) throw new RangeError("there is no run");
  const { nForSlowdown: n, slowdownTolerance: tolerance } = first.proposal;
  const asked = { n, tolerance };
  const rounds = runs.map((run) => run.rounds);
  return {
    platform,
    comparisons,
    asked,
    compared: compareOften(rounds, asked, { comparisons, random }),
    twins: rounds.map((own) => ratioOf(own, "twin")),
    slowed: rounds.map((own) => ratioOf(own, "slowed")),
    rounds: rounds.reduce((sum, { length }) => sum + length, 0),
    late: runs.reduce((sum, { late }) => sum + late, 0),
  };
}

/** What does not hold, in words; nothing where all does. */
export function findBroken({ platform, comparisons, compared }: PlatformFigures): string[] {
  const { same, slowed } = compared;
  const check = (holds: boolean, text: string) => (holds ? [] : [`${platform}: ${text}`]);
  const share = (limit: number) => Math.round(limit * comparisons);
  return [
    ...check(
      same.fail <= share(LIMITS.failed),
      `${same.fail} comparisons of the same failed, ${share(LIMITS.failed)} may`,
    ),
    ...check(
      same.pass >= share(LIMITS.passed),
      `${same.pass} comparisons of the same passed, ${share(LIMITS.passed)} have to`,
    ),
    ...check(
      slowed.fail >= share(LIMITS.found),
      `the slowed one was found ${slowed.fail} times, ${share(LIMITS.found)} have to`,
    ),
  ];
}
