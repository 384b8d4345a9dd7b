import { binomialCdf } from "./binomial.ts";
import { DEFAULT_LEVEL, type Interval, type IntervalOptions } from "./interval.ts";
import type { Samples } from "./quantile.ts";

/** The smallest whole number from `low` up to `high` for which a condition holds that stays true once it is. */
function firstWhere(low: number, high: number, holds: (value: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/**
 * Which order statistics of `count` independent samples enclose a quantile, as ranks from 1 up: the innermost ones that
 * miss it to each side with at most half of 1 - level. That the true quantile lies between them is a statement on coin
 * tosses alone, and so holds for every distribution.
 *
 * @returns undefined where even the smallest and the largest sample are not far enough out: at 95 % with fewer than 6
 *   samples for the median, 36 for p90, 72 for p95, 368 for p99, 3688 for p99.9
 */
export function quantileRanks(count: number, probability: number, level = DEFAULT_LEVEL): Interval | undefined {
  const tail = (1 - level) / 2;
  const atMost = (successes: number): number => binomialCdf(successes, count, probability);
  // The upper tail is counted as the failures' lower one: of 1 - atMost() nothing exact would be left.
  const atLeast = (successes: number): number => binomialCdf(count - successes, count, 1 - probability);
  if (count < 1 || atMost(0) > tail || atLeast(count) > tail) return undefined;
  return {
    low: firstWhere(0, count, (rank) => atMost(rank) > tail),
    high: firstWhere(0, count, (rank) => atLeast(rank) <= tail),
  };
}

/**
 * The exact confidence interval of a quantile from order statistics of independent samples (Hahn and Meeker, "Statistical
 * Intervals", section 5.2). It covers at least its level for every distribution and every sample size; bootstrap
 * intervals of p95 and p99 do not, by far.
 *
 * @param sorted independent samples in ascending order
 * @returns undefined where there are too few samples for any such interval, see `quantileRanks`
 */
export function orderStatisticInterval(
  sorted: Samples,
  probability: number,
  { level = DEFAULT_LEVEL }: IntervalOptions = {},
): Interval | undefined {
  const ranks = quantileRanks(sorted.length, probability, level);
  return ranks && { low: sorted[ranks.low - 1] as number, high: sorted[ranks.high - 1] as number };
}

/** How many independent samples it takes until a quantile has an interval: 368 for p99 at 95 %. */
export function samplesForQuantile(probability: number, { level = DEFAULT_LEVEL }: IntervalOptions = {}): number {
  const tail = (1 - level) / 2;
  const seldom = Math.max(probability, 1 - probability);
  return Math.max(1, Math.ceil(Math.log(tail) / Math.log(seldom) - 1e-9));
}
