import type { HrTime } from "@opentelemetry/api";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { AggregationTemporality, DataPointType, type ResourceMetrics } from "@opentelemetry/sdk-metrics";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { LogRecord, Metric, Resource, Scope, Span } from "../src/index.ts";

const nanos = ([seconds, rest]: HrTime) => BigInt(seconds) * 1_000_000_000n + BigInt(rest);

const kinds = ["internal", "server", "client", "producer", "consumer"] as const;
const codes = ["unset", "ok", "error"] as const;
const attributesOf = (attributes: unknown) => attributes as Span["attributes"];

function expectedResource(resource: ReadableSpan["resource"]): Resource {
  return {
    attributes: attributesOf(resource.attributes),
    droppedAttributesCount: 0,
    schemaUrl: resource.schemaUrl ?? "",
  };
}

function expectedScope(scope: ReadableSpan["instrumentationScope"]): Scope {
  return {
    name: scope.name,
    version: scope.version ?? "",
    attributes: {},
    droppedAttributesCount: 0,
    schemaUrl: scope.schemaUrl ?? "",
  };
}

/** 0x100: the sender says whether the parent is remote; 0x200: it is. */
const flagsOf = (traceFlags: number, isRemote?: boolean) => traceFlags | 0x100 | (isRemote ? 0x200 : 0);

export function expectedSpan(span: ReadableSpan): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    resource: expectedResource(span.resource),
    scope: expectedScope(span.instrumentationScope),
    traceId,
    spanId,
    traceState: "",
    ...(span.parentSpanContext && { parentSpanId: span.parentSpanContext.spanId }),
    name: span.name,
    kind: kinds[span.kind] ?? "unspecified",
    startTimeUnixNano: nanos(span.startTime),
    endTimeUnixNano: nanos(span.endTime),
    attributes: attributesOf(span.attributes),
    droppedAttributesCount: 0,
    events: span.events.map((event) => ({
      timeUnixNano: nanos(event.time),
      name: event.name,
      attributes: attributesOf(event.attributes ?? {}),
      droppedAttributesCount: 0,
    })),
    droppedEventsCount: 0,
    links: span.links.map(({ context, attributes }) => ({
      traceId: context.traceId,
      spanId: context.spanId,
      traceState: "",
      attributes: attributesOf(attributes ?? {}),
      droppedAttributesCount: 0,
      flags: flagsOf(context.traceFlags, context.isRemote),
    })),
    droppedLinksCount: 0,
    status: { code: codes[span.status.code] ?? "unset", message: span.status.message ?? "" },
    flags: flagsOf(traceFlags, span.parentSpanContext?.isRemote),
  };
}

export function expectedLogRecord(record: ReadableLogRecord): LogRecord {
  return {
    resource: expectedResource(record.resource),
    scope: expectedScope(record.instrumentationScope),
    timeUnixNano: nanos(record.hrTime),
    observedTimeUnixNano: nanos(record.hrTimeObserved),
    severityNumber: record.severityNumber ?? 0,
    severityText: record.severityText ?? "",
    body: (record.body ?? null) as LogRecord["body"],
    attributes: attributesOf(record.attributes),
    droppedAttributesCount: 0,
    flags: record.spanContext?.traceFlags ?? 0,
    ...(record.spanContext && { traceId: record.spanContext.traceId, spanId: record.spanContext.spanId }),
    eventName: record.eventName ?? "",
  };
}

export function expectedMetrics({ resource, scopeMetrics }: ResourceMetrics): Metric[] {
  return scopeMetrics.flatMap(({ scope, metrics }) =>
    metrics.map((metric) => {
      const { name, description, unit, valueType } = metric.descriptor;
      const identity = {
        resource: expectedResource(resource),
        scope: expectedScope(scope),
        name,
        description,
        unit,
        metadata: {},
      };
      const temporality = metric.aggregationTemporality === AggregationTemporality.DELTA ? "delta" : "cumulative";
      const common = (point: { attributes: object; startTime: HrTime; endTime: HrTime }) => ({
        attributes: attributesOf(point.attributes),
        startTimeUnixNano: nanos(point.startTime),
        timeUnixNano: nanos(point.endTime),
        flags: 0,
        exemplars: [],
      });
      if (metric.dataPointType === DataPointType.HISTOGRAM) {
        const points = metric.dataPoints.map(({ value, ...point }) => ({
          ...common(point),
          count: value.count,
          sum: value.sum as number,
          min: value.min as number,
          max: value.max as number,
          bucketCounts: value.buckets.counts,
          explicitBounds: value.buckets.boundaries,
        }));
        return { ...identity, type: "histogram", points, temporality };
      }
      if (metric.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM) {
        const points = metric.dataPoints.map(({ value, ...point }) => ({
          ...common(point),
          count: value.count,
          sum: value.sum as number,
          min: value.min as number,
          max: value.max as number,
          scale: value.scale,
          zeroCount: value.zeroCount,
          zeroThreshold: 0,
          positive: value.positive,
          negative: value.negative,
        }));
        return { ...identity, type: "exponentialHistogram", points, temporality };
      }
      const points = metric.dataPoints.map(({ value, ...point }) => ({
        ...common(point),
        value,
        valueType: valueType === 0 ? ("int" as const) : ("double" as const),
      }));
      if (metric.dataPointType === DataPointType.GAUGE) return { ...identity, type: "gauge", points };
      return { ...identity, type: "sum", points, temporality, isMonotonic: metric.isMonotonic };
    }),
  );
}
