import type { Attributes, SpanKind } from "@opentelemetry/api";

/** A span as it was exported. */
export interface FinishedSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly attributes: Attributes;
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly attributes: Attributes }[];
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  /** `unset`, `ok` or `error`. */
  readonly status: "unset" | "ok" | "error";
  readonly durationMillis: number;
  readonly resource: Attributes;
  readonly scope: string;
}

/** A log record as it was exported. */
export interface FinishedLogRecord {
  readonly body: string | undefined;
  readonly eventName: string | undefined;
  readonly severityNumber: number | undefined;
  readonly severityText: string | undefined;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Attributes;
}

/** One point of a metric as it was exported: a number, or a histogram. */
export interface FinishedMetricPoint {
  readonly name: string;
  readonly unit: string;
  readonly attributes: Attributes;
  readonly value: number | HistogramValue;
  readonly temporality: "delta" | "cumulative";
}

/** What a histogram says in one point. */
export interface HistogramValue {
  readonly count: number;
  readonly sum: number | undefined;
}

/** What the OpenTelemetry SDK hands to a span exporter, as far as it is read here. */
export interface SdkSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  readonly links: readonly { readonly context: SdkSpanContext; readonly attributes?: Attributes }[];
  readonly events: readonly { readonly name: string; readonly attributes?: Attributes }[];
  readonly status: { readonly code: number };
  readonly duration: readonly [seconds: number, nanos: number];
  readonly resource: { readonly attributes: Attributes };
  readonly parentSpanContext?: SdkSpanContext;
  readonly instrumentationScope: { readonly name: string };
  spanContext(): SdkSpanContext;
}

interface SdkSpanContext {
  readonly traceId: string;
  readonly spanId: string;
}

/** What the SDK hands to a log exporter. */
export interface SdkLogRecord {
  readonly body?: unknown;
  readonly eventName?: string;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly spanContext?: SdkSpanContext;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: { readonly attributes: Attributes };
}

/** What the SDK hands to a metric exporter. */
export interface SdkMetrics {
  readonly scopeMetrics: readonly {
    readonly metrics: readonly {
      readonly descriptor: { readonly name: string; readonly unit: string };
      readonly aggregationTemporality: number;
      readonly dataPoints: readonly {
        readonly attributes: Attributes;
        readonly value: number | { readonly count: number; readonly sum?: number };
      }[];
    }[];
  }[];
}

const STATUSES = ["unset", "ok", "error"] as const;

/** A span of the SDK as plain data. */
export function readSpan(span: SdkSpan): FinishedSpan {
  const { traceId, spanId } = span.spanContext();
  return {
    name: span.name,
    kind: span.kind,
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    attributes: span.attributes,
    links: span.links.map(({ context, attributes }) => ({
      traceId: context.traceId,
      spanId: context.spanId,
      attributes: attributes ?? {},
    })),
    events: span.events.map(({ name, attributes }) => ({ name, attributes: attributes ?? {} })),
    status: STATUSES[span.status.code] ?? "unset",
    durationMillis: span.duration[0] * 1000 + span.duration[1] / 1e6,
    resource: span.resource.attributes,
    scope: span.instrumentationScope.name,
  };
}

/** A log record of the SDK as plain data. */
export function readLogRecord(record: SdkLogRecord): FinishedLogRecord {
  return {
    body: record.body === undefined ? undefined : String(record.body),
    eventName: record.eventName,
    severityNumber: record.severityNumber,
    severityText: record.severityText,
    traceId: record.spanContext?.traceId,
    spanId: record.spanContext?.spanId,
    attributes: record.attributes,
    resource: record.resource.attributes,
  };
}

/** The points of one collection of the SDK as plain data. */
export function readMetricPoints(collection: SdkMetrics): FinishedMetricPoint[] {
  return collection.scopeMetrics.flatMap((scope) =>
    scope.metrics.flatMap((metric) =>
      metric.dataPoints.map((point) => ({
        name: metric.descriptor.name,
        unit: metric.descriptor.unit,
        attributes: point.attributes,
        value: typeof point.value === "number" ? point.value : { count: point.value.count, sum: point.value.sum },
        temporality: metric.aggregationTemporality === 0 ? ("delta" as const) : ("cumulative" as const),
      })),
    ),
  );
}
