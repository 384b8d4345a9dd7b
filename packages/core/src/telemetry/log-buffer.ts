import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import type { ExportSource } from "../export-source.ts";
import { ATTR_LOG_RECORD_UID } from "../semconv.ts";
import { createBuffer } from "./buffer.ts";
import type { LogSink } from "./logger-provider.ts";
import type { LossCounter } from "./losses.ts";
import type { Sender } from "./send.ts";

/** OpenTelemetry's severity number of `ERROR`. */
const SEVERITY_ERROR = 17;

/** Collects emitted log records, each with an id of its own: one that is sent twice is known by it. */
export function createLogBuffer(
  sender: Sender<readonly ReadableLogRecord[]>,
  losses: LossCounter,
): LogSink & ExportSource {
  const isError = ({ severityNumber = 0 }: ReadableLogRecord): boolean => severityNumber >= SEVERITY_ERROR;
  const buffer = createBuffer("logs", sender, isError, losses);
  return {
    ...buffer,
    add(record) {
      record.attributes[ATTR_LOG_RECORD_UID] = createUid();
      buffer.add(record);
    },
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
