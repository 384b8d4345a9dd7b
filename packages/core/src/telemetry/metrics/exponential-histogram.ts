import type { Aggregation } from "./aggregation.ts";
import { type ExponentialHistogram, POINT_TYPES } from "./model.ts";

/** Buckets at most, and the finest scale: the specification's defaults. */
const MAX_BUCKETS = 160;
const MAX_SCALE = 20;

export interface ExponentialHistogramState {
  /** Buckets double in number with each step: the bound of bucket `index` is 2 ** ((index + 1) / 2 ** scale). */
  scale: number;
  /** The index of the first of the counts. */
  offset: number;
  counts: number[];
  zeroCount: number;
  sum: number;
  count: number;
  min: number;
  max: number;
}

/**
 * Counts of values in buckets whose bounds grow by a factor: as fine as 160 buckets allow for the values that came.
 * Histograms have no negative ones.
 */
export function createExponentialHistogram(): Aggregation<ExponentialHistogramState, ExponentialHistogram> {
  return {
    pointType: POINT_TYPES.EXPONENTIAL_HISTOGRAM,
    isFinite: true,
    create: () => ({
      scale: MAX_SCALE,
      offset: 0,
      counts: [],
      zeroCount: 0,
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
      if (value === 0) state.zeroCount += 1;
      else countIn(state, value);
    },
    read: ({ scale, offset, counts, zeroCount, sum, count, min, max }, isLast) => ({
      min,
      max,
      sum,
      count,
      zeroCount,
      scale: counts.length === 0 ? 0 : scale,
      positive: { offset, bucketCounts: isLast ? counts : counts.slice() },
      negative: { offset: 0, bucketCounts: [] },
    }),
  };
}

function countIn(state: ExponentialHistogramState, value: number): void {
  let index = readIndex(value, state.scale);
  if (state.counts.length === 0) state.offset = index;
  let low = Math.min(index, state.offset);
  let high = Math.max(index, state.offset + state.counts.length - 1);
  let steps = 0;
  for (; high - low >= MAX_BUCKETS; steps += 1) {
    low >>= 1;
    high >>= 1;
  }
  if (steps > 0) {
    coarsen(state, steps);
    index >>= steps;
  }
  while (state.offset > index) {
    state.counts.unshift(0);
    state.offset -= 1;
  }
  const place = index - state.offset;
  while (state.counts.length <= place) state.counts.push(0);
  state.counts[place] = (state.counts[place] as number) + 1;
}

/** The bucket of a positive value; a power of two is the upper bound of its own. */
function readIndex(value: number, scale: number): number {
  let exponent = Math.floor(Math.log2(value));
  let fraction = value / 2 ** exponent;
  // The logarithm of what is a little less than a power of two is rounded to that of the power.
  if (fraction < 1) {
    exponent -= 1;
    fraction *= 2;
  }
  if (scale <= 0) return (fraction > 1 ? exponent : exponent - 1) >> -scale;
  // Apart, because the sum of the two would have no room for the last digits.
  return exponent * 2 ** scale + Math.ceil(Math.log2(fraction) * 2 ** scale) - 1;
}

/** Puts 2 ** steps buckets in one. */
function coarsen(state: ExponentialHistogramState, steps: number): void {
  const offset = state.offset >> steps;
  const counts: number[] = [];
  for (const [place, count] of state.counts.entries()) {
    const target = ((state.offset + place) >> steps) - offset;
    counts[target] = (counts[target] ?? 0) + count;
  }
  state.counts = counts;
  state.offset = offset;
  state.scale -= steps;
}
