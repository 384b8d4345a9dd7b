import { ValueType } from "@opentelemetry/api";
import type { DataPointType, ResourceMetrics } from "@opentelemetry/sdk-metrics";
import {
  EXPONENTIAL_HISTOGRAM,
  type ExponentialPoint,
  GAUGE,
  groupMetrics,
  HISTOGRAM,
  type HistogramPoint,
  type Metric,
  type NumberPoint,
  SUM,
  toTemporality,
} from "../metric-data.ts";
import { encodeRequest } from "./request.ts";
import { toKeyValues, toNanos } from "./values.ts";

const NAMES = { resources: "resourceMetrics", scopes: "scopeMetrics", items: "metrics" };

/** An `ExportMetricsServiceRequest`. */
export function metricsToJson(metrics: ResourceMetrics): Uint8Array {
  return encodeRequest(groupMetrics(metrics), NAMES, describeMetric);
}

/** What a metric of one type is called in OTLP, and how its points are described. */
const TYPES: Readonly<Record<DataPointType, readonly [string, DescribePoint]>> = {
  [GAUGE]: ["gauge", describeNumberPoint],
  [SUM]: ["sum", describeNumberPoint],
  [HISTOGRAM]: ["histogram", describeHistogramPoint],
  [EXPONENTIAL_HISTOGRAM]: ["exponentialHistogram", describeExponentialPoint],
};

type DescribePoint = (point: never, isInteger: boolean) => object;

/** What is undefined of it is left out. */
function describeMetric(metric: Metric): object {
  const { name, description, unit, valueType } = metric.descriptor;
  const { dataPointType: type, dataPoints } = metric;
  const [typeName, describePoint] = TYPES[type];
  const isInteger = valueType === ValueType.INT;
  const data = {
    aggregationTemporality: type === GAUGE ? undefined : toTemporality(metric),
    isMonotonic: type === SUM ? metric.isMonotonic : undefined,
    dataPoints: dataPoints.map((point) => describePoint(point as never, isInteger)),
  };
  return { name, description, unit, [typeName]: data };
}

function describeNumberPoint({ attributes, startTime, endTime, value }: NumberPoint, isInteger: boolean): object {
  return {
    attributes: toKeyValues(attributes),
    startTimeUnixNano: toNanos(startTime),
    timeUnixNano: toNanos(endTime),
    asInt: isInteger ? value : undefined,
    asDouble: isInteger ? undefined : value,
  };
}

function describeHistogramPoint(point: HistogramPoint): object {
  const { buckets, count, sum, min, max } = point.value;
  return {
    attributes: toKeyValues(point.attributes),
    bucketCounts: buckets.counts,
    explicitBounds: buckets.boundaries,
    count,
    sum,
    min,
    max,
    startTimeUnixNano: toNanos(point.startTime),
    timeUnixNano: toNanos(point.endTime),
  };
}

function describeExponentialPoint(point: ExponentialPoint): object {
  const { count, min, max, sum, positive, negative, scale, zeroCount } = point.value;
  return {
    attributes: toKeyValues(point.attributes),
    count,
    min,
    max,
    sum,
    positive: { offset: positive.offset, bucketCounts: positive.bucketCounts },
    negative: { offset: negative.offset, bucketCounts: negative.bucketCounts },
    scale,
    zeroCount,
    startTimeUnixNano: toNanos(point.startTime),
    timeUnixNano: toNanos(point.endTime),
  };
}
