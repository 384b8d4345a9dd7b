import { instanceSizes } from "./instances.ts";
import { placements } from "./placements.ts";
import { type Series, sortSeries } from "./series.ts";

/**
 * How much of the differences between samples lies between instances: 0 where they are independent, 1 where every instance
 * always takes the same time. By one-way analysis of variance (Donner, 1986) of the samples' ranks, which no outlier moves.
 *
 * @returns undefined where there are fewer than two instances, or none with two samples
 */
export function intraClassCorrelation(series: Series): number | undefined {
  const sorted = sortSeries(series);
  const { values, instances, clusters } = sorted;
  if (instances === undefined || clusters < 2) return undefined;
  const ranks = placements(values, values);
  const sizes = instanceSizes(sorted);
  const sums = new Float64Array(clusters);
  for (const [index, instance] of instances.entries())
    sums[instance] = (sums[instance] as number) + (ranks[index] as number) - 0.5;
  // Ranks among themselves have the mean 1/2.
  const all = ranks.reduce((sum, rank) => sum + (rank - 0.5) ** 2, 0);
  const between = sums.reduce((sum, own, instance) => sum + own ** 2 / (sizes[instance] as number), 0);
  const meanBetween = between / (clusters - 1);
  const meanWithin = (all - between) / (values.length - clusters);
  const squares = sizes.reduce((sum, size) => sum + size * size, 0);
  const usualSize = (values.length - squares / values.length) / (clusters - 1);
  const whole = meanBetween + (usualSize - 1) * meanWithin;
  return whole === 0 ? 0 : Math.min(1, Math.max(0, (meanBetween - meanWithin) / whole));
}
