import { METRIC_FAAS_MEM_USAGE } from "@isobar/core/semconv";
import { createInvocationReads } from "../invocation-reads.ts";
import { createKnownContents } from "../known-contents.ts";
import { type Row, readLogRow, readMemoryRow, readSpanRow } from "../read-rows.ts";
import type { StoredTrace, WritableStore } from "../types.ts";
import { loadDuckDb } from "./load.ts";
import type { OpenOptions } from "./open-instance.ts";
import * as queries from "./queries.ts";
import { openSessions } from "./sessions.ts";

const TRACE_SPANS = `SELECT s.trace_id, s.span_id, coalesce(s.parent_span_id, ''), s.name, s.kind, r.service, s.start_ns,
  s.duration_ns, coalesce(s.status, 'unset'), coalesce(s.status_message, ''), r.attributes, s.attributes,
  coalesce(s.events, '[]') FROM spans s JOIN resources r ON s.resource = r.id
  WHERE s.trace_id = $1 QUALIFY row_number() OVER (PARTITION BY s.span_id ORDER BY s.start_ns) = 1
  ORDER BY s.start_ns, s.span_id`;

const TRACE_LOGS = `SELECT l.trace_id, l.span_id, l.time_ns, l.severity_text, l.severity_number, l.body, r.service,
  l.event_name, r.attributes, l.attributes FROM logs l JOIN resources r ON l.resource = r.id
  WHERE l.trace_id = $1 ORDER BY l.time_ns`;

/**
 * A store in DuckDB: one file, or memory. One process at a time can write to a file; many can read it while none writes.
 * Where a disk is full, what could not be written fails, and later writes are tried again.
 * @throws InputError where DuckDB is not installed or the file cannot be used, WriteError where there is no room (rejects)
 */
export async function openDuckDbStore(options: OpenOptions): Promise<WritableStore> {
  const sessions = await openSessions(await loadDuckDb(), options);
  let closed: Promise<void> | undefined;

  function read(sql: string, values: string[] = []): Promise<Row[]> {
    return sessions.use(async ({ connection }) => (await connection.runAndReadAll(sql, values)).getRowsJS());
  }

  const known = createKnownContents((selection) => read(queries.contentsQuery(selection)));

  return {
    name: options.file === undefined ? "memory" : `duckdb:${options.file}`,
    get isBusy() {
      return sessions.current?.writing?.writer.isBusy ?? false;
    },
    async write(signal, items, run = "") {
      if (!options.writable) throw new Error("the store was opened for reading");
      await sessions.use(async ({ writing }) => writing?.writer.write(signal, items, run));
      known.forget();
    },
    ...createInvocationReads(read, known, queries),
    async memory() {
      return (await read(queries.memoryQuery(METRIC_FAAS_MEM_USAGE))).map(readMemoryRow);
    },
    async trace(traceId): Promise<StoredTrace> {
      const spans = await read(TRACE_SPANS, [traceId]);
      return { spans: spans.map(readSpanRow), logs: (await read(TRACE_LOGS, [traceId])).map(readLogRow) };
    },
    close() {
      closed ??= sessions.close();
      return closed;
    },
  };
}
