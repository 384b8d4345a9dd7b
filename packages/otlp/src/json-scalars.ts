import { OtlpDecodeError } from "./decode-error.ts";
import { type IntegerRange, int32, int64, toExactNumber, uint32, uint64 } from "./integers.ts";
import type { ScalarKind } from "./table.ts";

const severityNames = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/**
 * Reads one JSON value of a kind that is neither a message nor made of messages.
 * @throws OtlpDecodeError for a value of another type or out of range.
 */
export function readJsonScalar(value: unknown, kind: ScalarKind): unknown {
  switch (kind) {
    case "string":
      return typeof value === "string" ? value : expected("a string", value);
    case "bool":
      return typeof value === "boolean" ? value : expected("true or false", value);
    case "double":
      return readJsonDouble(value);
    case "int64":
    case "sfixed64":
      return readJsonInteger(value, int64);
    case "uint64":
    case "fixed64":
      return readJsonInteger(value, uint64);
    case "time":
      return BigInt(readJsonInteger(value, uint64));
    case "uint32":
    case "fixed32":
      return Number(readJsonInteger(value, uint32));
    case "sint32":
    case "int32":
      return Number(readJsonInteger(value, int32));
    case "severity":
      return readSeverity(value);
    case "traceId":
      return readId(value, 32);
    case "spanId":
      return readId(value, 16);
    default:
      throw new Error(`not a scalar: ${kind}`);
  }
}

/**
 * Reads a whole number, written as a number or as a decimal string.
 * @throws OtlpDecodeError for anything else and outside of the range.
 */
export function readJsonInteger(value: unknown, range: IntegerRange): number | bigint {
  const exact = toBigInt(value);
  if (exact === undefined) return expected("an integer", value);
  if (exact < range.min || exact > range.max) throw new OtlpDecodeError(`out of range: ${exact}`);
  return toExactNumber(exact);
}

function toBigInt(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : undefined;
  // The digits are limited before they are read: reading very long ones takes quadratic time.
  return typeof value === "string" && /^-?\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}

/**
 * Reads a double, written as a number, a decimal string or one of the three names.
 * @throws OtlpDecodeError for anything else.
 */
export function readJsonDouble(value: unknown): number {
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  if (typeof value !== "string") return expected("a number", value);
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? Number(value) : expected("a number", value);
}

/**
 * Reads an enum, by number or by name; 0 for a name that is not known, as for unknown fields.
 * @throws OtlpDecodeError for anything else.
 */
export function readJsonEnum(value: unknown, prefix: string, names: readonly string[]): string | undefined {
  if (typeof value !== "string" || /^-?\d+$/.test(value)) return names[Number(readJsonInteger(value, int32))];
  return names.find((name) => value === prefix + name.toUpperCase());
}

/** Reads bytes in base64, in the standard or the URL alphabet. */
export function readJsonBytes(value: unknown): Uint8Array {
  if (typeof value !== "string" || !/^[\w+/-]*={0,2}$/.test(value)) return expected("base64", value);
  return new Uint8Array(Buffer.from(value, "base64"));
}

function readSeverity(value: unknown): number {
  const match = typeof value === "string" ? /^SEVERITY_NUMBER_([A-Z]+)([234]?)$/.exec(value) : null;
  if (match === null) return Number(readJsonInteger(value, int32));
  const level = severityNames.indexOf(match[1] ?? "");
  return level < 0 ? 0 : level * 4 + Number(match[2] || 1);
}

function readId(value: unknown, digits: number): string {
  if (typeof value !== "string" || !/^[\da-fA-F]*$/.test(value)) return expected(`${digits} hex digits`, value);
  if (value === "") return "";
  if (value.length !== digits) throw new OtlpDecodeError(`${value.length} hex digits instead of ${digits}`);
  return /^0+$/.test(value) ? "" : value.toLowerCase();
}

/** @throws OtlpDecodeError always: what was expected and what type there was, but not the value, which may be long. */
export function expected(what: string, value: unknown): never {
  const type = value === null ? "null" : Array.isArray(value) ? "a list" : typeof value;
  throw new OtlpDecodeError(`expected ${what}, found ${type === "string" ? "another string" : type}`);
}
