import { quantileOfSorted, sortSamples } from "../statistics/quantile.ts";
import type { Sample } from "../store/types.ts";
import { isCompared } from "./group.ts";
import type { Block } from "./types.ts";

const MOST_BLOCKS = 20;
/** A median of fewer says nothing of drift. */
const LEAST_SAMPLES = 30;

/** A group's warm invocations in stretches of equal time, ascending. */
export function describeBlocks(samples: readonly Sample[]): Block[] {
  const warm = samples.filter((sample) => isCompared(sample) && !sample.cold);
  const [first, last] = [warm[0]?.start, warm.at(-1)?.start];
  if (first === undefined || last === undefined) return [];
  const count = Math.max(1, Math.min(MOST_BLOCKS, Math.floor(warm.length / LEAST_SAMPLES)));
  const length = (last - first) / count;
  const durations = Array.from({ length: count }, (): number[] => []);
  for (const { start, duration } of warm) {
    const index = length === 0 ? 0 : Math.min(count - 1, Math.floor((start - first) / length));
    durations[index]?.push(duration);
  }
  return durations.map((own, index) => ({
    from: first + index * length,
    to: index === count - 1 ? last : first + (index + 1) * length,
    n: own.length,
    ...(own.length > 0 && { p50: quantileOfSorted(sortSamples(own), 0.5) }),
  }));
}
