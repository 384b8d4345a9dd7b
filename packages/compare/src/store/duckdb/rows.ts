import type { LogRecord, Metric, Span } from "@isobar/otlp";
import { readInvocation } from "../../samples/invocation.ts";
import { attributeJson, attributeText, type Origin, readOrigin } from "../../samples/origin.ts";
import { attributesJson } from "../attributes-json.ts";
import type { Cell } from "./schema.ts";

/** Gives the number under which a resource or an origin is kept, a new one where it is not yet. */
export interface Dictionary {
  resource(resource: Span["resource"]): number;
  origin(origin: Origin, run: string): number;
}

const LARGEST = 2n ** 63n - 1n;

/** What a sender may claim is larger than the column. */
function fit(nanos: bigint): bigint {
  return nanos > LARGEST ? LARGEST : nanos < -LARGEST ? -LARGEST : nanos;
}

export function spanRow(span: Span, dictionary: Dictionary, run: string): Cell[] {
  const invocation = readInvocation(span);
  const row: Cell[] = [
    span.traceId,
    span.spanId,
    span.parentSpanId || null,
    span.name,
    span.kind,
    dictionary.resource(span.resource),
    span.scope.name,
    fit(span.startTimeUnixNano),
    fit(span.endTimeUnixNano - span.startTimeUnixNano),
    span.status.code === "unset" ? null : span.status.code,
    span.status.message || null,
    attributesJson(span.attributes),
    span.events.length === 0 ? null : `[${span.events.map(eventJson).join()}]`,
    span.links.length === 0 ? null : `[${span.links.map(linkJson).join()}]`,
  ];
  if (invocation === undefined) row.push(null, null, null, null, null, null, null, null, null);
  else {
    row.push(
      dictionary.origin(readOrigin(span), run),
      invocation.invocationId,
      invocation.cold,
      invocation.waited,
      invocation.failed,
      invocation.timeout,
      invocation.returned5xx,
      invocation.httpStatus ?? null,
      invocation.errorType || null,
    );
  }
  return row;
}

export function logRow(log: LogRecord, dictionary: Dictionary): Cell[] {
  return [
    fit(log.timeUnixNano === 0n ? log.observedTimeUnixNano : log.timeUnixNano),
    log.traceId ?? "",
    log.spanId ?? "",
    log.severityNumber,
    log.severityText,
    attributeText(log.body),
    log.eventName,
    dictionary.resource(log.resource),
    log.scope.name,
    attributesJson(log.attributes),
  ];
}

/** A row for each point. What one type of metric alone has, goes into the last column. */
export function metricRows(metric: Metric, dictionary: Dictionary): Cell[][] {
  const resource = dictionary.resource(metric.resource);
  return metric.points.map((point) => {
    const { startTimeUnixNano, timeUnixNano, attributes, exemplars: _, ...rest } = { exemplars: [], ...point };
    const { value, count, sum, min, max, ...detail }: Readonly<Record<string, unknown>> = { ...rest };
    return [
      metric.name,
      metric.type,
      metric.unit,
      resource,
      fit(startTimeUnixNano),
      fit(timeUnixNano),
      attributesJson(attributes),
      readNumber(value),
      readNumber(count),
      readNumber(sum),
      readNumber(min),
      readNumber(max),
      attributeJson(detail as Parameters<typeof attributeJson>[0]),
    ];
  });
}

function readNumber(value: unknown): number | null {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : null;
}

function eventJson({ timeUnixNano, name, attributes }: Span["events"][number]): string {
  return `{"time":"${timeUnixNano}","name":${JSON.stringify(name)},"attributes":${attributesJson(attributes)}}`;
}

function linkJson({ traceId, spanId, attributes }: Span["links"][number]): string {
  return `{"traceId":"${traceId}","spanId":"${spanId}","attributes":${attributesJson(attributes)}}`;
}
