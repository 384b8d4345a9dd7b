import type { Span } from "@opentelemetry/api";
import type { OpenSpans } from "../open-spans.ts";
import { currentScope } from "../scope.ts";
import type { SpanProcessor } from "./tracing/model.ts";

/** Keeps, for each invocation, which of its spans have not ended, whoever began them. */
export function createOpenSpanProcessor(): SpanProcessor {
  // A span may end in the context of another invocation, or in none.
  const homes = new WeakMap<object, OpenSpans>();
  return {
    onStart(span) {
      const open = currentScope()?.openSpans;
      if (open === undefined) return;
      open.set(span as Span, performance.now());
      homes.set(span, open);
    },
    onEnd(span) {
      homes.get(span)?.delete(span as unknown as Span);
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}
