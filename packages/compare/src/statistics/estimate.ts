import type { Interval } from "./interval.ts";

/** Why there is no interval. */
export type Missing = "too few samples" | "too few instances";

/**
 * An estimate, and how well it is known. Without an interval it must not be compared with anything: `missing` says what
 * it would take.
 */
export type Estimate =
  | { readonly estimate: number; readonly interval: Interval; readonly missing?: never }
  | { readonly estimate: number; readonly interval?: never; readonly missing: Missing };
