import type { LogRecordProcessor, ReadableLogRecord } from "@opentelemetry/sdk-logs";
import type { ExportSource } from "../flush.ts";
import type { ExporterLike } from "../options.ts";
import { createBuffer, type OnDrop } from "./buffer.ts";

/** Collects emitted log records. */
export function createLogBuffer(exporter: ExporterLike, onDrop: OnDrop): LogRecordProcessor & ExportSource {
  const buffer = createBuffer<ReadableLogRecord>("logs", exporter, onDrop);
  return {
    hasPending: buffer.hasPending,
    send: buffer.send,
    onEmit: (record) => buffer.add(record),
    forceFlush: async () => {
      await buffer.send();
    },
    shutdown: async () => {},
  };
}
