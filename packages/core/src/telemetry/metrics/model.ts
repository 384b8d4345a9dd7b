import type { Attributes, HrTime, MetricAdvice, ValueType } from "@opentelemetry/api";
import type {
  AggregationTemporality,
  ExponentialHistogram,
  Histogram,
  MetricData,
  ResourceMetrics,
} from "@opentelemetry/sdk-metrics";

/** What is collected: the shape that exporters for OpenTelemetry's SDK for JavaScript take. */
export type { ExponentialHistogram, Histogram, MetricData, ResourceMetrics };
export type Resource = ResourceMetrics["resource"];
export type ScopeMetrics = ResourceMetrics["scopeMetrics"][number];

/** The values that this shape has for what happened since the last collection, and since the start. */
export const DELTA: AggregationTemporality.DELTA = 0;
export const CUMULATIVE: AggregationTemporality.CUMULATIVE = 1;
export type { AggregationTemporality as Temporality };

/** Likewise for the kinds of points. */
export const POINT_TYPES = { HISTOGRAM: 0, EXPONENTIAL_HISTOGRAM: 1, GAUGE: 2, SUM: 3 } as const;

export type SyncInstrumentType = "COUNTER" | "UP_DOWN_COUNTER" | "HISTOGRAM" | "GAUGE";
export type ObservableType = "OBSERVABLE_COUNTER" | "OBSERVABLE_UP_DOWN_COUNTER" | "OBSERVABLE_GAUGE";
export type InstrumentType = SyncInstrumentType | ObservableType;

/** What an instrument was created with. */
export interface Descriptor {
  readonly name: string;
  readonly type: InstrumentType;
  readonly description: string;
  readonly unit: string;
  readonly valueType: ValueType;
  readonly advice: MetricAdvice;
}

/** The value of one attribute set at one collection. */
export interface Point<Value> {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly attributes: Attributes;
  readonly value: Value;
}

/** The time of the system's clock. */
export function now(): HrTime {
  const millis = Date.now();
  return [Math.trunc(millis / 1000), Math.round((millis % 1000) * 1e6)];
}
