import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { groupRecords } from "../groups.ts";
import { encodeRequest } from "./request.ts";
import { writeAnyValue, writeAttributes, writeOptionalText } from "./values.ts";
import { writeFixed32, writeId, writeInteger, writeMessage, writeTime } from "./writer.ts";

/** An `ExportLogsServiceRequest`. */
export function logsToProtobuf(records: readonly ReadableLogRecord[]): Uint8Array {
  return encodeRequest(groupRecords(records), writeLogRecord);
}

function writeLogRecord(record: ReadableLogRecord): void {
  const { traceFlags, traceId, spanId } = record.spanContext ?? {};
  writeTime(1, record.hrTime);
  if (record.severityNumber) writeInteger(2, record.severityNumber);
  writeOptionalText(3, record.severityText);
  if (record.body !== undefined) writeMessage(5, writeAnyValue, record.body);
  writeAttributes(record.attributes, 6);
  writeInteger(7, record.droppedAttributesCount);
  if (traceFlags) writeFixed32(8, traceFlags);
  if (traceId) writeId(9, traceId);
  if (spanId) writeId(10, spanId);
  writeTime(11, record.hrTimeObserved);
  writeOptionalText(12, record.eventName);
}
