import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { groupRecords } from "../groups.ts";
import { encodeRequest } from "./request.ts";
import { toAnyValue, toKeyValues, toNanos } from "./values.ts";

const NAMES = { resources: "resourceLogs", scopes: "scopeLogs", items: "logRecords" };

/** An `ExportLogsServiceRequest`. */
export function logsToJson(records: readonly ReadableLogRecord[]): Uint8Array {
  return encodeRequest(groupRecords(records), NAMES, describeLogRecord);
}

function describeLogRecord(record: ReadableLogRecord): object {
  const { traceFlags, traceId, spanId } = record.spanContext ?? {};
  return {
    timeUnixNano: toNanos(record.hrTime),
    observedTimeUnixNano: toNanos(record.hrTimeObserved),
    severityNumber: record.severityNumber,
    severityText: record.severityText,
    body: toAnyValue(record.body),
    eventName: record.eventName,
    attributes: toKeyValues(record.attributes),
    droppedAttributesCount: record.droppedAttributesCount,
    flags: traceFlags,
    traceId,
    spanId,
  };
}
