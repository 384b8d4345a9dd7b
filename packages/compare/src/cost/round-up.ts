/** Differences of epoch milliseconds are exact to a quarter of a microsecond: that must make no gap and cost no step. */
export const CLOCK_NOISE_MILLIS = 0.001;

/** A duration rounded up to whole steps, and at least the minimum. All in milliseconds. */
export function roundUpMillis(millis: number, step: number, minimum = 0): number {
  return Math.max(minimum, Math.ceil((millis - CLOCK_NOISE_MILLIS) / step) * step, 0);
}
