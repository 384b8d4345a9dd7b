/** A point of an empirical distribution. */
export type EcdfPoint = readonly [millis: number, share: number];

const MOST_POINTS = 200;

/** The share of samples up to a value, at evenly spread ranks; all of them where there are few. Rounded to a microsecond. */
export function describeEcdf(sorted: ArrayLike<number>): EcdfPoint[] {
  const count = sorted.length;
  const points = Math.min(count, MOST_POINTS);
  return Array.from({ length: points }, (_, index) => {
    const rank = points === 1 ? 1 : 1 + Math.round((index * (count - 1)) / (points - 1));
    return [Math.round((sorted[rank - 1] as number) * 1000) / 1000, rank / count];
  });
}
