/** Of the tables below; it changes when an older file cannot be read any more. */
export const SCHEMA_VERSION = 1;

/**
 * Attributes are kept once a resource, and what a comparison is by, once an origin: a function instance with its trigger.
 * A span that is an invocation has an origin and the columns behind it. Spans and log records name each other by their ids
 * alone, as they come in any order. What is usual is NULL: no parent, no error, no message, no events, no links, a status
 * that nobody set; texts are what writing takes its time for. The views have the columns that the Collector's ClickHouse exporter writes, so that
 * queries can be taken from one store to the other.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS isobar_schema (version INTEGER NOT NULL);
INSERT INTO isobar_schema SELECT ${SCHEMA_VERSION} WHERE NOT EXISTS (FROM isobar_schema);
CREATE TABLE IF NOT EXISTS resources (
  id INTEGER NOT NULL, service VARCHAR NOT NULL, attributes VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS origins (
  id INTEGER NOT NULL, run VARCHAR NOT NULL, cloud VARCHAR NOT NULL, service VARCHAR NOT NULL, function VARCHAR NOT NULL,
  version VARCHAR NOT NULL, region VARCHAR NOT NULL, instance VARCHAR NOT NULL, "trigger" VARCHAR NOT NULL,
  memory_mib INTEGER NOT NULL, sdk VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS spans (
  trace_id VARCHAR NOT NULL, span_id VARCHAR NOT NULL, parent_span_id VARCHAR, name VARCHAR NOT NULL,
  kind VARCHAR NOT NULL, resource INTEGER NOT NULL, scope VARCHAR NOT NULL,
  start_ns BIGINT NOT NULL, duration_ns BIGINT NOT NULL,
  status VARCHAR, status_message VARCHAR, attributes VARCHAR NOT NULL, events VARCHAR, links VARCHAR,
  origin INTEGER, invocation_id VARCHAR, cold BOOLEAN, waited BOOLEAN, failed BOOLEAN, timeout BOOLEAN,
  returned_5xx BOOLEAN, http_status INTEGER, error_type VARCHAR);
CREATE TABLE IF NOT EXISTS logs (
  time_ns BIGINT NOT NULL, trace_id VARCHAR NOT NULL, span_id VARCHAR NOT NULL, severity_number INTEGER NOT NULL,
  severity_text VARCHAR NOT NULL, body VARCHAR NOT NULL, event_name VARCHAR NOT NULL, resource INTEGER NOT NULL,
  scope VARCHAR NOT NULL, attributes VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS metrics (
  name VARCHAR NOT NULL, type VARCHAR NOT NULL, unit VARCHAR NOT NULL, resource INTEGER NOT NULL,
  start_ns BIGINT NOT NULL, time_ns BIGINT NOT NULL, attributes VARCHAR NOT NULL,
  value DOUBLE, count DOUBLE, sum DOUBLE, min DOUBLE, max DOUBLE, detail VARCHAR NOT NULL);
CREATE OR REPLACE VIEW otel_traces AS SELECT
  make_timestamp_ns(start_ns) AS "Timestamp", trace_id AS "TraceId", span_id AS "SpanId",
  coalesce(parent_span_id, '') AS "ParentSpanId",
  name AS "SpanName", kind AS "SpanKind", service AS "ServiceName", CAST(r.attributes AS JSON) AS "ResourceAttributes",
  scope AS "ScopeName", CAST(s.attributes AS JSON) AS "SpanAttributes", duration_ns AS "Duration", coalesce(status, 'unset') AS "StatusCode",
  coalesce(status_message, '') AS "StatusMessage" FROM spans s JOIN resources r ON s.resource = r.id;
CREATE OR REPLACE VIEW otel_logs AS SELECT
  make_timestamp_ns(time_ns) AS "Timestamp", trace_id AS "TraceId", span_id AS "SpanId", severity_text AS "SeverityText",
  severity_number AS "SeverityNumber", service AS "ServiceName", body AS "Body",
  CAST(r.attributes AS JSON) AS "ResourceAttributes", scope AS "ScopeName", CAST(l.attributes AS JSON) AS "LogAttributes",
  event_name AS "EventName" FROM logs l JOIN resources r ON l.resource = r.id;
`;

/** A column of a table above, as rows are handed to it. */
export type ColumnType = "VARCHAR" | "INTEGER" | "BIGINT" | "DOUBLE" | "BOOLEAN";

/** The tables' columns in their order. */
export const COLUMNS = {
  resources: ["INTEGER", "VARCHAR", "VARCHAR"],
  origins: [
    "INTEGER",
    "VARCHAR",
    "VARCHAR",
    "VARCHAR",
    "VARCHAR",
    "VARCHAR",
    "VARCHAR",
    "VARCHAR",
    "VARCHAR",
    "INTEGER",
    "VARCHAR",
  ],
  spans: [
    ...Array<"VARCHAR">(5).fill("VARCHAR"),
    "INTEGER",
    "VARCHAR",
    "BIGINT",
    "BIGINT",
    ...Array<"VARCHAR">(5).fill("VARCHAR"),
    "INTEGER",
    "VARCHAR",
    ...Array<"BOOLEAN">(5).fill("BOOLEAN"),
    "INTEGER",
    "VARCHAR",
  ],
  logs: ["BIGINT", "VARCHAR", "VARCHAR", "INTEGER", "VARCHAR", "VARCHAR", "VARCHAR", "INTEGER", "VARCHAR", "VARCHAR"],
  metrics: [
    "VARCHAR",
    "VARCHAR",
    "VARCHAR",
    "INTEGER",
    "BIGINT",
    "BIGINT",
    "VARCHAR",
    ...Array<"DOUBLE">(5).fill("DOUBLE"),
    "VARCHAR",
  ],
} as const satisfies Record<string, readonly ColumnType[]>;

export type TableName = keyof typeof COLUMNS;

/** A cell; `null` where the column may be empty. */
export type Cell = string | number | bigint | boolean | null;
