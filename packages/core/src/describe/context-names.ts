import { readString } from "./read.ts";

/**
 * Names under which the propagators that can be chosen write a trace context, and look for it, in lower case. Beside
 * them nothing of a message is read to find its sender.
 */
export const CONTEXT_NAMES: ReadonlySet<string> = new Set([
  "traceparent",
  "tracestate",
  "baggage",
  "b3",
  "x-amzn-trace-id",
  "x-b3-flags",
  "x-b3-parentspanid",
  "x-b3-sampled",
  "x-b3-spanid",
  "x-b3-traceid",
]);

/** False for the names that say nothing without a span beside them. */
export const namesSpan = (name: string): boolean => name !== "tracestate" && name !== "baggage";

/**
 * The trace context among fields that have exactly those names; undefined where none of them names a span.
 *
 * @param readValue - reads a field; undefined where it holds no text
 */
export function readContextFields(readValue: (name: string) => string | undefined): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const name of CONTEXT_NAMES) {
    const value = readString(readValue(name));
    if (value !== undefined) found[name] = value;
  }
  return Object.keys(found).some(namesSpan) ? found : undefined;
}
