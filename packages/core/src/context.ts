import {
  type Attributes,
  type Context,
  createContextKey,
  type Link,
  type Span,
  type SpanContext,
  type TextMapPropagator,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import type { Batch, Carrier, Invocation } from "./adapter.ts";
import type { Config } from "./config.ts";
import { ATTR_MESSAGING_MESSAGE_ID } from "./semconv.ts";
import { EMPTY_CONTEXT } from "./telemetry/plain-context.ts";

const MAX_BAGGAGE_BYTES = 8192;
const MAX_BAGGAGE_MEMBERS = 64;

/**
 * A carrier as propagators want it: lower-case names and one string a name. Header names come in any case, and
 * values as strings, lists (multi-value headers) or nothing.
 */
export function normalizeCarrier(carrier: Carrier, names: readonly string[]): Record<string, string> {
  const given: Record<string, string[]> = {};
  for (const key in carrier) {
    const name = key.toLowerCase();
    if (!names.includes(name) || !Object.hasOwn(carrier, key)) continue;
    const values = readValues(carrier[key]);
    given[name] = given[name]?.concat(values) ?? values;
  }
  const found: Record<string, string> = {};
  for (const name in given) {
    const value = joinValues(given[name] ?? [], name);
    if (value !== undefined) found[name] = name === "baggage" ? capBaggage(value) : value;
  }
  return found;
}

/** Both, where `winner` hides a name of `other` in any case: two values of one name would void each other. */
export function mergeCarriers(other: Carrier | undefined, winner: Carrier): Carrier {
  const names = new Set(Object.keys(winner).map((name) => name.toLowerCase()));
  const rest = Object.entries(other ?? {}).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(rest), ...winner };
}

function readValues(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A repeated `traceparent` is ambiguous and void (W3C Trace Context, 3.2.2.5); the others are lists, so they join. */
function joinValues(values: readonly string[], name: string): string | undefined {
  if (name === "traceparent") return values.every((value) => value === values[0]) ? values[0] : undefined;
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
  if (carrier === undefined) return EMPTY_CONTEXT;
  const normalized = normalizeCarrier(carrier, propagator.fields());
  return propagator.extract(EMPTY_CONTEXT, normalized, getter);
}

/** What caused an invocation: the parent of its span, and what it is linked to. */
export interface Origin {
  readonly parent: Context;
  readonly links: Link[];
  /** The platform's own span, where that is the invocation's: the parent of all that the invocation does. */
  readonly platformSpan?: Span | undefined;
}

/** How far contexts are believed, and how many links a span may have. */
export type OriginRules = Pick<Config, "incomingContext" | "platformParent" | "spanLimits">;

/**
 * Finds parent and links of an invocation: what the caller sent and what the platform says, as far as the rules let
 * them count, and the messages of a batch. A carrier that cannot be read is none.
 *
 * @param isAmbientExported - whether the platform's span goes where the invocation's telemetry goes
 */
export function findOrigin(
  propagator: TextMapPropagator,
  invocation: Invocation,
  rules: OriginRules,
  isAmbientExported = false,
): Origin {
  const { incomingContext, platformParent, spanLimits } = rules;
  const links = new Map<string, Link>();
  const incoming = incomingContext === "ignore" ? EMPTY_CONTEXT : extractSafely(propagator, invocation.carrier);
  const ambient = platformParent === "ignore" ? EMPTY_CONTEXT : extractSafely(propagator, invocation.ambient);
  const sent = trace.getSpanContext(incoming);
  const around = trace.getSpanContext(ambient);
  if (around !== undefined && isInvocationSpan(around, platformParent, isAmbientExported)) {
    const parent = trace.setSpanContext(incomingContext === "trust" ? incoming : EMPTY_CONTEXT, around);
    return { parent, links: [], platformSpan: trace.getSpan(parent) };
  }
  let parent = EMPTY_CONTEXT;
  if (incomingContext === "trust") {
    parent = invocation.isSampledFlagForeign === true ? withoutSamplingDecision(incoming) : incoming;
  } else if (sent !== undefined) {
    addLink(links, sent);
  }
  if (platformParent === "parent" && around !== undefined && trace.getSpanContext(parent) === undefined) {
    parent = withoutSamplingDecision(ambient);
  } else if (around !== undefined && around.spanId !== trace.getSpanContext(parent)?.spanId) {
    addLink(links, around);
  }
  addBatchLinks(links, propagator, invocation.batch, spanLimits.linkCountLimit);
  return { parent, links: [...links.values()] };
}

/** A platform's span that is not sampled is not exported, whatever the platform does with others. */
function isInvocationSpan(around: SpanContext, use: OriginRules["platformParent"], isExported: boolean): boolean {
  return use === "span" || (use === "auto" && isExported && (around.traceFlags & TraceFlags.SAMPLED) !== 0);
}

const UNDECIDED = createContextKey("isobar: the parent's sampled flag is no decision");

/** True where the parent of this context says nothing of whether the trace is to be sampled. */
export function isSamplingUndecided(parent: Context): boolean {
  return parent.getValue(UNDECIDED) === true;
}

/** With a sampler that is not Isobar's, the flag itself has to speak. */
function withoutSamplingDecision(from: Context): Context {
  const context = trace.getSpanContext(from);
  if (context === undefined || (context.traceFlags & TraceFlags.SAMPLED) === TraceFlags.SAMPLED) return from;
  const undecided = { ...context, traceFlags: context.traceFlags | TraceFlags.SAMPLED };
  return trace.setSpanContext(from, undecided).setValue(UNDECIDED, true);
}

/**
 * Links to the messages of a batch: one for each distinct context, and `limit` at most. A message that cannot be read
 * is passed over.
 */
function addBatchLinks(
  links: Map<string, Link>,
  propagator: TextMapPropagator,
  batch: Batch | undefined,
  limit: number,
): void {
  try {
    for (const message of batch?.messages ?? []) {
      if (links.size >= limit) break;
      const context = readSpanContext(propagator, message.carrier);
      if (context === undefined) continue;
      addLink(links, context, message.id === undefined ? undefined : { [ATTR_MESSAGING_MESSAGE_ID]: message.id });
    }
  } catch {
    // An iteration that threw is over; the links to the messages before it hold.
  }
}

function addLink(links: Map<string, Link>, context: SpanContext, attributes?: Attributes): void {
  const key = `${context.traceId}${context.spanId}`;
  if (!links.has(key)) links.set(key, { context, ...(attributes !== undefined && { attributes }) });
}

function readSpanContext(propagator: TextMapPropagator, carrier: Carrier | undefined): SpanContext | undefined {
  return trace.getSpanContext(extractSafely(propagator, carrier));
}

/** What callers send may be built to break its reader: it is then as if they had sent nothing. */
export function extractSafely(propagator: TextMapPropagator, carrier: Carrier | undefined): Context {
  try {
    return extractContext(propagator, carrier);
  } catch {
    return EMPTY_CONTEXT;
  }
}
