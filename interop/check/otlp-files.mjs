// Reads the files that the Collector's file exporter writes: one OTLP JSON request a line, one file a signal. Knows
// nothing of Isobar's own reader, which is one of the things that are proven here.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const HEX = { traceId: /^[0-9a-f]{32}$/, spanId: /^[0-9a-f]{16}$/ };

/** All spans, each with its attributes and its resource's as plain objects. */
export function readSpans(folder) {
  return readRecords(folder, "traces", ["resourceSpans", "scopeSpans", "spans"]).map(({ record, resource }) => ({
    resource,
    traceId: readId(record, "traceId"),
    spanId: readId(record, "spanId"),
    parentSpanId: record.parentSpanId ?? "",
    name: record.name,
    kind: record.kind,
    attributes: readAttributes(record.attributes),
  }));
}

/** All log records; the ids are empty where a record belongs to no span. */
export function readLogRecords(folder) {
  return readRecords(folder, "logs", ["resourceLogs", "scopeLogs", "logRecords"]).map(({ record, resource }) => ({
    resource,
    traceId: record.traceId ?? "",
    spanId: record.spanId ?? "",
    body: readValue(record.body),
    attributes: readAttributes(record.attributes),
  }));
}

/** All points of all metrics: a sum's value or a histogram's count, as a bigint, and how it is to be added up. */
export function readPoints(folder) {
  return readRecords(folder, "metrics", ["resourceMetrics", "scopeMetrics", "metrics"]).flatMap(
    ({ record, resource }) => {
      const type = ["sum", "histogram", "exponentialHistogram", "gauge", "summary"].find((name) => name in record);
      if (type === undefined) throw new Error(`metric ${record.name} holds no data`);
      const data = record[type];
      return (data.dataPoints ?? []).map((point) => ({
        resource,
        metric: record.name,
        type,
        unit: record.unit ?? "",
        temporality: data.aggregationTemporality,
        isMonotonic: data.isMonotonic ?? false,
        attributes: readAttributes(point.attributes),
        ...(point.asDouble === undefined
          ? { value: BigInt(point.asInt ?? point.count ?? 0) }
          : { value: point.asDouble }),
      }));
    },
  );
}

/** Whatever lies at this path of every line, each with the attributes of its resource. */
function readRecords(folder, signal, [resources, scopes, records]) {
  const file = join(folder, `${signal}.jsonl`);
  if (!existsSync(file)) throw new Error(`the Collector wrote no ${signal}.jsonl`);
  const lines = readFileSync(file, "utf8").split("\n");
  return lines
    .filter((line) => line !== "")
    .flatMap((line) => JSON.parse(line)[resources] ?? [])
    .flatMap((entry) => {
      const resource = readAttributes(entry.resource?.attributes);
      return (entry[scopes] ?? []).flatMap((scope) => (scope[records] ?? []).map((record) => ({ record, resource })));
    });
}

function readId(record, field) {
  const id = record[field];
  if (typeof id !== "string" || !HEX[field].test(id)) throw new Error(`a span has the ${field} ${JSON.stringify(id)}`);
  return id;
}

function readAttributes(attributes = []) {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, readValue(value)]));
}

function readValue(value = {}) {
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(readValue);
  if (value.kvlistValue !== undefined) return readAttributes(value.kvlistValue.values);
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.bytesValue;
}
