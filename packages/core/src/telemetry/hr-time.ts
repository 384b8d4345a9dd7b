import type { HrTime, TimeInput } from "@opentelemetry/api";

const NANOS_PER_SECOND = 1e9;

/** @param millis - since the epoch, or of a duration, with fractions */
export function millisToHrTime(millis: number): HrTime {
  return [Math.trunc(millis / 1000), Math.round((millis % 1000) * 1e6)];
}

/** The time so many milliseconds later. */
export function addMillis(time: HrTime, millis: number): HrTime {
  const sum = millisToHrTime(millis);
  sum[0] += time[0];
  sum[1] += time[1];
  if (sum[1] >= NANOS_PER_SECOND) {
    sum[0] += 1;
    sum[1] -= NANOS_PER_SECOND;
  }
  return sum;
}

/** How long it was from one time to another; of negative seconds where the other one was before. */
export function hrTimeDuration(start: HrTime, end: HrTime): HrTime {
  const nanos = end[1] - start[1];
  return nanos < 0 ? [end[0] - start[0] - 1, nanos + NANOS_PER_SECOND] : [end[0] - start[0], nanos];
}

export function hrTimeToMillis(time: HrTime): number {
  return time[0] * 1e3 + time[1] / 1e6;
}

export function hrTimeToMicros(time: HrTime): number {
  return time[0] * 1e6 + time[1] / 1e3;
}

export function isHrTime(time: unknown): time is HrTime {
  return Array.isArray(time) && time.length === 2 && typeof time[0] === "number" && typeof time[1] === "number";
}

/** A number of milliseconds that `performance.now()` has given, as a time since the epoch. */
export function performanceToHrTime(millis: number): HrTime {
  return addMillis(millisToHrTime(performance.timeOrigin), millis);
}

/**
 * A time as the API takes it. A number that is small is one of `performance.now()`, not of the epoch.
 *
 * @throws TypeError where it is none
 */
export function timeInputToHrTime(time: TimeInput): HrTime {
  if (isHrTime(time)) return time;
  if (typeof time !== "number") return millisToHrTime(time.getTime());
  return time < performance.timeOrigin / 2 ? performanceToHrTime(time) : millisToHrTime(time);
}
