import { BIN_RATIO, type Selection, type Share } from "../types.ts";
import { attribute, COLUMNS, IS_INVOCATION, quote } from "./columns.ts";

/** What a comparison can be by that has a column of its own; other names are attributes. There are no runs here. */
const KEYS: Readonly<Record<string, string>> = {
  run: "''",
  cloud: "cloud",
  service: "service",
  function: "function",
  version: "version",
  region: "region",
  instance: "instance",
  trigger: "trigger_name",
  memory: "if(memory_mib = 0, '', toString(memory_mib))",
  sdk: "sdk",
};

const ORIGIN = "cloud, service, function, version, region, instance, trigger_name, memory_mib, sdk";

const IDS = "trace_id, span_id, invocation_id";
const NO_IDS = "'', '', ''";

const sampleColumns = (ids: string) => `cloud, function, instance, memory_mib, ${ids},
  toFloat64(intDiv(start_ns, 1000)) / 1000, toFloat64(duration_ns) / 1e6,
  cold, waited, failed, timeout, returned_5xx, bad_clock, http_status, error_type`;

const COMPARED = "NOT failed AND NOT returned_5xx AND NOT waited AND NOT bad_clock";

function keyExpression(name: string): string {
  return Object.hasOwn(KEYS, name) ? (KEYS[name] as string) : attribute(name);
}

function inTime({ since, until }: Selection): string {
  const moment = (millis: number) => `fromUnixTimestamp64Nano(toInt64(${BigInt(Math.round(millis)) * 1_000_000n}))`;
  const from = since === undefined ? [] : [`Timestamp >= ${moment(since)}`];
  const to = until === undefined ? [] : [`Timestamp < ${moment(until)}`];
  return [...from, ...to].join(" AND ") || "1";
}

/** Invocations with the columns above and those of the key, each once. */
function invocations(selection: Selection, hasDuplicates: boolean): string {
  const columns = Object.entries(COLUMNS).map(([name, expression]) => `${expression} AS ${name}`);
  const keys = selection.by.map((name, index) => `${keyExpression(name)} AS k${index}`);
  const wanted = Object.entries(selection.where ?? {}).map(
    ([name, value]) => `${keyExpression(name)} = ${quote(value)}`,
  );
  const conditions = [IS_INVOCATION, inTime(selection), ...wanted].join(" AND ");
  const once = hasDuplicates ? "ORDER BY Timestamp LIMIT 1 BY TraceId, SpanId" : "";
  return `(SELECT ${[...columns, ...keys].join(",\n  ")} FROM otel_traces WHERE ${conditions} ${once})`;
}

function keysOf(selection: Selection): string[] {
  return selection.by.map((_, index) => `k${index}`);
}

function hasKey(key: readonly string[]): string {
  return key.map((value, index) => `k${index} = ${quote(value)}`).join(" AND ") || "1";
}

export function contentsQuery(selection: Selection): string {
  return `SELECT count(), countIf(${IS_INVOCATION}), uniqExactIf(cityHash64(TraceId, SpanId), ${IS_INVOCATION})
    FROM otel_traces WHERE ${inTime(selection)}`;
}

export function countQuery(selection: Selection, hasDuplicates: boolean): string {
  const groups = [...keysOf(selection), ORIGIN].join(", ");
  return `SELECT ${groups}, count(), countIf(cold), countIf(waited), countIf(failed), countIf(timeout),
    countIf(returned_5xx), countIf(bad_clock), toFloat64(min(start_ns)) / 1e6, toFloat64(max(start_ns)) / 1e6
    FROM ${invocations(selection, hasDuplicates)} GROUP BY ${groups}`;
}

export function samplesQuery(
  selection: Selection,
  shares: readonly Share[],
  { withIds, hasDuplicates }: { withIds: boolean; hasDuplicates: boolean },
): string {
  const unit = "cityHash64(instance, intDiv(start_ns, 1000000000)) % 1000000";
  const wanted = shares.map(({ key, share }) =>
    share >= 1 ? `(${hasKey(key)})` : `(${hasKey(key)} AND ${unit} < ${Math.floor(share * 1e6)})`,
  );
  return `SELECT ${[...keysOf(selection), sampleColumns(withIds ? IDS : NO_IDS)].join(", ")} FROM ${invocations(selection, hasDuplicates)}
    WHERE ${wanted.join(" OR ")}`;
}

