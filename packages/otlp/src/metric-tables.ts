import { createTable, enumeration, message, messages, optional, optionalMessage, repeated, scalar } from "./table.ts";
import { resourceTable, scopeTable } from "./tables.ts";

const temporality = (number: number) =>
  enumeration(number, "AGGREGATION_TEMPORALITY_", ["unspecified", "delta", "cumulative"]);

const exemplarTable = createTable({
  timeUnixNano: scalar(2, "time"),
  asDouble: optional(3, "double"),
  spanId: optional(4, "spanId"),
  traceId: optional(5, "traceId"),
  asInt: optional(6, "sfixed64"),
  filteredAttributes: scalar(7, "attributes"),
});

const numberPointTable = createTable({
  startTimeUnixNano: scalar(2, "time"),
  timeUnixNano: scalar(3, "time"),
  asDouble: optional(4, "double"),
  exemplars: messages(5, exemplarTable),
  asInt: optional(6, "sfixed64"),
  attributes: scalar(7, "attributes"),
  flags: scalar(8, "uint32"),
});

const histogramPointTable = createTable({
  startTimeUnixNano: scalar(2, "time"),
  timeUnixNano: scalar(3, "time"),
  count: scalar(4, "fixed64"),
  sum: optional(5, "double"),
  bucketCounts: repeated(6, "fixed64"),
  explicitBounds: repeated(7, "double"),
  exemplars: messages(8, exemplarTable),
  attributes: scalar(9, "attributes"),
  flags: scalar(10, "uint32"),
  min: optional(11, "double"),
  max: optional(12, "double"),
});

const bucketsTable = createTable({
  offset: scalar(1, "sint32"),
  bucketCounts: repeated(2, "uint64"),
});

const exponentialHistogramPointTable = createTable({
  attributes: scalar(1, "attributes"),
  startTimeUnixNano: scalar(2, "time"),
  timeUnixNano: scalar(3, "time"),
  count: scalar(4, "fixed64"),
  sum: optional(5, "double"),
  scale: scalar(6, "sint32"),
  zeroCount: scalar(7, "fixed64"),
  positive: message(8, bucketsTable),
  negative: message(9, bucketsTable),
  flags: scalar(10, "uint32"),
  exemplars: messages(11, exemplarTable),
  min: optional(12, "double"),
  max: optional(13, "double"),
  zeroThreshold: scalar(14, "double"),
});

const summaryPointTable = createTable({
  startTimeUnixNano: scalar(2, "time"),
  timeUnixNano: scalar(3, "time"),
  count: scalar(4, "fixed64"),
  sum: scalar(5, "double"),
  quantileValues: messages(6, createTable({ quantile: scalar(1, "double"), value: scalar(2, "double") })),
  attributes: scalar(7, "attributes"),
  flags: scalar(8, "uint32"),
});

/** `opentelemetry.proto.metrics.v1.Metric`; the kinds of data exclude one another. */
export const metricTable = createTable({
  name: scalar(1, "string"),
  description: scalar(2, "string"),
  unit: scalar(3, "string"),
  gauge: optionalMessage(5, createTable({ dataPoints: messages(1, numberPointTable) })),
  sum: optionalMessage(
    7,
    createTable({
      dataPoints: messages(1, numberPointTable),
      aggregationTemporality: temporality(2),
      isMonotonic: scalar(3, "bool"),
    }),
  ),
  histogram: optionalMessage(
    9,
    createTable({ dataPoints: messages(1, histogramPointTable), aggregationTemporality: temporality(2) }),
  ),
  exponentialHistogram: optionalMessage(
    10,
    createTable({ dataPoints: messages(1, exponentialHistogramPointTable), aggregationTemporality: temporality(2) }),
  ),
  summary: optionalMessage(11, createTable({ dataPoints: messages(1, summaryPointTable) })),
  metadata: scalar(12, "attributes"),
});

/** `ExportMetricsServiceRequest`, which is `MetricsData` under another name. */
export const metricsTable = createTable({
  resourceMetrics: messages(
    1,
    createTable({
      resource: message(1, resourceTable),
      scopeMetrics: messages(
        2,
        createTable({
          scope: message(1, scopeTable),
          metrics: messages(2, metricTable),
          schemaUrl: scalar(3, "string"),
        }),
      ),
      schemaUrl: scalar(3, "string"),
    }),
  ),
});
