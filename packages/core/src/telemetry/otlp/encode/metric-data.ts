import type { DataPointType, ResourceMetrics } from "@opentelemetry/sdk-metrics";
import type { ResourceGroup } from "./groups.ts";

export type Metric = ResourceMetrics["scopeMetrics"][number]["metrics"][number];
/** A point of the metrics of one type. */
export type Point<Type extends DataPointType> = Extract<Metric, { dataPointType: Type }>["dataPoints"][number];
export type NumberPoint = Point<DataPointType.GAUGE | DataPointType.SUM>;
export type HistogramPoint = Point<DataPointType.HISTOGRAM>;
export type ExponentialPoint = Point<DataPointType.EXPONENTIAL_HISTOGRAM>;

// The values of the SDK's enum, without the SDK.
export const HISTOGRAM = 0 as DataPointType.HISTOGRAM;
export const EXPONENTIAL_HISTOGRAM = 1 as DataPointType.EXPONENTIAL_HISTOGRAM;
export const GAUGE = 2 as DataPointType.GAUGE;
export const SUM = 3 as DataPointType.SUM;

/** Metrics are grouped already, and all of one resource. */
export function groupMetrics({ resource, scopeMetrics }: ResourceMetrics): ResourceGroup<Metric>[] {
  return [{ resource, scopes: scopeMetrics.map(({ scope, metrics }) => ({ scope, items: metrics })) }];
}

/** Delta is 0 in the SDK and 1 in OTLP, cumulative 1 and 2. */
export function toTemporality({ aggregationTemporality }: Metric): number {
  return aggregationTemporality + 1;
}
