/** ISO 8601 in UTC, or undefined where a `Date` cannot be that far away. */
export function isoFromSeconds(seconds: number | undefined): string | undefined {
  if (seconds === undefined) return undefined;
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
