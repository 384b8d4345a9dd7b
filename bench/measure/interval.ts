import { quantile } from "../statistics.ts";

/**
 * Where the median lies with 95 % confidence, whatever the distribution: between two of the sorted values, whose ranks
 * the binomial distribution says. Of fewer than six values: between the least and the greatest.
 */
export function medianInterval(values: readonly number[]): readonly [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const count = sorted.length;
  let rank = 0;
  // The chance that fewer than `rank + 1` values lie below the median.
  let chance = 0.5 ** count;
  let term = chance;
  while (rank < count / 2) {
    term = (term * (count - rank)) / (rank + 1);
    if (chance + term > 0.025) break;
    chance += term;
    rank += 1;
  }
  return [sorted[rank] ?? Number.NaN, sorted[count - 1 - rank] ?? Number.NaN];
}

/** How many standard deviations of a normal distribution 95 % of it lie within. */
const TWO_SIDED_95 = 1.96;

/**
 * Where the difference of one quantile of two samples lies with about 95 % confidence, whatever the distributions. Each
 * quantile's own interval lies between two of the sorted values, by the binomial distribution, which is taken to be a normal
 * one; the two are put together as errors that know nothing of each other (Zou and Donner, 2008).
 *
 * @param share - which quantile: 0.99 is what one value in a hundred exceeds
 */
export function quantileDifferenceInterval(
  one: readonly number[],
  other: readonly number[],
  share: number,
): readonly [number, number] {
  const [oneLow, oneIs, oneHigh] = quantileWithInterval(one, share);
  const [otherLow, otherIs, otherHigh] = quantileWithInterval(other, share);
  const difference = oneIs - otherIs;
  return [
    difference - Math.hypot(oneIs - oneLow, otherHigh - otherIs),
    difference + Math.hypot(oneHigh - oneIs, otherIs - otherLow),
  ];
}

function quantileWithInterval(values: readonly number[], share: number): [low: number, is: number, high: number] {
  const margin = TWO_SIDED_95 * Math.sqrt((share * (1 - share)) / values.length);
  return [quantile(values, share - margin), quantile(values, share), quantile(values, Math.min(1, share + margin))];
}
