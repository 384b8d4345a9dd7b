import { BIN_RATIO, type Selection, type Share } from "../types.ts";
import {
  BAD_CLOCK,
  COMPARED,
  hasKey,
  inTime,
  invocationSpans,
  invocations,
  isAttribute,
  isWanted,
  keyColumns,
  keyExpression,
} from "./expressions.ts";

const ORIGIN = 'o.cloud, o.service, o.function, o.version, o.region, o.instance, o."trigger", o.memory_mib, o.sdk';

const IDS = "s.trace_id, s.span_id, s.invocation_id";
const NO_IDS = "'', '', ''";

const sampleColumns = (ids: string) => `o.cloud, o.function, o.instance, o.memory_mib, ${ids},
  CAST(s.start_ns // 1000 AS DOUBLE) / 1000, CAST(s.duration_ns AS DOUBLE) / 1e6,
  s.cold, s.waited, s.failed, s.timeout, s.returned_5xx, ${BAD_CLOCK}, s.http_status, coalesce(s.error_type, '')`;

export function contentsQuery(selection: Selection): string {
  return `SELECT count(*), count(*) FILTER (s.origin IS NOT NULL),
    count(DISTINCT CASE WHEN s.origin IS NOT NULL THEN hash(s.trace_id, s.span_id) END)
    FROM spans s WHERE ${inTime(selection)}`;
}

/** Counts by origin first, by number: texts are only looked at where there are few rows left. */
export function countQuery(selection: Selection, hasDuplicates: boolean): string {
  const counts = `count(*) AS n, count(*) FILTER (s.cold) AS cold, count(*) FILTER (s.waited) AS waited,
    count(*) FILTER (s.failed) AS failed, count(*) FILTER (s.timeout) AS timeouts,
    count(*) FILTER (s.returned_5xx) AS returned, count(*) FILTER (${BAD_CLOCK}) AS bad,
    min(s.start_ns) AS first, max(s.start_ns) AS last`;
  const sums = `sum(c.n), sum(c.cold), sum(c.waited), sum(c.failed), sum(c.timeouts), sum(c.returned), sum(c.bad),
    CAST(min(c.first) AS DOUBLE) / 1e6, CAST(max(c.last) AS DOUBLE) / 1e6`;
  const names = [...selection.by, ...Object.keys(selection.where ?? {})];
  if (!names.some(isAttribute)) {
    const byOrigin = `SELECT s.origin, ${counts} FROM ${invocationSpans(selection, hasDuplicates)} GROUP BY s.origin`;
    return `SELECT ${[...keyColumns(selection), ORIGIN, sums].join(", ")} FROM (${byOrigin}) c
      JOIN origins o ON c.origin = o.id AND ${isWanted(selection)} GROUP BY ALL`;
  }
  const bySpan = `SELECT ${["s.origin", ...keyColumns(selection), counts].join(", ")}
    FROM ${invocations(selection, hasDuplicates)} GROUP BY ALL`;
  const keys = selection.by.map((_, index) => `c.k${index}`);
  return `SELECT ${[...keys, ORIGIN, sums].join(", ")} FROM (${bySpan}) c JOIN origins o ON c.origin = o.id GROUP BY ALL`;
}

export function samplesQuery(
  selection: Selection,
  shares: readonly Share[],
  { withIds, hasDuplicates }: { withIds: boolean; hasDuplicates: boolean },
): string {
  const wanted = shares.map(({ key, share }) => {
    if (share >= 1) return `(${hasKey(key, selection)})`;
    const unit = "hash(o.unit, s.start_ns // 1000000000)";
    return `(${hasKey(key, selection)} AND ${unit} % 1000000 < ${Math.floor(share * 1e6)})`;
  });
  return `SELECT ${[...keyColumns(selection), sampleColumns(withIds ? IDS : NO_IDS)].join(", ")} FROM ${invocations(selection, hasDuplicates)}
    WHERE ${wanted.join(" OR ")}`;
}

export function binsQuery(selection: Selection, keys: readonly (readonly string[])[], hasDuplicates: boolean): string {
  const wanted = keys.map((key) => `(${hasKey(key, selection)})`).join(" OR ");
  const bin = `CAST(round(ln(greatest(s.duration_ns, 1000) / 1e6) / ln(${BIN_RATIO})) AS INTEGER)`;
  return `SELECT ${[...keyColumns(selection), "s.cold", `${bin} AS bin`].join(", ")}, count(*)
    FROM ${invocations(selection, hasDuplicates)} WHERE ${COMPARED} AND (${wanted}) GROUP BY ALL`;
}

export function slowestQuery(
  selection: Selection,
  key: readonly string[],
  { atLeast, limit, hasDuplicates }: { atLeast: number; limit: number; hasDuplicates: boolean },
): string {
  return `SELECT ${[...keyColumns(selection), sampleColumns(IDS)].join(", ")} FROM ${invocations(selection, hasDuplicates)}
    WHERE ${hasKey(key, selection)} AND NOT ${BAD_CLOCK} AND s.duration_ns >= ${Math.floor(atLeast * 1e6)}
    ORDER BY s.duration_ns DESC, s.span_id LIMIT ${limit}`;
}

export function failedQuery(selection: Selection, limit: number, hasDuplicates: boolean): string {
  const keys = selection.by.map(keyExpression);
  const partition = keys.length === 0 ? "" : `PARTITION BY ${keys.join(", ")}`;
  return `SELECT ${[...keyColumns(selection), sampleColumns(IDS)].join(", ")} FROM ${invocations(selection, hasDuplicates)}
    WHERE s.failed OR s.returned_5xx
    QUALIFY row_number() OVER (${partition} ORDER BY s.start_ns DESC, s.span_id) <= ${limit}
    ORDER BY s.start_ns DESC, s.span_id`;
}

export function memoryQuery(metricName: string): string {
  const read = (name: string) => `coalesce(json_extract_string(r.attributes, '/${name}'), '')`;
  return `SELECT r.service, ${read("faas.version")},
    coalesce(json_extract_string(r.attributes, '/faas.instance'), ${read("service.instance.id")}),
    max(coalesce(m.max, m.value)) FROM metrics m JOIN resources r ON m.resource = r.id
    WHERE m.name = '${metricName}' AND coalesce(m.max, m.value) IS NOT NULL GROUP BY ALL`;
}
