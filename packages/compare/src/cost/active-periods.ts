import type { BilledInvocations } from "./invocations.ts";
import { CLOCK_NOISE_MILLIS } from "./round-up.ts";

/**
 * The stretches of time in which an instance had at least one invocation, over all instances, as lengths in milliseconds:
 * the union of its invocations. Two that touch are one stretch.
 *
 * @param withInit whether an instance's start-up before its first invocation belongs to it
 */
export function activePeriods(invocations: BilledInvocations, withInit: boolean): number[] {
  const { startMillis, durationMillis, instances, initMillis } = invocations;
  const begin = (index: number): number => (startMillis[index] as number) - (withInit ? (initMillis?.[index] ?? 0) : 0);
  const lengthOf = (index: number): number =>
    (durationMillis[index] as number) + (withInit ? (initMillis?.[index] ?? 0) : 0);
  const indexes = Array.from({ length: startMillis.length }, (_, index) => index);
  // Without instances there is nothing to unite; and no difference of times, which would be less exact.
  if (instances === undefined) return indexes.map(lengthOf);
  const order = indexes.sort((a, b) => (instances[a] as number) - (instances[b] as number) || begin(a) - begin(b));
  const periods: number[] = [];
  let from = Number.NaN;
  let length = 0;
  let instance = Number.NaN;
  for (const index of order) {
    const offset = begin(index) - from;
    if (instances[index] === instance && offset <= length + CLOCK_NOISE_MILLIS) {
      length = Math.max(length, offset + lengthOf(index));
      periods[periods.length - 1] = length;
      continue;
    }
    [from, length, instance] = [begin(index), lengthOf(index), instances[index] as number];
    periods.push(length);
  }
  return periods;
}
