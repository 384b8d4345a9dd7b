/**
 * The value of an attribute, or the body of a log record.
 *
 * - 64-bit integers are exact: a `number` where it is safe, a `bigint` beyond `Number.MAX_SAFE_INTEGER`.
 * - Doubles are a `number`, `NaN` and the infinities included. A double without a fraction (`5.0`) cannot be told
 *   from the integer `5` and is written back as an integer.
 * - Bytes are a `Uint8Array`, a key-value list is a plain object, and an empty value is `null`.
 */
export type AttributeValue =
  | string
  | boolean
  | number
  | bigint
  | Uint8Array
  | null
  | AttributeValue[]
  | { [key: string]: AttributeValue };

/** Attributes by name. Of a name that was sent twice the last value stands. */
export type Attributes = { [key: string]: AttributeValue };

/**
 * Sets one attribute. A plain assignment to `__proto__` would change the prototype instead, and what arrives
 * over the network may be called anything.
 */
export function setAttribute(attributes: Attributes, key: string, value: AttributeValue): void {
  if (key === "__proto__") {
    Object.defineProperty(attributes, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    attributes[key] = value;
  }
}

/**
 * Whether a number goes out as an integer: what would not come back as the same value (a fraction, an unsafe
 * integer, `-0`) goes out as a double.
 */
export function isIntegerValue(value: number | bigint): boolean {
  return typeof value === "bigint" || (Number.isSafeInteger(value) && !Object.is(value, -0));
}
