/** A whole number, which the worker hands on as a number or, where it has 64 bits, as text. */
export function readInteger(value: unknown): number | undefined {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
}

/** The same where it counts something that there is at least one of. */
export function readCount(value: unknown): number | undefined {
  const count = readInteger(value);
  return count !== undefined && count > 0 ? count : undefined;
}
