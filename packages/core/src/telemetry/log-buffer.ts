import type { LogRecordProcessor, ReadableLogRecord } from "@opentelemetry/sdk-logs";
import type { ExportSource } from "../export-source.ts";
import { ATTR_LOG_RECORD_UID } from "../semconv.ts";
import { createBuffer } from "./buffer.ts";
import type { LossCounter } from "./losses.ts";
import type { Sender } from "./send.ts";

/** OpenTelemetry's severity number of `ERROR`. */
const SEVERITY_ERROR = 17;

/** Collects emitted log records, each with an id of its own: one that is sent twice is known by it. */
export function createLogBuffer(
  sender: Sender<readonly ReadableLogRecord[]>,
  losses: LossCounter,
): LogRecordProcessor & ExportSource {
  const isError = ({ severityNumber = 0 }: ReadableLogRecord): boolean => severityNumber >= SEVERITY_ERROR;
  const buffer = createBuffer("logs", sender, isError, losses);
  return {
    hasPending: buffer.hasPending,
    send: buffer.send,
    warm: buffer.warm,
    takeRest: buffer.takeRest,
    interrupt: buffer.interrupt,
    unsent: buffer.unsent,
    onEmit: (record) => {
      record.setAttribute(ATTR_LOG_RECORD_UID, createUid());
      buffer.add(record);
    },
    forceFlush: async () => {
      await buffer.send();
    },
    shutdown: async () => {},
  };
}

/** 128 random bits, as a trace id has them; not a secret, so that `Math.random` will do. */
function createUid(): string {
  let uid = "";
  for (let part = 0; part < 4; part += 1) {
    uid += Math.floor(Math.random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  }
  return uid;
}
