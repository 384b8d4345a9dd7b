import type { DuckDBConnection } from "@duckdb/node-api";
import type { LogRecord, Metric, Signal, SignalItems, Span } from "@isobar/otlp";
import { createDictionary } from "./dictionary.ts";
import type { DuckDb } from "./load.ts";
import { logRow, metricRows, spanRow } from "./rows.ts";
import { type Cell, COLUMNS, type ColumnType, type TableName } from "./schema.ts";

/** Rows of a chunk: DuckDB's vector size. */
const CHUNK_ROWS = 2048;
/** Entries that may wait for a commit before senders are asked to come back later. */
const MOST_WAITING = 200_000;

interface Batch {
  readonly signal: Signal;
  readonly items: readonly SignalItems[Signal][];
  readonly run: string;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Puts telemetry into the tables, many senders' in one transaction. */
export interface Writer {
  write(signal: Signal, items: readonly SignalItems[Signal][], run: string): Promise<void>;
  readonly isBusy: boolean;
  /** Waits for what was handed over. */
  drain(): Promise<void>;
}

/**
 * Makes the writer of a connection that nobody else writes through. What is handed over while one transaction is committed
 * goes into the next one together: a commit waits for the disk, and costs the same for one row and for thousands.
 */
export async function createWriter(duckDb: DuckDb, connection: DuckDBConnection): Promise<Writer> {
  const dictionary = await createDictionary(connection);
  let waiting: Batch[] = [];
  let waitingItems = 0;
  let running: Promise<void> | undefined;

  async function commit(batches: readonly Batch[]): Promise<void> {
    const rows: Record<TableName, Cell[][]> = { resources: [], origins: [], spans: [], logs: [], metrics: [] };
    const added = dictionary.begin(rows);
    try {
      for (const { signal, items, run } of batches) {
        if (signal === "traces") for (const span of items as Span[]) rows.spans.push(spanRow(span, added, run));
        else if (signal === "logs") for (const log of items as LogRecord[]) rows.logs.push(logRow(log, added));
        else for (const metric of items as Metric[]) rows.metrics.push(...metricRows(metric, added));
      }
      await connection.run("BEGIN");
      try {
        for (const table of Object.keys(rows) as TableName[]) await append(table, rows[table]);
        await connection.run("COMMIT");
      } catch (error) {
        await connection.run("ROLLBACK").catch(() => undefined);
        throw error;
      }
    } catch (error) {
      added.forget();
      throw error;
    }
  }

  async function append(table: TableName, rows: readonly Cell[][]): Promise<void> {
    if (rows.length === 0) return;
    const types = COLUMNS[table].map((type) => columnType(duckDb, type));
    const appender = await connection.createAppender(table);
    try {
      for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
        const part = rows.slice(start, start + CHUNK_ROWS);
        const chunk = duckDb.DuckDBDataChunk.create(types, part.length);
        chunk.setColumns(types.map((_, column) => part.map((row) => row[column] as Cell)));
        appender.appendDataChunk(chunk);
      }
    } finally {
      appender.closeSync();
    }
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batches = waiting;
      waiting = [];
      waitingItems = 0;
      try {
        await commit(batches);
        for (const { done } of batches) done();
      } catch (error) {
        for (const { failed } of batches) failed(error);
      }
    }
    running = undefined;
  }

  return {
    write(signal, items, runName) {
      if (items.length === 0) return Promise.resolve();
      return new Promise((done, failed) => {
        waiting.push({ signal, items, run: runName, done, failed });
        waitingItems += items.length;
        running ??= run();
      });
    },
    get isBusy() {
      return waitingItems > MOST_WAITING;
    },
    drain: async () => {
      while (running !== undefined) await running;
    },
  };
}

function columnType(duckDb: DuckDb, type: ColumnType) {
  return duckDb[type];
}
