import { effectiveInstances, instanceSizes } from "./instances.ts";
import type { SortedSeries } from "./series.ts";

/** How far a mean may be off, and how much is known of that. */
export interface MeanVariance {
  /** The variance of the mean. */
  readonly variance: number;
  /** On how many independent deviations the variance rests. */
  readonly degrees: number;
}

/**
 * The variance of the mean of `scores`, one for each sample of a series, by leaving out one instance after the other (the
 * delete-one-group jackknife). Of independent samples that is the usual s^2 / n. The degrees of freedom follow from the
 * effective number of instances, so that one large instance does not pass for many.
 *
 * @see Shao and Tu, "The Jackknife and Bootstrap", 1995, section 9.2
 */
export function meanVariance(scores: Float64Array, series: SortedSeries): MeanVariance {
  const { clusters, instances } = series;
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const sums = new Float64Array(clusters);
  for (let index = 0; index < scores.length; index += 1) {
    const instance = instances?.[index] ?? index;
    sums[instance] = (sums[instance] as number) + (scores[index] as number) - mean;
  }
  const sizes = instanceSizes(series);
  const squares = sums.reduce(
    (sum, own, instance) => sum + (own / (scores.length - (sizes[instance] as number))) ** 2,
    0,
  );
  return { variance: (squares * (clusters - 1)) / clusters, degrees: effectiveInstances(series) - 1 };
}
