import { createRandom, type Random, shuffle } from "../bench/random.ts";
import { describeSeries, type Measured } from "../compare/measured.ts";
import type { Comparable } from "../compare/ratios.ts";
import type { Calibration } from "../compare/types.ts";
import type { Interval } from "../statistics/interval.ts";
import { quantileOfSorted, sortSamples } from "../statistics/quantile.ts";
import { estimateRatio } from "../statistics/ratio.ts";
import { LEAST_N } from "./types.ts";

/** How often a group is split. */
const SPLITS = 200;
/**
 * In which share of comparisons a proposed gate passes the same, and fails what it is to find. Both are more than anybody
 * asks for: what is compared later has processes of its own, and a noise that is not quite that of the calibration.
 */
const RIGHT = 0.98;
/** The tolerance whose n is told beside: one that is often wanted. */
const USUAL_TOLERANCE = 0.05;
/** How much slower something is that a gate is to find. */
const SLOWDOWN = 0.2;
/** Of more samples only so many are split: it is their spread that matters. */
const MOST_SAMPLES = 4000;

/**
 * Compares each group with itself: warm invocations are split in two at random, whole instances where there are enough, and
 * the halves compared as a gate would. How far their intervals reach is what a gate has to tolerate with so many samples.
 * Fewer instances than that are one side's as much as the other's: what instances differ by is not seen then.
 *
 * @param seed the same splits for the same seed
 */
export function calibrate(series: readonly Comparable[], level: number, seed = 1): Calibration[] {
  return series
    .filter(({ temperature, measured }) => temperature === "warm" && measured.values.length >= 20)
    .flatMap(({ group, layer, measured }) => {
      const random = createRandom(seed);
      const intervals: Interval[] = [];
      for (let split = 0; split < SPLITS; split += 1) {
        const [one, other] = halve(measured, random);
        const { interval } = estimateRatio(describeSeries(one).series, describeSeries(other).series, { level });
        if (interval !== undefined) intervals.push(interval);
      }
      if (intervals.length === 0) return [];
      const n = Math.floor(Math.min(measured.values.length, MOST_SAMPLES) / 2);
      const falseAlarms = intervals.filter(({ low }) => low > 1 + USUAL_TOLERANCE).length / intervals.length;
      return [{ group, layer, splits: intervals.length, n, falseAlarms, ...propose(intervals, n) }];
    });
}

/** What intervals of the same to the same, of n samples each, say of gates. */
function propose(
  intervals: readonly Interval[],
  n: number,
): Omit<Calibration, "group" | "layer" | "splits" | "n" | "falseAlarms"> {
  const quantile = (values: readonly number[]) => quantileOfSorted(sortSamples(values), RIGHT);
  // On a scale of logarithms an interval keeps its length whatever the ratio is, and shrinks with the root of n.
  const above = Math.max(Math.log(1.001), quantile(intervals.map(({ high }) => Math.log(high))));
  const below = Math.max(Math.log(1.001), quantile(intervals.map(({ low }) => -Math.log(low))));
  const nFor = (length: number, room: number) => Math.max(LEAST_N.warm, Math.ceil(n * (length / room) ** 2));
  const tolerance = Math.ceil(Math.expm1(above) * 100) / 100;
  const whole = Math.log1p(SLOWDOWN);
  const slowdownTolerance = Math.round(Math.expm1((whole * above) / (above + below)) * 100) / 100;
  const room = Math.log1p(slowdownTolerance);
  return {
    tolerance,
    finds: Math.ceil(((1 + tolerance) * Math.exp(below) - 1) * 100) / 100,
    usualTolerance: USUAL_TOLERANCE,
    nForUsual: nFor(above, Math.log1p(USUAL_TOLERANCE)),
    slowdown: SLOWDOWN,
    slowdownTolerance,
    nForSlowdown: Math.max(nFor(above, room), nFor(below, whole - room)),
  };
}

function halve({ values, instances }: Measured, random: Random): [Measured, Measured] {
  const { clustered } = describeSeries({ values, instances });
  const names = shuffle(clustered ? [...new Set(instances)] : values.map((_, index) => String(index)), random);
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
