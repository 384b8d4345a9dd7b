import type { Link, SpanStatus } from "@opentelemetry/api";
import type { ReadableSpan, TimedEvent } from "@opentelemetry/sdk-trace";
import { toFlags } from "../flags.ts";
import { groupRecords } from "../groups.ts";
import { encodeRequest } from "./request.ts";
import { writeAttributes, writeOptionalText } from "./values.ts";
import { writeFixed32, writeId, writeInteger, writeMessage, writeText, writeTime } from "./writer.ts";

/** An `ExportTraceServiceRequest`. */
export function tracesToProtobuf(spans: readonly ReadableSpan[]): Uint8Array {
  return encodeRequest(groupRecords(spans), writeSpan);
}

function writeSpan(span: ReadableSpan): void {
  const { traceId, spanId, traceState, traceFlags } = span.spanContext();
  const { parentSpanContext: parent } = span;
  writeId(1, traceId);
  writeId(2, spanId);
  writeOptionalText(3, traceState?.serialize());
  if (parent?.spanId) writeId(4, parent.spanId);
  writeText(5, span.name);
  // OTLP counts from 1: 0 is for a kind that is not known.
  if (span.kind != null) writeInteger(6, span.kind + 1);
  writeTime(7, span.startTime);
  writeTime(8, span.endTime);
  writeAttributes(span.attributes, 9);
  writeInteger(10, span.droppedAttributesCount);
  for (const event of span.events) writeMessage(11, writeEvent, event);
  writeInteger(12, span.droppedEventsCount);
  for (const link of span.links) writeMessage(13, writeLink, link);
  writeInteger(14, span.droppedLinksCount);
  writeMessage(15, writeStatus, span.status);
  writeFixed32(16, toFlags(traceFlags, parent?.isRemote));
}

function writeEvent({ time, name, attributes, droppedAttributesCount }: TimedEvent): void {
  writeTime(1, time);
  writeText(2, name);
  writeAttributes(attributes, 3);
  writeInteger(4, droppedAttributesCount ?? 0);
}

function writeLink({ context, attributes, droppedAttributesCount }: Link): void {
  writeId(1, context.traceId);
  writeId(2, context.spanId);
  writeOptionalText(3, context.traceState?.serialize());
  writeAttributes(attributes, 4);
  writeInteger(5, droppedAttributesCount ?? 0);
  writeFixed32(6, toFlags(context.traceFlags, context.isRemote));
}

function writeStatus({ message, code }: SpanStatus): void {
  writeOptionalText(2, message);
  writeInteger(3, code);
}
