import type { Sample } from "../store/types.ts";
import type { ColdStart } from "./types.ts";

const MOST_COLD_STARTS = 500;

/** A group's cold starts in the order of time; of very many, some from all over the time. */
export function describeColdStarts(samples: readonly Sample[]): ColdStart[] {
  const cold = samples.filter(({ cold, badClock }) => cold && !badClock);
  const step = Math.max(1, cold.length / MOST_COLD_STARTS);
  return Array.from({ length: Math.min(cold.length, MOST_COLD_STARTS) }, (_, index) => cold[Math.floor(index * step)])
    .filter((sample) => sample !== undefined)
    .map(({ start, duration, instance }) => ({ at: start, millis: duration, ...(instance !== "" && { instance }) }));
}
