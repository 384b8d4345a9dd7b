import type { Estimate } from "./estimate.ts";

/**
 * How wide an interval is, in parts of its estimate: 0.05 for a median of 40 ms known from 39 to 41 ms. A rule to stop
 * sampling by: enough once it is at most 0.05.
 *
 * @returns Infinity where there is no interval
 */
export function relativeWidth({ estimate, interval }: Estimate): number {
  return interval === undefined ? Number.POSITIVE_INFINITY : (interval.high - interval.low) / Math.abs(estimate);
}
