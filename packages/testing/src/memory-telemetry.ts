import { createTelemetry, type Env, type IsobarOptions, resolveConfig, type Telemetry } from "@isobar/core";
import type { Attributes } from "@opentelemetry/api";
import type { FinishedLogRecord, FinishedMetricPoint, FinishedSpan } from "./finished.ts";
import { createMemoryExporters, type ExportFault, type MemorySignal } from "./memory-exporters.ts";
import { resetIsobar, useTelemetry } from "./reset.ts";

/** What a memory telemetry is made of; everything has a default. */
export interface MemoryTelemetryOptions {
  /** As for `instrument`: sampler, span processors, `beforeExport`, privacy, service name. */
  readonly options?: Omit<IsobarOptions, "exporters">;
  /** What the platform says of itself. @default nothing */
  readonly resource?: Attributes;
  /** The environment from which `OTEL_*` variables are read. @default none of the process's own */
  readonly env?: Env;
}

/** The real telemetry pipeline of Isobar, with what it exports in memory. */
export interface MemoryTelemetry extends Telemetry {
  readonly spans: readonly FinishedSpan[];
  readonly logRecords: readonly FinishedLogRecord[];
  readonly metrics: readonly FinishedMetricPoint[];
  /** The budget of each flush so far, in milliseconds. */
  readonly flushes: readonly number[];
  /** How many exports were tried, failed ones included. */
  readonly attempts: () => number;
  /** The sum of a counter, or the number of values in a histogram, over all its points. */
  readonly total: (metricName: string) => number;
  /**
   * From now on every export fails like this, or those of one signal; `undefined` makes exports work again, and
   * answers what hung.
   */
  readonly fail: (fault: ExportFault | undefined, signal?: MemorySignal) => void;
  /** Exports what is still waiting, so that it can be read. */
  readonly collect: () => Promise<void>;
  /** Forgets everything that was recorded. */
  readonly clear: () => Promise<void>;
}

const COLLECT_MILLIS = 5000;

/**
 * Makes a telemetry that keeps everything in memory, and makes it the telemetry of this process: handlers that were
 * wrapped before, or are wrapped after, send to it. Resets the process first (`resetIsobar`).
 *
 * @example
 * ```ts
 * const telemetry = createMemoryTelemetry();
 * await handler(event, context);
 * await telemetry.collect();
 * expect(telemetry.spans[0]?.name).toBe("GET /orders/{id}");
 * ```
 */
export function createMemoryTelemetry(given: MemoryTelemetryOptions = {}): MemoryTelemetry {
  resetIsobar();
  const memory = createMemoryExporters();
  const config = resolveConfig({ ...given.options, exporters: memory.exporters }, given.env ?? {});
  const telemetry = createTelemetry(config, given.resource ?? {});
  const flushes: number[] = [];
  const collect = async (): Promise<void> => {
    telemetry.touch();
    await telemetry.shutdown(COLLECT_MILLIS);
  };
  const created: MemoryTelemetry = {
    ...telemetry,
    ...memory,
    flushes,
    async flush(budgetMillis) {
      flushes.push(budgetMillis);
      await telemetry.flush(budgetMillis);
    },
    total: (metricName) =>
      memory.metrics
        .filter(({ name }) => name === metricName)
        .reduce((sum, { value }) => sum + (typeof value === "number" ? value : value.count), 0),
    collect,
    async clear() {
      await collect();
      for (const kept of [memory.spans, memory.logRecords, memory.metrics, flushes]) kept.length = 0;
    },
  };
  useTelemetry(created);
  return created;
}
