/**
 * Nanoseconds as milliseconds, the fraction included. Exact to the nanosecond for anything shorter than a month;
 * subtract as `bigint` first where two moments are compared.
 */
export function nanosToMillis(nanos: bigint): number {
  return Number(nanos / 1_000_000n) + Number(nanos % 1_000_000n) / 1e6;
}
