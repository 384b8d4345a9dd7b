import { SpanStatusCode } from "@opentelemetry/api";
import type { ExportSource } from "../export-source.ts";
import type { IsobarOptions } from "../options.ts";
import { createBuffer } from "./buffer.ts";
import type { LossCounter } from "./losses.ts";
import type { Sender } from "./send.ts";
import type { ReadableSpan, SpanProcessor } from "./tracing/model.ts";

/** Collects finished, sampled spans; `beforeExport` may change or drop each. */
export function createSpanBuffer(
  sender: Sender<readonly ReadableSpan[]>,
  beforeExport: IsobarOptions["beforeExport"],
  losses: LossCounter,
): SpanProcessor & ExportSource {
  const isError = ({ status }: ReadableSpan): boolean => status.code === SpanStatusCode.ERROR;
  const buffer = createBuffer("traces", sender, isError, losses);
  const isWanted = (span: ReadableSpan): boolean => {
    try {
      return beforeExport?.(span) !== false;
    } catch {
      losses.dropped("traces", "filter_failed", 1);
      return false;
    }
  };
  return {
    hasPending: buffer.hasPending,
    send: buffer.send,
    warm: buffer.warm,
    takeRest: buffer.takeRest,
    interrupt: buffer.interrupt,
    unsent: buffer.unsent,
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
