import type { Estimate, Missing } from "./estimate.ts";
import { holm } from "./holm.ts";
import { DEFAULT_LEVEL, type IntervalOptions } from "./interval.ts";
import { probabilityLarger } from "./probability-larger.ts";
import { fitRatio, ratioEstimate } from "./ratio.ts";
import type { Series } from "./series.ts";
import { chanceIfAtMost } from "./shift-model.ts";
import { combineVerdicts, type Verdict, verdictOf } from "./verdict.ts";

/** The slow-down that is accepted where a check names no other: 5 %. */
const DEFAULT_TOLERANCE = 0.05;

/** How many samples each side needs where a check names no other number. */
const DEFAULT_MIN_SAMPLES = { warm: 50, cold: 20 };

/** One question: is the candidate slower than the baseline by more than is accepted? */
export interface Check {
  readonly name: string;
  /** Which starts both series hold. They are never pooled, so there is no word for both. */
  readonly start: "warm" | "cold";
  readonly baseline: Series;
  readonly candidate: Series;
  /** Which slow-down is accepted. @default 0.05 */
  readonly tolerance?: number;
  /** How many samples each side has to have for a verdict. @default 50 of warm starts, 20 of cold ones */
  readonly minSamples?: number;
}

/** What came of a check. */
export interface Judgement {
  readonly name: string;
  readonly start: "warm" | "cold";
  readonly verdict: Verdict;
  readonly tolerance: number;
  /** Candidate to baseline. Its interval is the check's own, without regard to the number of checks. */
  readonly ratio: Estimate;
  /** The probability that a candidate invocation is slower than a baseline one. */
  readonly probabilitySlower: number;
  /**
   * How likely such data are if the candidate is within the tolerance: one-sided, adjusted to the number of checks. At most
   * (1 - level) / 2 of a check that fails.
   */
  readonly chance: number;
  readonly samples: { readonly baseline: number; readonly candidate: number };
  /** Why there can be no verdict; an inconclusive check without it has an interval that contains the limit. */
  readonly missing?: Missing;
}

/** The verdict of a gate, and of each of its checks. */
export interface Gate {
  readonly verdict: Verdict;
  readonly checks: readonly Judgement[];
}

/**
 * Judges checks together. A gate fails where one of its checks does, so the chance of a false alarm would grow with their
 * number: Holm's adjustment keeps it at (1 - level) / 2 for the gate as a whole. It passes only where every check passes,
 * which needs no adjustment.
 */
export function judge(checks: readonly Check[], { level = DEFAULT_LEVEL }: IntervalOptions = {}): Gate {
  const fitted = checks.map((check) => {
    const { tolerance = DEFAULT_TOLERANCE, minSamples = DEFAULT_MIN_SAMPLES[check.start] } = check;
    const samples = { baseline: check.baseline.values.length, candidate: check.candidate.values.length };
    const model = fitRatio(check.baseline, check.candidate);
    const ratio = ratioEstimate(model, level);
    const isShort = Math.min(samples.baseline, samples.candidate) < minSamples;
    const missing = isShort ? "too few samples" : ratio.missing;
    const chance = missing === undefined ? chanceIfAtMost(model, Math.log1p(tolerance)) : 1;
    return { check, tolerance, samples, ratio, missing, chance };
  });
  const chances = holm(fitted.map(({ chance }) => chance));
  const judged = fitted.map(({ check, missing, ...rest }, index): Judgement => {
    const chance = chances[index] as number;
    const alone = missing === undefined ? verdictOf(rest.ratio.interval, rest.tolerance) : "inconclusive";
    return {
      ...rest,
      name: check.name,
      start: check.start,
      verdict: alone === "fail" && chance > (1 - level) / 2 ? "inconclusive" : alone,
      probabilitySlower: probabilityLarger(check.baseline.values, check.candidate.values),
      chance,
      ...(missing !== undefined && { missing }),
    };
  });
  return { verdict: combineVerdicts(judged.map(({ verdict }) => verdict)), checks: judged };
}
