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
  const found: Record<string, string> = {};
  for (const key of Object.keys(carrier)) {
    const name = key.toLowerCase();
    if (!wanted.has(name)) continue;
    const value = readHeader(carrier[key], name);
    if (value !== undefined) found[name] = name === "baggage" ? capBaggage(value) : value;
  }
  return found;
}

/** A repeated `traceparent` is ambiguous and void (W3C Trace Context, 3.2.2.5); the others are lists, so they join. */
function readHeader(value: unknown, name: string): string | undefined {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return undefined;
  const values = value.filter((item) => typeof item === "string");
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

/** Links to the messages of a batch: one for each distinct context, and `limit` at most. */
export function batchLinks(propagator: TextMapPropagator, batch: Batch | undefined, limit: number): Link[] {
  const links: Link[] = [];
  const seen = new Set<string>();
  for (const message of batch?.messages ?? []) {
    if (links.length >= limit) break;
    const context = spanContextOf(extractContext(propagator, message.carrier));
    if (context === undefined) continue;
    const key = `${context.traceId}${context.spanId}`;
    if (seen.has(key)) continue;
    seen.add(key);
    links.push({
      context,
      ...(message.id !== undefined && { attributes: { [ATTR_MESSAGING_MESSAGE_ID]: message.id } }),
    });
  }
  return links;
}

function spanContextOf(context: Context): SpanContext | undefined {
  return trace.getSpanContext(context);
}
