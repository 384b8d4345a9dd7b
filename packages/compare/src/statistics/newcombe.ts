import type { Estimate } from "./estimate.ts";
import { DEFAULT_LEVEL, type IntervalOptions } from "./interval.ts";
import { type EventCount, wilsonInterval } from "./wilson.ts";

/**
 * The difference of two rates, candidate - baseline, with Newcombe's hybrid score interval ("Interval Estimation for the
 * Difference between Independent Proportions", 1998, method 10): the two Wilson intervals, squared and added.
 */
export function newcombeDifference(
  baseline: EventCount,
  candidate: EventCount,
  { level = DEFAULT_LEVEL }: IntervalOptions = {},
): Estimate {
  const [from, of] = [baseline.events / baseline.trials, candidate.events / candidate.trials];
  if (baseline.trials === 0 || candidate.trials === 0) return { estimate: Number.NaN, missing: "too few samples" };
  const [own, other] = [wilsonInterval(baseline, { level }), wilsonInterval(candidate, { level })];
  const estimate = of - from;
  return {
    estimate,
    interval: {
      low: estimate - Math.hypot(of - other.low, own.high - from),
      high: estimate + Math.hypot(other.high - of, from - own.low),
    },
  };
}
