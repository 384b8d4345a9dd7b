import { createTraceState, isSpanContextValid, type TextMapPropagator, trace } from "@opentelemetry/api";
import { isTracingSuppressed } from "../suppress-tracing.ts";

const TRACEPARENT = "traceparent";
const TRACESTATE = "tracestate";
/** Of version 00 nothing may follow the flags; a later one may add to them. */
const HEADER = /^\s?(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?\s?$/;

/** `traceparent` and `tracestate`. @see https://www.w3.org/TR/trace-context/ */
export const traceContextPropagator: TextMapPropagator = {
  fields: () => [TRACEPARENT, TRACESTATE],
  inject(context, carrier, setter) {
    const spanContext = trace.getSpanContext(context);
    if (spanContext === undefined || isTracingSuppressed(context) || !isSpanContextValid(spanContext)) return;
    const { traceId, spanId, traceFlags, traceState } = spanContext;
    setter.set(carrier, TRACEPARENT, `00-${traceId}-${spanId}-${(traceFlags & 0xff).toString(16).padStart(2, "0")}`);
    if (traceState !== undefined) setter.set(carrier, TRACESTATE, traceState.serialize());
  },
  extract(context, carrier, getter) {
    const parent = getter.get(carrier, TRACEPARENT);
    const [, version, traceId, spanId, flags, more] =
      HEADER.exec((Array.isArray(parent) ? parent[0] : parent) ?? "") ?? [];
    if (traceId === undefined || spanId === undefined || (version === "00" && more !== undefined)) return context;
    // Of a list, `String` makes what its members joined by commas are.
    const state = String(getter.get(carrier, TRACESTATE) ?? "");
    return trace.setSpanContext(context, {
      ...{ traceId, spanId, traceFlags: Number.parseInt(flags ?? "", 16), isRemote: true },
      ...(state !== "" && { traceState: createTraceState(state) }),
    });
  },
};
