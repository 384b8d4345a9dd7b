import { METRIC_FAAS_MEM_USAGE } from "@isobar/core/semconv";
import { InputError } from "../../input-error.ts";
import { createInvocationReads } from "../invocation-reads.ts";
import { createKnownContents } from "../known-contents.ts";
import { type Row, readLogRow, readMemoryRow, readSpanRow } from "../read-rows.ts";
import type { Store } from "../types.ts";
import { type ClickHouseAddress, parseClickHouseAddress } from "./address.ts";
import { loadClickHouse } from "./load.ts";
import * as queries from "./queries.ts";

/** A query over millions of spans takes its time. */
const TIMEOUT_MILLIS = 300_000;

const MEMORY_TABLES = [
  ["otel_metrics_histogram", "Max"],
  ["otel_metrics_exponential_histogram", "Max"],
  ["otel_metrics_gauge", "Value"],
] as const;

/**
 * What the OpenTelemetry Collector's ClickHouse exporter wrote, for reading: nothing but SELECT is ever sent.
 * @throws InputError where the client is not installed, the server cannot be asked, or there are no such tables (rejects)
 */
export async function openClickHouseStore(
  address: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Store> {
  const parsed = parseClickHouseAddress(address, env);
  const { createClient } = await loadClickHouse();
  const { url, username, password, database } = parsed;
  const options = { url, username, password, database, request_timeout: TIMEOUT_MILLIS };
  const client = createClient({ ...options, application: "isobar", log: { level: 127 } });

  async function read(query: string): Promise<Row[]> {
    try {
      const result = await client.query({ query, format: "JSONCompactEachRow" });
      return await result.json<Row>();
    } catch (error) {
      throw explain(error as Error, parsed);
    }
  }

  let columns: Map<string, ReadonlySet<string>>;
  const known = createKnownContents((selection) => read(queries.contentsQuery(selection)));
  try {
    columns = groupColumns(await read(TABLES));
    checkTables(columns, parsed);
  } catch (error) {
    await client.close();
    throw error;
  }

  return {
    name: parsed.name,
    ...createInvocationReads(read, known, queries),
    async memory() {
      const rows: Row[] = [];
      for (const [table, column] of MEMORY_TABLES)
        if (columns.has(table)) rows.push(...(await read(queries.memoryQuery(table, column, METRIC_FAAS_MEM_USAGE))));
      return rows.map(readMemoryRow).filter(({ most }) => most > 0);
    },
    async trace(traceId) {
      const spans = (await read(queries.traceSpansQuery(traceId))).map((row) => readSpanRow(withEvents(row)));
      const ofLogs = columns.get("otel_logs");
      if (ofLogs === undefined) return { spans, logs: [] };
      return { spans, logs: (await read(queries.traceLogsQuery(traceId, ofLogs.has("EventName")))).map(readLogRow) };
    },
    close: () => client.close(),
  };
}

const TABLES = `SELECT table, name, type FROM system.columns
  WHERE database = currentDatabase() AND startsWith(table, 'otel_')`;

function groupColumns(rows: readonly Row[]): Map<string, ReadonlySet<string>> {
  const columns = new Map<string, Set<string>>();
  for (const [table, name, type] of rows.map((row) => row.map(String)) as [string, string, string][]) {
    const own = columns.get(table) ?? new Set<string>();
    columns.set(table, own.add(name).add(`${name} ${type.split("(", 1)[0]}`));
  }
  return columns;
}

function checkTables(columns: ReadonlyMap<string, ReadonlySet<string>>, { name }: ClickHouseAddress): void {
  const traces = columns.get("otel_traces");
  if (traces === undefined)
    throw new InputError(`${name} has no table otel_traces: the Collector's ClickHouse exporter makes it`);
  if (!traces.has("SpanAttributes Map"))
    throw new InputError(
      `${name}: otel_traces keeps attributes in another type than Map(String, String), which is not read`,
    );
}

/** The three lists of a span's events, as one text of JSON. */
function withEvents(row: Row): Row {
  const [moments, names, attributes] = row.slice(12) as [string[], string[], string[]];
  const events = moments.map((time, index) => ({
    time,
    name: names[index],
    attributes: JSON.parse(attributes[index] ?? "{}"),
  }));
  return [...row.slice(0, 12), JSON.stringify(events)];
}

/** One line, and neither the user's name nor the password in it. */
function explain(
  error: Error & { code?: string; type?: string },
  { name, url, username, password, database }: ClickHouseAddress,
): Error {
  const { code, type } = error;
  if (code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "ECONNRESET")
    return new InputError(`no ClickHouse server answers at ${url} (${code})`, { cause: error });
  if (type === "AUTHENTICATION_FAILED" || type === "REQUIRED_PASSWORD" || code === "516" || code === "194")
    return new InputError(`${name} refuses the user or the password`, { cause: error });
  if (type === "UNKNOWN_DATABASE" || code === "81")
    return new InputError(`${url} has no database ${database}`, { cause: error });
  const secrets = [password, username].filter((secret) => secret !== "" && secret !== "default");
  const [line = ""] = error.message.split("\n", 1);
  const told = secrets.reduce((text, secret) => text.replaceAll(secret, "***"), line.slice(0, 300));
  return new InputError(`${name}: ${told || error.name}`, { cause: error });
}
