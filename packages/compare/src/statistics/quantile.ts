/** Samples of one quantity, in one unit. */
export type Samples = readonly number[] | Float64Array;

/** The samples in ascending order, in an array of their own. `sort` of a plain array would compare numbers as text. */
export function sortSamples(samples: Samples): Float64Array {
  return Float64Array.from(samples).sort();
}

/**
 * A quantile of sorted samples: the linear interpolation between order statistics that R calls type 7, and that
 * spreadsheets and NumPy take by default (Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996).
 *
 * @param sorted samples in ascending order, at least one
 * @param probability from 0 (smallest) to 1 (largest); 0.95 for p95
 * @returns the quantile, in the samples' unit; NaN of no samples
 */
export function quantileOfSorted(sorted: Samples, probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
