import type { Carrier } from "@isobar/core";
import { contextCarrier, readText } from "./carrier.ts";

const MAX_HEADERS = 256;

/**
 * The trace context among a record's headers: a list of objects with one name each, because names may repeat, and
 * values as lists of bytes, signed or not. Some converters make objects of the lists.
 */
export function readKafkaHeaders(headers: unknown): Carrier | undefined {
  if (typeof headers !== "object" || headers === null) return undefined;
  const names: string[] = [];
  const values: unknown[] = [];
  for (const header of Array.isArray(headers) ? headers : Object.values(headers)) {
    if (names.length >= MAX_HEADERS) break;
    if (typeof header !== "object" || header === null) continue;
    for (const [name, value] of Object.entries(header)) {
      names.push(name);
      values.push(value);
    }
  }
  return contextCarrier(names, (index) => readText(values[index]));
}
