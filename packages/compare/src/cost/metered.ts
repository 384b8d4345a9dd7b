import type { Usage } from "./usage.ts";

/** What a billing model counts of invocations. */
export interface Metered {
  readonly usage: readonly Usage[];
  /** Where the rules can be read in two ways, the usage by the more expensive one. */
  readonly highest?: readonly Usage[];
  /** What was assumed, each a sentence. */
  readonly notes: readonly string[];
}

export const sum = (values: readonly number[] | Float64Array): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/** Milliseconds of so much memory, in GB-seconds; 1024 MB are one GB to all of them. */
export const gbSeconds = (millis: number, megabytes: number): number => (millis / 1000) * (megabytes / 1024);

/** Said where start-up is billed and the invocations do not say how long it took. */
export const NO_INIT = "Start-up, which is billed, is not in it: how long it took is not known.";
