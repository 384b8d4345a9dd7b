import type { ExporterLike } from "../options.ts";
import { hrTimeToMicros } from "./hr-time.ts";
import type { ReadableSpan } from "./tracing/model.ts";

/** Prints spans, for `OTEL_TRACES_EXPORTER=console`, in the form in which OpenTelemetry's SDK prints them. */
export class ConsoleSpanExporter implements ExporterLike {
  export(spans: readonly ReadableSpan[], done: (result: { code: number }) => void): void {
    for (const span of spans) {
      // biome-ignore lint/suspicious/noConsole: it is what the user has asked for
      console.dir(describe(span), { depth: 3 });
    }
    done({ code: 0 });
  }
  async shutdown(): Promise<void> {}
}

function describe(span: ReadableSpan): object {
  const { traceId, spanId, traceState } = span.spanContext();
  return {
    resource: { attributes: span.resource.attributes },
    instrumentationScope: span.instrumentationScope,
    traceId,
    parentSpanContext: span.parentSpanContext,
    traceState: traceState?.serialize(),
    name: span.name,
    id: spanId,
    kind: span.kind,
    timestamp: hrTimeToMicros(span.startTime),
    duration: hrTimeToMicros(span.duration),
    attributes: span.attributes,
    status: span.status,
    events: span.events,
    links: span.links,
  };
}
