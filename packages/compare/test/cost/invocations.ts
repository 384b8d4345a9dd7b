import type { BilledInvocations } from "../../src/index.ts";

/** Invocations of one duration that come one after the other on one instance, with pauses between them. */
export function apart(durationMillis: number, count = 10, pauseMillis = 60_000): BilledInvocations {
  return {
    startMillis: Array.from(
      { length: count },
      (_, index) => 1_790_000_000_000.25 + index * (durationMillis + pauseMillis),
    ),
    durationMillis: new Array(count).fill(durationMillis),
    instances: new Array(count).fill(3),
    initMillis: new Array(count).fill(0),
  };
}
