import type { Attributes, LogRecord, Span } from "@isobar/otlp";
import { attributeText } from "../../packages/compare/src/samples/origin.ts";
import type { ClickHouseServer } from "./server.ts";

/** The tables that the Collector's ClickHouse exporter makes, without codecs and indexes. */
const TABLES = [
  `otel_traces (
    Timestamp DateTime64(9), TraceId String, SpanId String, ParentSpanId String, TraceState String,
    SpanName LowCardinality(String), SpanKind LowCardinality(String), ServiceName LowCardinality(String),
    ResourceAttributes Map(LowCardinality(String), String), ScopeName String, ScopeVersion String,
    SpanAttributes Map(LowCardinality(String), String), Duration UInt64, StatusCode LowCardinality(String),
    StatusMessage String,
    Events Nested (Timestamp DateTime64(9), Name LowCardinality(String), Attributes Map(LowCardinality(String), String)),
    Links Nested (TraceId String, SpanId String, TraceState String, Attributes Map(LowCardinality(String), String))
  ) ENGINE = MergeTree PARTITION BY toDate(Timestamp) ORDER BY (ServiceName, SpanName, toDateTime(Timestamp))`,
  `otel_logs (
    Timestamp DateTime64(9), TimestampTime DateTime DEFAULT toDateTime(Timestamp), TraceId String, SpanId String,
    TraceFlags UInt8, SeverityText LowCardinality(String), SeverityNumber UInt8, ServiceName LowCardinality(String),
    Body String, ResourceSchemaUrl LowCardinality(String), ResourceAttributes Map(LowCardinality(String), String),
    ScopeSchemaUrl LowCardinality(String), ScopeName String, ScopeVersion LowCardinality(String),
    ScopeAttributes Map(LowCardinality(String), String), LogAttributes Map(LowCardinality(String), String), EventName String
  ) ENGINE = MergeTree PARTITION BY toDate(TimestampTime) ORDER BY (ServiceName, TimestampTime, Timestamp)`,
  `otel_metrics_histogram (
    ResourceAttributes Map(LowCardinality(String), String), ServiceName LowCardinality(String), MetricName String,
    Attributes Map(LowCardinality(String), String), StartTimeUnix DateTime64(9), TimeUnix DateTime64(9), Count UInt64,
    Sum Float64, BucketCounts Array(UInt64), ExplicitBounds Array(Float64), Min Float64, Max Float64
  ) ENGINE = MergeTree ORDER BY (ServiceName, MetricName)`,
];

/** How the exporter writes words: newer versions "Server", older ones "SPAN_KIND_SERVER". */
export type Words = "newer" | "older";

export function createTables(server: ClickHouseServer, database: string): void {
  server.run(`CREATE DATABASE ${database}`);
  for (const table of TABLES) server.run(`CREATE TABLE ${database}.${table}`);
}

/** Inserts as the exporter does: everything as text in maps. */
export function exportTelemetry(
  server: ClickHouseServer,
  database: string,
  { spans, logs }: { readonly spans: readonly Span[]; readonly logs: readonly LogRecord[] },
  words: Words = "newer",
): void {
  insert(
    server,
    `${database}.otel_traces`,
    spans.map((span) => spanRow(span, words)),
  );
  insert(server, `${database}.otel_logs`, logs.map(logRow));
}

/** One instance's largest memory, as `faas.mem_usage` reports it. */
export function exportMemory(server: ClickHouseServer, database: string, span: Span, bytes: number): void {
  const { attributes } = span.resource;
  const row = {
    ResourceAttributes: texts(attributes),
    ServiceName: "orders",
    MetricName: "faas.mem_usage",
    Max: bytes,
  };
  insert(server, `${database}.otel_metrics_histogram`, [row]);
}

function insert(server: ClickHouseServer, table: string, rows: readonly object[]): void {
  if (rows.length === 0) return;
  const lines = rows.map((row) => JSON.stringify(row)).join("\n");
  server.run(`INSERT INTO ${table} SETTINGS session_timezone = 'UTC' FORMAT JSONEachRow ${lines}`);
}

function spanRow(span: Span, words: Words): object {
  const { kind, status } = span;
  const capital = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  const duration = span.endTimeUnixNano - span.startTimeUnixNano;
  return {
    Timestamp: moment(span.startTimeUnixNano),
    TraceId: span.traceId,
    SpanId: span.spanId,
    ParentSpanId: span.parentSpanId ?? "",
    SpanName: span.name,
    SpanKind: words === "newer" ? capital(kind) : `SPAN_KIND_${kind.toUpperCase()}`,
    ServiceName: attributeText(span.resource.attributes["service.name"]),
    ResourceAttributes: texts(span.resource.attributes),
    SpanAttributes: texts(span.attributes),
    // Unsigned: a clock that went back makes it enormous.
    Duration: String(BigInt.asUintN(64, duration)),
    StatusCode: words === "newer" ? capital(status.code) : `STATUS_CODE_${status.code.toUpperCase()}`,
    "Events.Timestamp": span.events.map(({ timeUnixNano }) => moment(timeUnixNano)),
    "Events.Name": span.events.map(({ name }) => name),
    "Events.Attributes": span.events.map(({ attributes }) => texts(attributes)),
  };
}

function logRow(log: LogRecord): object {
  return {
    Timestamp: moment(log.timeUnixNano),
    TraceId: log.traceId ?? "",
    SpanId: log.spanId ?? "",
    SeverityText: log.severityText,
    SeverityNumber: log.severityNumber,
    ServiceName: attributeText(log.resource.attributes["service.name"]),
    Body: attributeText(log.body),
    ResourceAttributes: texts(log.resource.attributes),
    LogAttributes: texts(log.attributes),
  };
}

function texts(attributes: Attributes): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, attributeText(value)]));
}

function moment(nanos: bigint): string {
  const seconds = new Date(Number(nanos / 1_000_000_000n) * 1000).toISOString().slice(0, 19).replace("T", " ");
  return `${seconds}.${String(nanos % 1_000_000_000n).padStart(9, "0")}`;
}
