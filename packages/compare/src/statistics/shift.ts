import type { Estimate } from "./estimate.ts";
import { DEFAULT_LEVEL, type IntervalOptions } from "./interval.ts";
import { type Series, sortSeries } from "./series.ts";
import { fitShift, shiftEstimate } from "./shift-model.ts";

/**
 * How much larger a candidate value is than a baseline value, in their unit: Hodges and Lehmann's estimate, the median of
 * all differences, with its interval. For cold overhead: what a cold start adds to a warm invocation.
 *
 * @param baseline such as the warm invocations
 * @param candidate such as the cold ones
 */
export function estimateShift(
  baseline: Series,
  candidate: Series,
  { level = DEFAULT_LEVEL }: IntervalOptions = {},
): Estimate {
  return shiftEstimate(fitShift(sortSeries(baseline), sortSeries(candidate)), level);
}
