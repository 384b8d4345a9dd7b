import { decodeUtf8, readBytes } from "./bytes.ts";
import { CONTEXT_NAMES } from "./context-names.ts";

/**
 * What a sender wrote beside its message, as plain text: numbers, booleans and dates as JSON has them, bytes as UTF-8,
 * and of a repeated name the last value. Not the trace context, which is the tracers' own.
 *
 * @param entries - names and values; what has no value is left out
 * @param contextNames - the platform's own names for a context, in lower case
 */
export function messageAttributes(
  entries: Iterable<readonly [name: string, value: unknown]>,
  contextNames: readonly string[] = [],
): Record<string, string> {
  const found: [string, string][] = [];
  for (const [name, value] of entries) {
    const key = name.toLowerCase();
    if (CONTEXT_NAMES.has(key) || contextNames.includes(key)) continue;
    const text = toText(value);
    if (text !== undefined) found.push([name, text]);
  }
  return Object.fromEntries(found);
}

function toText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return undefined;
  const bytes = readBytes(value);
  if (bytes !== undefined) return decodeUtf8(bytes);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  return typeof value === "object" ? toJson(value) : String(value);
}

/** Undefined for what JSON cannot hold. */
export function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
