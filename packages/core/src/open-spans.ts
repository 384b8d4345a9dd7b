import { type Span, SpanStatusCode } from "@opentelemetry/api";
import { ATTR_ERROR_TYPE } from "./semconv.ts";

/** Spans of an invocation that have not ended, in the order of their start, with that on `performance.now()`'s clock. */
export type OpenSpans = Map<Span, number>;

/** So many lines of a long list help; more only cost. */
const MAX_NAMED = 10;

/** What a span that has ended answers to with a warning: nothing is wrong with a handler that goes on. */
const CALLS = [
  ...(["end", "setAttribute", "setAttributes", "addEvent", "addLink", "addLinks"] as const),
  ...(["setStatus", "updateName", "recordException"] as const),
];

/** Ends a span in the place of the code that began it. */
export function endForOwner(span: Span, errorType: string): void {
  span.setAttribute(ATTR_ERROR_TYPE, errorType);
  span.setStatus({ code: SpanStatusCode.ERROR });
  try {
    span.end();
  } finally {
    ignoreCalls(span);
  }
}

/** Takes no notice of what is still said of a span that has ended. */
export function ignoreCalls(span: Span): void {
  for (const name of CALLS) Object.defineProperty(span, name, { value: () => span, configurable: true });
}

/** The names of what is still running, the innermost first, each with the time that it has run for. */
export function describeOpen(open: OpenSpans): string[] {
  const now = performance.now();
  const lines = [...open]
    .reverse()
    .map(([span, since]) => `${(span as { name?: string }).name ?? "span"} (${Math.round(now - since)} ms)`);
  return lines.length <= MAX_NAMED ? lines : [...lines.slice(0, MAX_NAMED), `${lines.length - MAX_NAMED} more`];
}
