import type { Series } from "../src/index.ts";
import { normalCdf } from "../src/statistics/normal.ts";
import type { Random } from "./random.ts";

/** How a simulated function behaves: lognormal durations, some of them cold starts. */
export interface Workload {
  readonly medianMillis: number;
  /** The standard deviation of the logarithm. */
  readonly spread: number;
  /** Which share of invocations is cold, unnoticed: contamination. */
  readonly coldShare: number;
  /** How many times as long a cold invocation takes. */
  readonly coldFactor: number;
}

/** With these the naive gates of `gates.ts` are as wrong as they are on real functions. */
export const TYPICAL: Workload = { medianMillis: 40, spread: 0.35, coldShare: 0.02, coldFactor: 6 };

/** Durations of independent invocations. */
export function draw(workload: Workload, count: number, random: Random): Float64Array {
  return Float64Array.from({ length: count }, () => drawOne(workload, random.normal(), random));
}

function drawOne({ medianMillis, spread, coldShare, coldFactor }: Workload, deviate: number, random: Random): number {
  return medianMillis * Math.exp(spread * deviate) * (random.uniform() < coldShare ? coldFactor : 1);
}

/**
 * Durations of invocations that fall on instances at random. Each instance is slower or faster than the others as a whole;
 * over all instances the durations are distributed as those of `draw`.
 *
 * @param correlation which part of the logarithm's variance lies between instances
 * @param busiest which share of all invocations the first instance gets beside its turn
 */
export function drawClustered(
  workload: Workload,
  count: number,
  { instances: clusters, correlation, busiest = 0 }: { instances: number; correlation: number; busiest?: number },
  random: Random,
): Series {
  const offsets = Float64Array.from({ length: clusters }, () => Math.sqrt(correlation) * random.normal());
  const values = new Float64Array(count);
  const instances = new Int32Array(count);
  for (let index = 0; index < count; index += 1) {
    const instance = random.uniform() < busiest ? 0 : Math.floor(random.uniform() * clusters);
    const deviate = (offsets[instance] as number) + Math.sqrt(1 - correlation) * random.normal();
    values[index] = drawOne(workload, deviate, random);
    instances[index] = instance;
  }
  return { values, instances };
}

/** The true quantile of a workload, by halving. */
export function trueQuantile({ medianMillis, spread, coldShare, coldFactor }: Workload, probability: number): number {
  let low = -10;
  let high = 10 + Math.log(coldFactor);
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    const below =
      (1 - coldShare) * normalCdf(middle / spread) + coldShare * normalCdf((middle - Math.log(coldFactor)) / spread);
    if (below < probability) low = middle;
    else high = middle;
  }
  return medianMillis * Math.exp(low);
}
