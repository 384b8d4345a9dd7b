/** Where a bound lies among the differences `of - from` of two sorted samples. */
interface Place {
  /** How many differences are at most the bound. */
  readonly count: number;
  /** The largest difference that is at most the bound. */
  readonly below: number;
  /** The smallest difference above the bound. */
  readonly above: number;
}

function placeOf(from: Float64Array, of: Float64Array, bound: number): Place {
  let count = 0;
  let below = Number.NEGATIVE_INFINITY;
  let above = Number.POSITIVE_INFINITY;
  let next = 0;
  for (let index = 0; index < from.length; index += 1) {
    const subtrahend = from[index] as number;
    while (next < of.length && (of[next] as number) - subtrahend <= bound) next += 1;
    count += next;
    if (next > 0) below = Math.max(below, (of[next - 1] as number) - subtrahend);
    if (next < of.length) above = Math.min(above, (of[next] as number) - subtrahend);
  }
  return { count, below, above };
}

/** How many of the n * m differences between a value of `of` and one of `from` are at most `bound`. Both are sorted. */
export function countDifferences(from: Float64Array, of: Float64Array, bound: number): number {
  return placeOf(from, of, bound).count;
}

/**
 * The difference of the given rank among the n * m differences between a value of `of` and one of `from`, exactly, and
 * without making a list of them: a range that holds it is narrowed, and its ends moved to the differences nearest by, until
 * one is left. That takes some ten steps, each of n + m subtractions: less than a second for a million samples on each side.
 * Counts are exact up to 2^53 pairs, which is 90 million samples on each side, so nothing has to be approximated.
 *
 * @param from sorted samples, at least one
 * @param of sorted samples, at least one
 * @param rank from 1 (the smallest difference) to n * m
 */
export function selectDifference(from: Float64Array, of: Float64Array, rank: number): number {
  let low = (of[0] as number) - (from[from.length - 1] as number);
  let high = (of[of.length - 1] as number) - (from[0] as number);
  let [countLow, countHigh] = [0, from.length * of.length];
  for (let step = 0; low < high; step += 1) {
    // In turn where the rank ought to be if differences were evenly spread, and the middle, which is never far off.
    const share = step % 3 === 2 ? 0.5 : (rank - 0.5 - countLow) / (countHigh - countLow);
    const pivot = low + (high - low) * share;
    // Between two neighbouring numbers there is none: then it has to be the lower one.
    const { count, below, above } = placeOf(from, of, pivot < high ? pivot : low);
    if (count >= rank) [high, countHigh] = [below, count];
    else [low, countLow] = [above, count];
  }
  return low;
}

/** The median of the differences: of an even number of them, the mean of the two in the middle. */
export function medianDifference(from: Float64Array, of: Float64Array): number {
  const pairs = from.length * of.length;
  const lower = selectDifference(from, of, Math.floor((pairs + 1) / 2));
  if (pairs % 2 === 1) return lower;
  const { count, above } = placeOf(from, of, lower);
  return count > pairs / 2 ? lower : (lower + above) / 2;
}
