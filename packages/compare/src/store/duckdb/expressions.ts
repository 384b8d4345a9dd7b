import { LONGEST_MILLIS } from "../../samples/names.ts";
import type { Selection } from "../types.ts";

/** What a comparison can be by that an origin knows; other names are attributes. */
const ORIGIN_COLUMNS: Readonly<Record<string, string>> = {
  run: "o.run",
  cloud: "o.cloud",
  service: "o.service",
  function: "o.function",
  version: "o.version",
  region: "o.region",
  instance: "o.instance",
  trigger: 'o."trigger"',
  memory: "CASE WHEN o.memory_mib = 0 THEN '' ELSE CAST(o.memory_mib AS VARCHAR) END",
  sdk: "o.sdk",
};

export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function attribute(place: string, name: string): string {
  // A JSON pointer: the name may hold dots, quotes and dollar signs.
  return `json_extract_string(${place}.attributes, ${quote(`/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`)})`;
}

/** An expression over `s` (spans), `o` (origins) and `r` (resources). */
export function keyExpression(name: string): string {
  if (Object.hasOwn(ORIGIN_COLUMNS, name)) return ORIGIN_COLUMNS[name] as string;
  return `coalesce(${attribute("s", name)}, ${attribute("r", name)}, '')`;
}

/** Columns `k0`, `k1`, ... with the values that make a group. */
export function keyColumns({ by }: Selection): string[] {
  return by.map((name, index) => `${keyExpression(name)} AS k${index}`);
}

export function hasKey(key: readonly string[], selection: Selection): string {
  return (
    selection.by.map((name, index) => `${keyExpression(name)} = ${quote(key[index] ?? "")}`).join(" AND ") || "true"
  );
}

export function inTime({ since, until }: Selection): string {
  const from = since === undefined ? [] : [`s.start_ns >= ${toNanos(since)}`];
  const to = until === undefined ? [] : [`s.start_ns < ${toNanos(until)}`];
  return [...from, ...to].join(" AND ") || "true";
}

function toNanos(millis: number): bigint {
  return BigInt(Math.round(millis)) * 1_000_000n;
}

export const BAD_CLOCK = `(s.start_ns <= 0 OR s.duration_ns < 0 OR s.duration_ns > ${LONGEST_MILLIS}000000)`;

/** Invocations whose duration is compared. */
export const COMPARED = `NOT s.failed AND NOT s.returned_5xx AND NOT s.waited AND NOT ${BAD_CLOCK}`;

/** Whether a name is an attribute, which is looked for in each span's own. */
export function isAttribute(name: string): boolean {
  return !Object.hasOwn(ORIGIN_COLUMNS, name);
}

/** What `where` asks for. */
export function isWanted({ where = {} }: Selection): string {
  const conditions = Object.entries(where).map(([name, value]) => `${keyExpression(name)} = ${quote(value)}`);
  return conditions.join(" AND ") || "true";
}

/** Spans that are invocations, as `s`, each once. */
export function invocationSpans(selection: Selection, hasDuplicates: boolean): string {
  const once = hasDuplicates ? "QUALIFY row_number() OVER (PARTITION BY trace_id, span_id ORDER BY start_ns) = 1" : "";
  return `(SELECT * FROM spans s WHERE s.origin IS NOT NULL AND ${inTime(selection)} ${once}) s`;
}

/** Invocations as `s`, `o` and, where an attribute is asked for, `r`. */
export function invocations(selection: Selection, hasDuplicates: boolean): string {
  const names = [...selection.by, ...Object.keys(selection.where ?? {})];
  const resources = names.some(isAttribute) ? "JOIN resources r ON s.resource = r.id" : "";
  return `${invocationSpans(selection, hasDuplicates)} ${resources}
    JOIN (SELECT *, hash(instance) AS unit FROM origins) o ON s.origin = o.id AND ${isWanted(selection)}`;
}
