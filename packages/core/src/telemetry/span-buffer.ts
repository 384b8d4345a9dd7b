import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace";
import type { ExportSource } from "../flush.ts";
import type { ExporterLike, IsobarOptions } from "../options.ts";
import { createBuffer, type OnDrop } from "./buffer.ts";

/** Collects finished, sampled spans; `beforeExport` may change or drop each. */
export function createSpanBuffer(
  exporter: ExporterLike,
  beforeExport: IsobarOptions["beforeExport"],
  onDrop: OnDrop,
): SpanProcessor & ExportSource {
  const buffer = createBuffer<ReadableSpan>("traces", exporter, onDrop);
  const isWanted = (span: ReadableSpan): boolean => {
    try {
      return beforeExport?.(span) !== false;
    } catch {
      onDrop("traces", "filter_failed", 1);
      return false;
    }
  };
  return {
    hasPending: buffer.hasPending,
    send: buffer.send,
    onStart: () => {},
    onEnd: (span) => {
      if ((span.spanContext().traceFlags & 1) === 1 && isWanted(span)) buffer.add(span);
    },
    forceFlush: async () => {
      await buffer.send();
    },
    shutdown: async () => {},
  };
}
