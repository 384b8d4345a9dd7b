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
import { writeAttributes, writeOptionalText } from "./values.ts";
import {
  putDouble,
  putFixed64,
  putVarint,
  writeDouble,
  writeFixed64,
  writeInteger,
  writeMessage,
  writePacked,
  writeSigned,
  writeText,
  writeTime,
} from "./writer.ts";

/** An `ExportMetricsServiceRequest`. */
export function metricsToProtobuf(metrics: ResourceMetrics): Uint8Array {
  return encodeRequest(groupMetrics(metrics), writeMetric);
}

/** The field in which a metric of one type holds its data, and how its points are written. */
const TYPES: Readonly<Record<DataPointType, readonly [number, WritePoint]>> = {
  [GAUGE]: [5, writeNumberPoint],
  [SUM]: [7, writeNumberPoint],
  [HISTOGRAM]: [9, writeHistogramPoint],
  [EXPONENTIAL_HISTOGRAM]: [10, writeExponentialPoint],
};

type WritePoint = (point: never, isInteger: boolean) => void;

function writeMetric(metric: Metric): void {
  const { name, description, unit } = metric.descriptor;
  writeText(1, name);
  writeOptionalText(2, description);
  writeOptionalText(3, unit);
  const [field, writePoint] = TYPES[metric.dataPointType];
  writeMessage(field, writeData, metric, writePoint);
}

function writeData(metric: Metric, writePoint: WritePoint): void {
  const { dataPointType: type, dataPoints, descriptor } = metric;
  const isInteger = descriptor.valueType === ValueType.INT;
  for (const point of dataPoints) writeMessage(1, writePoint, point as never, isInteger);
  if (type !== GAUGE) writeInteger(2, toTemporality(metric));
  if (type === SUM && metric.isMonotonic) writeInteger(3, 1);
}

function writeNumberPoint({ startTime, endTime, value, attributes }: NumberPoint, isInteger: boolean): void {
  writeTime(2, startTime);
  writeTime(3, endTime);
  if (isInteger) writeFixed64(6, value);
  else writeDouble(4, value);
  writeAttributes(attributes, 7);
}

function writeHistogramPoint({ startTime, endTime, value, attributes }: HistogramPoint): void {
  writeTime(2, startTime);
  writeTime(3, endTime);
  writeFixed64(4, value.count);
  writeOptionalDouble(5, value.sum);
  writePacked(6, value.buckets.counts, putFixed64);
  writePacked(7, value.buckets.boundaries, putDouble);
  writeAttributes(attributes, 9);
  writeOptionalDouble(11, value.min);
  writeOptionalDouble(12, value.max);
}

function writeExponentialPoint({ startTime, endTime, value, attributes }: ExponentialPoint): void {
  writeAttributes(attributes, 1);
  writeTime(2, startTime);
  writeTime(3, endTime);
  writeFixed64(4, value.count);
  writeOptionalDouble(5, value.sum);
  if (value.scale !== 0) writeSigned(6, value.scale);
  writeFixed64(7, value.zeroCount);
  writeMessage(8, writeBuckets, value.positive);
  writeMessage(9, writeBuckets, value.negative);
  writeOptionalDouble(12, value.min);
  writeOptionalDouble(13, value.max);
}

function writeBuckets({ offset, bucketCounts }: ExponentialPoint["value"]["positive"]): void {
  if (offset !== 0) writeSigned(1, offset);
  writePacked(2, bucketCounts, putVarint);
}

function writeOptionalDouble(field: number, value: number | undefined): void {
  if (value !== undefined) writeDouble(field, value);
}
