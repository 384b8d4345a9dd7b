import type { Estimate } from "./estimate.ts";
import { hasEnoughInstances } from "./instances.ts";
import { DEFAULT_LEVEL, type IntervalOptions } from "./interval.ts";
import { meanVariance } from "./mean-variance.ts";
import { normalQuantile } from "./normal.ts";
import { quantileRanks } from "./order-statistics.ts";
import { quantileOfSorted } from "./quantile.ts";
import { type Series, type SortedSeries, sortSeries } from "./series.ts";
import { studentTQuantile } from "./student-t.ts";

/** For each value whether it lies below the quantile. Of equal ones at the quantile each counts with the same share. */
function belowQuantile(values: Float64Array, probability: number, quantile: number): Float64Array {
  const below = values.filter((value) => value < quantile).length;
  const equal = values.filter((value) => value === quantile).length;
  const share = equal === 0 ? 0 : Math.min(1, Math.max(0, (values.length * probability - below) / equal));
  return values.map((value) => (value < quantile ? 1 : value > quantile ? 0 : share));
}

/**
 * As how many independent samples a series counts at a quantile: the number of samples, divided by how much the instances
 * raise the variance of the share below the quantile, and by how much less sure that variance is than a known one (Korn
 * and Graubard, "Confidence Intervals for Proportions with Small Expected Number of Positive Counts", 1998).
 */
function effectiveSamples(series: SortedSeries, probability: number, level: number): number {
  const count = series.values.length;
  if (series.instances === undefined) return count;
  const below = belowQuantile(series.values, probability, quantileOfSorted(series.values, probability));
  const { variance, degrees } = meanVariance(below, series);
  const designEffect = Math.max(1, (variance * count) / (probability * (1 - probability)));
  const upper = (1 + level) / 2;
  return Math.floor(count / designEffect / (studentTQuantile(upper, degrees) / normalQuantile(upper)) ** 2);
}

/**
 * A quantile (type 7) with its confidence interval: exact where samples are independent, `orderStatisticInterval`. With
 * instances the ranks are those of as many independent samples as the clustered ones are worth.
 *
 * @param probability 0.95 for p95
 */
export function estimateQuantile(
  series: Series,
  probability: number,
  { level = DEFAULT_LEVEL }: IntervalOptions = {},
): Estimate {
  const sorted = sortSeries(series);
  const { values } = sorted;
  const estimate = quantileOfSorted(values, probability);
  if (quantileRanks(values.length, probability, level) === undefined) return { estimate, missing: "too few samples" };
  if (!hasEnoughInstances(sorted)) return { estimate, missing: "too few instances" };
  const effective = effectiveSamples(sorted, probability, level);
  const ranks = quantileRanks(effective, probability, level);
  if (ranks === undefined) return { estimate, missing: "too few instances" };
  // Ranks among fewer samples, widened to the next whole ones among all.
  const low = Math.floor(((ranks.low - 1) * values.length) / effective) + 1;
  const high = Math.min(values.length, Math.ceil((ranks.high * values.length) / effective));
  return { estimate, interval: { low: values[low - 1] as number, high: values[high - 1] as number } };
}
