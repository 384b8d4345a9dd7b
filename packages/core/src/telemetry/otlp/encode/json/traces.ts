import type { Link } from "@opentelemetry/api";
import type { ReadableSpan, TimedEvent } from "@opentelemetry/sdk-trace";
import { toFlags } from "../flags.ts";
import { groupRecords, type Scope } from "../groups.ts";
import { encodeRequest } from "./request.ts";
import { toKeyValues, toNanos } from "./values.ts";

const NAMES = { resources: "resourceSpans", scopes: "scopeSpans", items: "spans" };

/** An `ExportTraceServiceRequest`. */
export function tracesToJson(spans: readonly ReadableSpan[]): Uint8Array {
  return encodeRequest(groupRecords(spans, toName), NAMES, describeSpan);
}

function toName({ name, version, schemaUrl }: Scope): string {
  return `${name}@${version || ""}:${schemaUrl || ""}`;
}

function describeSpan(span: ReadableSpan): object {
  const { traceId, spanId, traceState, traceFlags } = span.spanContext();
  const { parentSpanContext: parent, status } = span;
  return {
    traceId,
    spanId,
    parentSpanId: parent?.spanId || undefined,
    traceState: traceState?.serialize(),
    name: span.name,
    // OTLP counts from 1: 0 is for a kind that is not known.
    kind: span.kind == null ? 0 : span.kind + 1,
    startTimeUnixNano: toNanos(span.startTime),
    endTimeUnixNano: toNanos(span.endTime),
    attributes: toKeyValues(span.attributes),
    droppedAttributesCount: span.droppedAttributesCount,
    events: span.events.map(describeEvent),
    droppedEventsCount: span.droppedEventsCount,
    status: { code: status.code, message: status.message },
    links: span.links.map(describeLink),
    droppedLinksCount: span.droppedLinksCount,
    flags: toFlags(traceFlags, parent?.isRemote),
  };
}

function describeEvent({ time, name, attributes, droppedAttributesCount = 0 }: TimedEvent): object {
  return { attributes: toKeyValues(attributes), name, timeUnixNano: toNanos(time), droppedAttributesCount };
}

function describeLink({ context, attributes, droppedAttributesCount = 0 }: Link): object {
  return {
    attributes: toKeyValues(attributes),
    spanId: context.spanId,
    traceId: context.traceId,
    traceState: context.traceState?.serialize(),
    droppedAttributesCount,
    flags: toFlags(context.traceFlags, context.isRemote),
  };
}
