import type { Interval } from "./interval.ts";

/** What a comparison says of a limit: kept, broken, or not known. */
export type Verdict = "pass" | "fail" | "inconclusive";

/**
 * The verdict of one check from the interval of a ratio: "pass" where all of it lies below 1 + tolerance, "fail" where all
 * of it lies above, else "inconclusive", as without an interval.
 *
 * @param tolerance which slow-down is accepted: 0.05 for 5 %
 */
export function verdictOf(interval: Interval | undefined, tolerance: number): Verdict {
  if (interval === undefined) return "inconclusive";
  if (interval.high < 1 + tolerance) return "pass";
  return interval.low > 1 + tolerance ? "fail" : "inconclusive";
}

/** The verdict of several checks: "fail" where one fails, "pass" where all pass; of none, "inconclusive". */
export function combineVerdicts(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("fail")) return "fail";
  return verdicts.length > 0 && verdicts.every((verdict) => verdict === "pass") ? "pass" : "inconclusive";
}
