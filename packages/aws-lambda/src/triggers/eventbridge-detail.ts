import type { Carrier } from "@isobar/core";
import { readContextFields } from "@isobar/core/describe";
import { mapCarrier, readText } from "./carrier.ts";
import { readAt } from "./read.ts";

/**
 * Trace context in an event's `detail`. EventBridge has no place of its own for it; users put it there, and Datadog's
 * tracers one level below.
 */
export function readDetailCarrier(event: unknown): Carrier | undefined {
  return readNames(readAt(event, "detail")) ?? mapCarrier(readAt(event, "detail", "_datadog"), readString);
}

/** A detail has as many names as its user likes: only those of a context are looked up. */
function readNames(detail: unknown): Carrier | undefined {
  return readContextFields((name) => readString(readAt(detail, name)));
}

const readString = (value: unknown): string | undefined => (typeof value === "string" ? readText(value) : undefined);
