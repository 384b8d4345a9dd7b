/** The whole numbers that a field can hold, both ends included. */
export interface IntegerRange {
  min: bigint;
  max: bigint;
}

/** Ranges of the 64-bit and 32-bit types. */
export const int64: IntegerRange = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
export const uint64: IntegerRange = { min: 0n, max: 2n ** 64n - 1n };
export const int32: IntegerRange = { min: -(2n ** 31n), max: 2n ** 31n - 1n };
export const uint32: IntegerRange = { min: 0n, max: 2n ** 32n - 1n };

/** A number where that is exact, the bigint itself otherwise. */
export function toExactNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
