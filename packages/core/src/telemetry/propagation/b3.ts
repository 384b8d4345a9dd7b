import {
  createContextKey,
  isSpanContextValid,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { isTracingSuppressed } from "../suppress-tracing.ts";

const SINGLE = "b3";
const TRACE_ID = "x-b3-traceid";
const SPAN_ID = "x-b3-spanid";
const SAMPLED = "x-b3-sampled";
const FLAGS = "x-b3-flags";
const FIELDS = { single: [SINGLE], multi: [TRACE_ID, SPAN_ID, FLAGS, SAMPLED, "x-b3-parentspanid"] };

const HEADER = /((?:[\da-f]{16}){1,2})-([\da-f]{16})(?:-([01d](?![\da-f])))?/;
/** What else than 0 and 1 senders write. */
const STATES: Readonly<Record<string, string>> = { true: "1", True: "1", false: "0", False: "0" };

/** That the sender wants the trace whatever it costs: handed on, as it is more than a sampling decision. */
const DEBUG = createContextKey("isobar b3 debug");

/** Zipkin's headers: reads the one header and the several, writes one form. @see https://github.com/openzipkin/b3-propagation */
export function createB3Propagator(writes: keyof typeof FIELDS): TextMapPropagator {
  return {
    fields: () => FIELDS[writes],
    inject(context, carrier, setter) {
      const spanContext = trace.getSpanContext(context);
      if (spanContext === undefined || isTracingSuppressed(context) || !isSpanContextValid(spanContext)) return;
      const { traceId, spanId, traceFlags } = spanContext;
      const isDebug = context.getValue(DEBUG) === true;
      const sampled = traceFlags & TraceFlags.SAMPLED ? "1" : "0";
      if (writes === "single") return setter.set(carrier, SINGLE, `${traceId}-${spanId}-${isDebug ? "d" : sampled}`);
      setAll(setter, carrier, {
        [TRACE_ID]: traceId,
        [SPAN_ID]: spanId,
        [isDebug ? FLAGS : SAMPLED]: isDebug ? "1" : sampled,
      });
    },
    extract(context, carrier, getter) {
      const single = read(getter, carrier, SINGLE);
      const [traceId, spanId, state] = single ? (HEADER.exec(single) ?? []).slice(1) : readSeveral(getter, carrier);
      const isDebug = state === "d";
      const spanContext = {
        ...{ traceId: (traceId ?? "").padStart(32, "0"), spanId: spanId ?? "", isRemote: true },
        traceFlags: isDebug || state === "1" ? TraceFlags.SAMPLED : TraceFlags.NONE,
      };
      if (state === "invalid" || !isSpanContextValid(spanContext)) return context;
      return trace.setSpanContext(isDebug ? context.setValue(DEBUG, true) : context, spanContext);
    },
  };
}

function readSeveral(getter: TextMapGetter, carrier: unknown): (string | undefined)[] {
  const sampled = read(getter, carrier, SAMPLED) ?? "0";
  const state = STATES[sampled] ?? (sampled === "0" || sampled === "1" ? sampled : "invalid");
  const traceId = read(getter, carrier, TRACE_ID);
  return [
    // Of any other length it is none.
    traceId?.length === 16 || traceId?.length === 32 ? traceId : undefined,
    read(getter, carrier, SPAN_ID),
    read(getter, carrier, FLAGS) === "1" ? "d" : state,
  ];
}

function read(getter: TextMapGetter, carrier: unknown, key: string): string | undefined {
  return [getter.get(carrier, key)].flat()[0];
}

function setAll(setter: TextMapSetter, carrier: unknown, values: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(values)) setter.set(carrier, key, value);
}
