import { DEFAULT_LEVEL, type Interval, type IntervalOptions } from "./interval.ts";
import { normalQuantile } from "./normal.ts";

/** How often something happened, and how often it could have. */
export interface EventCount {
  readonly events: number;
  readonly trials: number;
}

/**
 * Wilson's score interval of a rate (1927), without continuity correction: for error, throttle and cold-start rates. It
 * stays within 0 and 1 and is of use where no or every trial was an event.
 *
 * @returns from 0 to 1 where there are no trials
 */
export function wilsonInterval(
  { events, trials }: EventCount,
  { level = DEFAULT_LEVEL }: IntervalOptions = {},
): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const z = normalQuantile((1 + level) / 2);
  const rate = events / trials;
  const center = rate + (z * z) / (2 * trials);
  const reach = z * Math.sqrt((rate * (1 - rate)) / trials + (z / (2 * trials)) ** 2);
  const scale = 1 + (z * z) / trials;
  // At the ends the two terms are equal, but for a last digit.
  return {
    low: events === 0 ? 0 : (center - reach) / scale,
    high: events === trials ? 1 : (center + reach) / scale,
  };
}
