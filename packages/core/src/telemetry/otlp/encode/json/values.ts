import type { Attributes, HrTime } from "@opentelemetry/api";

/** Nanoseconds since 1970, which JSON's numbers cannot hold. */
export function toNanos([seconds, nanos]: HrTime): string {
  if (seconds >= 1 && nanos >= 0 && nanos < 1e9)
    return `${Math.trunc(seconds)}${String(Math.trunc(nanos)).padStart(9, "0")}`;
  return String(BigInt(Math.trunc(seconds)) * 1_000_000_000n + BigInt(Math.trunc(nanos)));
}

/** A map of attributes as a list of `KeyValue`. */
export function toKeyValues(attributes: object = {}): object[] {
  return Object.keys(attributes).map((key) => ({ key, value: toAnyValue((attributes as Attributes)[key]) }));
}

/** An `AnyValue`; an empty one for what it has no type for. */
export function toAnyValue(value: unknown): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return { arrayValue: { values: Array.from(value, toAnyValue) } };
  if (typeof value === "object" && value !== null) return { kvlistValue: { values: toKeyValues(value) } };
  return {};
}
