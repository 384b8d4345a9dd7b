import type { Carrier } from "@isobar/core";
import { attributesIn, contextCarrier, readText } from "./carrier.ts";

const MAX_HEADERS = 256;

/**
 * The trace context among a record's headers: a list of objects with one name each, because names may repeat, and
 * values as lists of bytes, signed or not. Some converters make objects of the lists.
 */
export function readKafkaHeaders(headers: unknown): Carrier | undefined {
  const pairs: (readonly [string, unknown])[] = [];
  for (const pair of pairsOf(headers)) {
    if (pairs.length >= MAX_HEADERS) break;
    pairs.push(pair);
  }
  return contextCarrier(
    pairs.map(([name]) => name),
    (index) => readText(pairs[index]?.[1]),
  );
}

/** All headers but the trace context. */
export function readKafkaAttributes(headers: unknown): Record<string, string> {
  return attributesIn(pairsOf(headers));
}

function* pairsOf(headers: unknown): Generator<readonly [name: string, value: unknown]> {
  for (const header of Array.isArray(headers) ? headers : Object.values(headers ?? {})) {
    if (typeof header === "object" && header !== null) yield* Object.entries(header);
  }
}