export function binsQuery(selection: Selection, keys: readonly (readonly string[])[], hasDuplicates: boolean): string {
  const groups = [...keysOf(selection), "cold", "bin"].join(", ");
  const bin = `toInt32(round(log(greatest(duration_ns, 1000) / 1e6) / log(${BIN_RATIO}))) AS bin`;
  return `SELECT ${[...keysOf(selection), "cold", bin].join(", ")}, count() FROM ${invocations(selection, hasDuplicates)}
    WHERE ${COMPARED} AND (${keys.map((key) => `(${hasKey(key)})`).join(" OR ")}) GROUP BY ${groups}`;
}

export function slowestQuery(
  selection: Selection,
  key: readonly string[],
  { atLeast, limit, hasDuplicates }: { atLeast: number; limit: number; hasDuplicates: boolean },
): string {
  return `SELECT ${[...keysOf(selection), sampleColumns(IDS)].join(", ")} FROM ${invocations(selection, hasDuplicates)}
    WHERE ${hasKey(key)} AND NOT bad_clock AND duration_ns >= ${Math.floor(atLeast * 1e6)}
    ORDER BY duration_ns DESC, span_id LIMIT ${limit}`;
}

export function failedQuery(selection: Selection, limit: number, hasDuplicates: boolean): string {
  const keys = keysOf(selection);
  const each = keys.length === 0 ? `LIMIT ${limit}` : `LIMIT ${limit} BY ${keys.join(", ")}`;
  return `SELECT ${[...keys, sampleColumns(IDS)].join(", ")} FROM ${invocations(selection, hasDuplicates)}
    WHERE failed OR returned_5xx ORDER BY start_ns DESC, span_id ${each}`;
}

/** Of one of the exporter's tables of metrics. */
export function memoryQuery(table: string, column: "Max" | "Value", metricName: string): string {
  const read = (name: string) => `ResourceAttributes[${quote(name)}]`;
  const instance = `if(${read("faas.instance")} != '', ${read("faas.instance")}, ${read("service.instance.id")})`;
  return `SELECT ${read("service.name")} AS service, ${read("faas.version")} AS version, ${instance} AS instance, max(${column})
    FROM ${table} WHERE MetricName = ${quote(metricName)} GROUP BY service, version, instance`;
}

/** In the order in which `readSpanRow` reads; the events are put together from their three lists. */
export function traceSpansQuery(traceId: string): string {
  const plain = (column: string, prefix: string) => `replaceOne(lower(${column}), ${quote(prefix)}, '')`;
  return `SELECT TraceId, SpanId, ParentSpanId, SpanName, ${plain("SpanKind", "span_kind_")}, ServiceName,
    toString(toUnixTimestamp64Nano(Timestamp)) AS start, toString(toInt64(Duration)), ${plain("StatusCode", "status_code_")},
    StatusMessage, toJSONString(ResourceAttributes), toJSONString(SpanAttributes),
    arrayMap(moment -> toString(toUnixTimestamp64Nano(moment)), Events.Timestamp), Events.Name,
    arrayMap(attributes -> toJSONString(attributes), Events.Attributes)
    FROM otel_traces WHERE TraceId = ${quote(traceId)} ORDER BY Timestamp, SpanId LIMIT 1 BY SpanId`;
}

/** In the order in which `readLogRow` reads. Older tables have no names of events. */
export function traceLogsQuery(traceId: string, hasEventName: boolean): string {
  return `SELECT TraceId, SpanId, toString(toUnixTimestamp64Nano(Timestamp)) AS time, SeverityText, SeverityNumber, Body,
    ServiceName, ${hasEventName ? "EventName" : "''"}, toJSONString(ResourceAttributes), toJSONString(LogAttributes)
    FROM otel_logs WHERE TraceId = ${quote(traceId)} ORDER BY Timestamp`;
}
