/** A range of values; both ends belong to it. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** How sure an interval has to be. */
export interface IntervalOptions {
  /** In which share of all repetitions of a measurement the interval has to contain the true value. @default 0.95 */
  readonly level?: number;
}

export const DEFAULT_LEVEL = 0.95;
