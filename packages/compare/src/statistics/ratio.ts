import type { Estimate } from "./estimate.ts";
import { DEFAULT_LEVEL, type IntervalOptions } from "./interval.ts";
import { type Series, type SortedSeries, sortSeries } from "./series.ts";
import { fitShift, shiftEstimate } from "./shift-model.ts";

/** A series of durations on the scale where a ratio is a shift. Throws a RangeError where a value is not above 0. */
function sortLogarithms(series: Series): SortedSeries {
  const sorted = sortSeries(series);
  const smallest = sorted.values[0];
  if (smallest !== undefined && smallest <= 0)
    throw new RangeError(`a sample is ${smallest}: ratios need values above 0`);
  return { ...sorted, values: sorted.values.map(Math.log) };
}

/**
 * How many times as large a candidate value is as a baseline value: Hodges and Lehmann's estimate on logarithms, with its
 * interval. 1.2 says that the candidate takes 20 % longer. A few outliers do not move it, and it needs neither a
 * distribution of a certain shape nor the same spread on both sides.
 *
 * @throws RangeError where a value is not a number above 0
 */
export function estimateRatio(
  baseline: Series,
  candidate: Series,
  { level = DEFAULT_LEVEL }: IntervalOptions = {},
): Estimate {
  const model = fitShift(sortLogarithms(baseline), sortLogarithms(candidate));
  const { estimate, interval, missing } = shiftEstimate(model, level);
  if (interval === undefined) return { estimate: Math.exp(estimate), missing };
  return { estimate: Math.exp(estimate), interval: { low: Math.exp(interval.low), high: Math.exp(interval.high) } };
}
