/** Text that ends without a zone: UTC in what the clouds write, and local time to `Date.parse`. */
const ZONELESS = /T[\d:.]+$/;
const ISO_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** A point in time, from a `Date` or an ISO 8601 text, which is UTC where it names no zone. Undefined where it is none. */
export function readEpochMillis(value: unknown): number | undefined {
  const millis =
    value instanceof Date
      ? value.getTime()
      : typeof value === "string"
        ? Date.parse(ZONELESS.test(value) ? `${value}Z` : value)
        : Number.NaN;
  return Number.isFinite(millis) ? millis : undefined;
}

/** The same in whole seconds. */
export function readEpochSeconds(value: unknown): number | undefined {
  const millis = readEpochMillis(value);
  return millis === undefined ? undefined : Math.floor(millis / 1000);
}

/** The same as ISO 8601 in UTC; what is so already keeps its digits. */
export function readIsoTime(value: unknown): string | undefined {
  const millis = readEpochMillis(value);
  if (typeof value === "string" && millis !== undefined && ISO_UTC.test(value)) return value;
  return millis === undefined ? undefined : new Date(millis).toISOString();
}
