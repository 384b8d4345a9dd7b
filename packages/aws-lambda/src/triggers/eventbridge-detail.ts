import type { Carrier } from "@isobar/core";
import { mapCarrier, readText } from "./carrier.ts";
import { readAt } from "./read.ts";

/**
 * Trace context in an event's `detail`. EventBridge has no place of its own for it; users put it there, and Datadog's
 * tracers one level below.
 */
export function readDetailCarrier(event: unknown): Carrier | undefined {
  return readNames(readAt(event, "detail")) ?? mapCarrier(readAt(event, "detail", "_datadog"), readString);
}

const NAMES = ["traceparent", "tracestate", "baggage"];

/** A detail has as many names as its user likes: only these are looked up. */
function readNames(detail: unknown): Carrier | undefined {
  const traceparent = readString(readAt(detail, "traceparent"));
  if (traceparent === undefined) return undefined;
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = readString(readAt(detail, name));
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

const readString = (value: unknown): string | undefined => (typeof value === "string" ? readText(value) : undefined);
