import { diag } from "@opentelemetry/api";
import type { Aggregation } from "./aggregation.ts";
import { type Histogram, POINT_TYPES } from "./model.ts";

export interface HistogramState {
  readonly counts: number[];
  sum: number;
  count: number;
  min: number;
  max: number;
}

/**
 * Counts of values in buckets with fixed bounds; a bucket's upper bound is in it.
 *
 * @param advised - the upper bounds that whoever made the instrument advises
 * @default the specification's bounds, which suit milliseconds
 */
export function createHistogram(advised: readonly number[] | undefined): Aggregation<HistogramState, Histogram> {
  const boundaries = readBoundaries(advised);
  return {
    pointType: POINT_TYPES.HISTOGRAM,
    create: () => ({
      counts: new Array<number>(boundaries.length + 1).fill(0),
      sum: 0,
      count: 0,
      min: Number.POSITIVE_INFINITY,
      max: Number.NEGATIVE_INFINITY,
    }),
    record(state, value) {
      state.count += 1;
      state.sum += value;
      if (value < state.min) state.min = value;
      if (value > state.max) state.max = value;
      let low = 0;
      let high = boundaries.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (value > (boundaries[middle] as number)) low = middle + 1;
        else high = middle;
      }
      state.counts[low] = (state.counts[low] as number) + 1;
    },
    read: ({ counts, sum, count, min, max }, isLast) => ({
      min,
      max,
      sum,
      count,
      buckets: { boundaries, counts: isLast ? counts : counts.slice() },
    }),
  };
}

function readBoundaries(advised: readonly number[] | undefined): number[] {
  if (Array.isArray(advised)) return advised.filter(Number.isFinite).sort((a, b) => a - b);
  if (advised !== undefined) diag.warn("isobar: explicitBucketBoundaries is not a list; the default ones are used");
  return [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];
}
