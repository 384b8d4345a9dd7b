import type { ExporterLike } from "@isobar/core";
import {
  type FinishedLogRecord,
  type FinishedMetricPoint,
  type FinishedSpan,
  readLogRecord,
  readMetricPoints,
  readSpan,
  type SdkLogRecord,
  type SdkMetrics,
  type SdkSpan,
} from "./finished.ts";

/**
 * How an exporter can fail:
 * - `refuses`: the backend says no for good, as with status 400;
 * - `unavailable`: the backend cannot be reached now;
 * - `hangs`: no answer comes;
 * - `throws`: `export` throws;
 * - `rejects`: `export` is an async function that rejects.
 */
export type ExportFault = "refuses" | "unavailable" | "hangs" | "throws" | "rejects";

export type MemorySignal = "traces" | "metrics" | "logs";

/** Exporters that keep what they are given, and fail when they are told to. */
export interface MemoryExporters {
  readonly exporters: { readonly traces: ExporterLike; readonly metrics: ExporterLike; readonly logs: ExporterLike };
  readonly spans: FinishedSpan[];
  readonly logRecords: FinishedLogRecord[];
  readonly metrics: FinishedMetricPoint[];
  /** How many exports were tried, failed ones included. */
  readonly attempts: () => number;
  /**
   * From now on every export fails like this, or those of one signal; `undefined` makes it work again, and answers
   * what hung.
   */
  readonly fail: (fault: ExportFault | undefined, signal?: MemorySignal) => void;
}

type Done = (result: { code: number; error?: Error }) => void;

const SUCCESS = { code: 0 };
const FAILED = 1;
const SIGNALS: readonly MemorySignal[] = ["traces", "metrics", "logs"];

/** Makes the three exporters for the `exporters` option of `instrument`. */
export function createMemoryExporters(): MemoryExporters {
  const spans: FinishedSpan[] = [];
  const logRecords: FinishedLogRecord[] = [];
  const metrics: FinishedMetricPoint[] = [];
  const faults = new Map<MemorySignal, ExportFault>();
  let attempts = 0;
  let hanging: (() => void)[] = [];

  const createExporter = <Items>(signal: MemorySignal, keep: (items: Items) => void): ExporterLike => ({
    export(items: never, done: Done): unknown {
      attempts += 1;
      const fault = faults.get(signal);
      const accept = (): void => {
        keep(items as Items);
        done(SUCCESS);
      };
      if (fault === undefined) accept();
      else if (fault === "hangs") hanging.push(accept);
      else return failNow(fault, done);
      return undefined;
    },
    shutdown: async () => {},
  });

  return {
    exporters: {
      traces: createExporter<SdkSpan[]>("traces", (items) => spans.push(...items.map(readSpan))),
      metrics: createExporter<SdkMetrics>("metrics", (collection) => metrics.push(...readMetricPoints(collection))),
      logs: createExporter<SdkLogRecord[]>("logs", (items) => logRecords.push(...items.map(readLogRecord))),
    },
    spans,
    logRecords,
    metrics,
    attempts: () => attempts,
    fail(fault, signal) {
      for (const name of signal === undefined ? SIGNALS : [signal]) {
        if (fault === undefined) faults.delete(name);
        else faults.set(name, fault);
      }
      if (fault !== undefined) return;
      const answered = hanging;
      hanging = [];
      for (const accept of answered) accept();
    },
  };
}

/** Returns what an exporter's `export` returns then; only an async one returns anything. */
function failNow(fault: Exclude<ExportFault, "hangs">, done: Done): unknown {
  if (fault === "throws") throw new Error("the exporter throws");
  if (fault === "rejects") return Promise.reject(new Error("the exporter rejects"));
  if (fault === "refuses") done({ code: FAILED, error: Object.assign(new Error("bad request"), { code: 400 }) });
  else done({ code: FAILED, error: new Error("connect ECONNREFUSED") });
  return undefined;
}
