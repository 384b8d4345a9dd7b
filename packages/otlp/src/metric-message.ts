import type { Exemplar, Metric, MetricIdentity, NumberValue } from "./metric-model.ts";
import type { metricTable } from "./metric-tables.ts";
import type { Resource, Scope } from "./model.ts";
import type { MessageOf } from "./table.ts";

/** A metric as OTLP nests it: one member per kind of data. */
export type MetricMessage = MessageOf<typeof metricTable>;

interface WireNumber {
  asInt?: number | bigint;
  asDouble?: number;
}

/** Reads a metric of a request. */
export function toMetric(resource: Resource, scope: Scope, message: MetricMessage): Metric {
  const { name, description, unit, metadata, gauge, sum, histogram, exponentialHistogram, summary } = message;
  const identity: MetricIdentity = { resource, scope, name, description, unit, metadata };
  if (gauge) return { ...identity, type: "gauge", points: gauge.dataPoints.map(toNumberPoint) };
  if (sum) {
    const { aggregationTemporality: temporality, isMonotonic } = sum;
    return { ...identity, type: "sum", points: sum.dataPoints.map(toNumberPoint), temporality, isMonotonic };
  }
  if (histogram) {
    const points = histogram.dataPoints.map(withExemplars);
    return { ...identity, type: "histogram", points, temporality: histogram.aggregationTemporality };
  }
  if (exponentialHistogram) {
    const points = exponentialHistogram.dataPoints.map(withExemplars);
    const temporality = exponentialHistogram.aggregationTemporality;
    return { ...identity, type: "exponentialHistogram", points, temporality };
  }
  if (summary) return { ...identity, type: "summary", points: summary.dataPoints };
  return { ...identity, type: "empty", points: [] };
}

/** Writes a metric the way requests have it. */
export function toMetricMessage(metric: Metric): MetricMessage {
  const { name, description, unit, metadata } = metric;
  const identity = { name, description, unit, metadata };
  switch (metric.type) {
    case "gauge":
      return { ...identity, gauge: { dataPoints: metric.points.map(fromNumberPoint) } };
    case "sum": {
      const { temporality: aggregationTemporality, isMonotonic } = metric;
      return {
        ...identity,
        sum: { dataPoints: metric.points.map(fromNumberPoint), aggregationTemporality, isMonotonic },
      };
    }
    case "histogram": {
      const dataPoints = metric.points.map(withoutExemplarValues);
      return { ...identity, histogram: { dataPoints, aggregationTemporality: metric.temporality } };
    }
    case "exponentialHistogram": {
      const dataPoints = metric.points.map(withoutExemplarValues);
      return { ...identity, exponentialHistogram: { dataPoints, aggregationTemporality: metric.temporality } };
    }
    case "summary":
      return { ...identity, summary: { dataPoints: metric.points } };
    default:
      return identity;
  }
}

function toNumberValue<T extends WireNumber>(message: T): Omit<T, "asInt" | "asDouble"> & NumberValue {
  const { asInt, asDouble, ...rest } = message;
  if (asInt !== undefined) return { ...rest, value: asInt, valueType: "int" };
  if (asDouble !== undefined) return { ...rest, value: asDouble, valueType: "double" };
  return { ...rest, valueType: "none" };
}

function fromNumberValue<T extends NumberValue>(model: T): Omit<T, "value" | "valueType"> & WireNumber {
  const { value, valueType, ...rest } = model;
  if (value === undefined || valueType === "none") return rest;
  return valueType === "int" ? { ...rest, asInt: value } : { ...rest, asDouble: Number(value) };
}

type NumberPointMessage = NonNullable<MetricMessage["gauge"]>["dataPoints"][number];
type ExemplarMessage = NumberPointMessage["exemplars"][number];
type WithExemplars<T, E> = Omit<T, "exemplars"> & { exemplars: E[] };

function withExemplars<T extends { exemplars: ExemplarMessage[] }>(point: T): WithExemplars<T, Exemplar> {
  const { exemplars, ...rest } = point;
  return { ...rest, exemplars: exemplars.map((exemplar) => toNumberValue(exemplar)) };
}

function withoutExemplarValues<T extends { exemplars: Exemplar[] }>(point: T): WithExemplars<T, ExemplarMessage> {
  const { exemplars, ...rest } = point;
  return { ...rest, exemplars: exemplars.map((exemplar) => fromNumberValue(exemplar)) };
}

function toNumberPoint(point: NumberPointMessage) {
  return withExemplars(toNumberValue(point));
}

function fromNumberPoint(point: Extract<Metric, { type: "gauge" }>["points"][number]) {
  return withoutExemplarValues(fromNumberValue(point));
}
