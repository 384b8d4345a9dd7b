import { describeSeries, type Measured } from "../compare/measured.ts";
import type { Comparable } from "../compare/ratios.ts";
import type { Calibration } from "../compare/types.ts";
import { quantileOfSorted, sortSamples } from "../statistics/quantile.ts";
import { estimateRatio } from "../statistics/ratio.ts";

/** How often a group is split. */
const SPLITS = 60;
/** In how many of ten comparisons of the same with the same the proposed gate passes. */
const PASSES = 0.8;
/** The tolerance whose n is told beside: one that is often wanted. */
const USUAL_TOLERANCE = 0.05;
/** Of more samples only so many are split: it is their spread that matters. */
const MOST_SAMPLES = 4000;

/**
 * Compares each group with itself: warm invocations are split in two at random, whole instances where there are enough, and
 * the halves compared as a gate would. How far their intervals reach is what a gate has to tolerate with so many samples.
 *
 * @param seed the same splits for the same seed
 */
export function calibrate(series: readonly Comparable[], level: number, seed = 1): Calibration[] {
  return series
    .filter(({ temperature, measured }) => temperature === "warm" && measured.values.length >= 20)
    .flatMap(({ group, layer, measured }) => {
      const random = createRandom(seed);
      const reaches: number[] = [];
      let falseAlarms = 0;
      for (let split = 0; split < SPLITS; split += 1) {
        const [one, other] = halve(measured, random);
        const { interval } = estimateRatio(describeSeries(one).series, describeSeries(other).series, { level });
        if (interval === undefined) continue;
        reaches.push(interval.high - 1);
        if (interval.low > 1 + USUAL_TOLERANCE) falseAlarms += 1;
      }
      if (reaches.length === 0) return [];
      const reach = Math.max(0.001, quantileOfSorted(sortSamples(reaches), PASSES));
      const n = Math.floor(Math.min(measured.values.length, MOST_SAMPLES) / 2);
      return [
        {
          group,
          layer,
          splits: reaches.length,
          n,
          falseAlarms: falseAlarms / reaches.length,
          tolerance: Math.ceil(reach * 100) / 100,
          // The reach shrinks with the root of n.
          nForUsual: Math.ceil(n * (Math.log1p(reach) / Math.log1p(USUAL_TOLERANCE)) ** 2),
          usualTolerance: USUAL_TOLERANCE,
        },
      ];
    });
}

function halve({ values, instances }: Measured, random: () => number): [Measured, Measured] {
  const { clustered } = describeSeries({ values, instances });
  const names = clustered ? [...new Set(instances)] : values.map((_, index) => String(index));
  shuffle(names, random);
  const first = new Set(names.slice(0, Math.floor(names.length / 2)));
  const step = Math.max(1, values.length / MOST_SAMPLES);
  const halves: [{ values: number[]; instances: string[] }, { values: number[]; instances: string[] }] = [
    { values: [], instances: [] },
    { values: [], instances: [] },
  ];
  for (let position = 0; position < values.length; position += step) {
    const index = Math.floor(position);
    const [value, instance = ""] = [values[index] ?? 0, instances[index]];
    const half = halves[first.has(clustered ? instance : String(index)) ? 0 : 1];
    half.values.push(value);
    half.instances.push(instance);
  }
  return halves;
}

function shuffle(items: string[], random: () => number): void {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [items[last], items[other]] = [items[other] as string, items[last] as string];
  }
}

/** Numerical Recipes' linear congruence: enough to split a list. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
