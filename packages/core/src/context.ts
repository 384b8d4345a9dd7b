import {
  type Context,
  type Link,
  ROOT_CONTEXT,
  type SpanContext,
  type TextMapPropagator,
  trace,
} from "@opentelemetry/api";
import type { Batch, Carrier } from "./adapter.ts";
import { ATTR_MESSAGING_MESSAGE_ID } from "./semconv.ts";

const MAX_BAGGAGE_BYTES = 8192;
const MAX_BAGGAGE_MEMBERS = 64;

/**
 * A carrier as propagators want it: lower-case names and one string a name. Header names come in any case, and
 * values as strings, lists (multi-value headers) or nothing.
 */
export function normalizeCarrier(carrier: Carrier, names: readonly string[]): Record<string, string> {
  const wanted = new Set(names);
  const given: Record<string, string[]> = {};
  for (const key of Object.keys(carrier)) {
    const name = key.toLowerCase();
    if (!wanted.has(name)) continue;
    const values = readValues(carrier[key]);
    given[name] = [...(given[name] ?? []), ...values];
  }
  const found: Record<string, string> = {};
  for (const [name, values] of Object.entries(given)) {
    const value = joinValues(values, name);
    if (value !== undefined) found[name] = name === "baggage" ? capBaggage(value) : value;
  }
  return found;
}

function readValues(value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((item) => typeof item === "string");
}

/** A repeated `traceparent` is ambiguous and void (W3C Trace Context, 3.2.2.5); the others are lists, so they join. */
function joinValues(values: readonly string[], name: string): string | undefined {
  if (name === "traceparent") return new Set(values).size === 1 ? values[0] : undefined;
  return values.length === 0 ? undefined : values.join(",");
}

/** The first members of an incoming baggage that fit into 8 KiB and 64 members: the rest is not forwarded. */
export function capBaggage(value: string): string {
  const kept: string[] = [];
  let bytes = 0;
  for (const member of value.split(",", MAX_BAGGAGE_MEMBERS)) {
    bytes += Buffer.byteLength(member) + (kept.length === 0 ? 0 : 1);
    if (bytes > MAX_BAGGAGE_BYTES) break;
    kept.push(member);
  }
  return kept.join(",");
}

const getter = {
  get: (carrier: Record<string, string>, key: string): string | undefined => carrier[key.toLowerCase()],
  keys: (carrier: Record<string, string>): string[] => Object.keys(carrier),
};

/** The context that a carrier holds, on top of nothing: what ran before in this process is no parent. */
export function extractContext(propagator: TextMapPropagator, carrier: Carrier | undefined): Context {
  if (carrier === undefined) return ROOT_CONTEXT;
  const normalized = normalizeCarrier(carrier, propagator.fields());
  return propagator.extract(ROOT_CONTEXT, normalized, getter);
}

/**
 * Links to the messages of a batch: one for each distinct context, and `limit` at most. A message that cannot be read
 * is passed over.
 */
export function batchLinks(propagator: TextMapPropagator, batch: Batch | undefined, limit: number): Link[] {
  const links = new Map<string, Link>();
  try {
    for (const message of batch?.messages ?? []) {
      if (links.size >= limit) break;
      const context = readSpanContext(propagator, message.carrier);
      if (context === undefined) continue;
      const key = `${context.traceId}${context.spanId}`;
      if (links.has(key)) continue;
      links.set(key, {
        context,
        ...(message.id !== undefined && { attributes: { [ATTR_MESSAGING_MESSAGE_ID]: message.id } }),
      });
    }
  } catch {
    // An iteration that threw is over; the links to the messages before it hold.
  }
  return [...links.values()];
}

function readSpanContext(propagator: TextMapPropagator, carrier: Carrier | undefined): SpanContext | undefined {
  try {
    return trace.getSpanContext(extractContext(propagator, carrier));
  } catch {
    return undefined;
  }
}
