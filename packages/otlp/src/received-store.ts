import type { Metric } from "./metric-model.ts";
import type { LogRecord, Signal, SignalItems, Span } from "./model.ts";
import type { ReceivedCounts } from "./receiver-types.ts";

/** What a receiver has received. */
export interface ReceivedStore {
  readonly received: ReceivedCounts;
  readonly spans: Span[];
  readonly logRecords: LogRecord[];
  readonly metrics: Metric[];
  /** Counts an accepted request and, where that is wanted, keeps its entries. */
  add<S extends Signal>(signal: S, items: readonly SignalItems[S][], byteLength: number): void;
  clear(): void;
}

/** Makes an empty store. */
export function createReceivedStore(keep: boolean): ReceivedStore {
  const received: ReceivedCounts = {
    requests: 0,
    refused: 0,
    spans: 0,
    logRecords: 0,
    metricDataPoints: 0,
    bytes: 0,
  };
  const spans: Span[] = [];
  const logRecords: LogRecord[] = [];
  const metrics: Metric[] = [];
  const lists: { [S in Signal]: SignalItems[S][] } = { traces: spans, logs: logRecords, metrics };
  return {
    received,
    spans,
    logRecords,
    metrics,
    add<S extends Signal>(signal: S, items: readonly SignalItems[S][], byteLength: number) {
      received.requests += 1;
      received.bytes += byteLength;
      if (signal === "traces") received.spans += items.length;
      else if (signal === "logs") received.logRecords += items.length;
      else for (const metric of items as readonly Metric[]) received.metricDataPoints += metric.points.length;
      if (!keep) return;
      const list: SignalItems[S][] = lists[signal];
      for (const item of items) list.push(item);
    },
    clear() {
      for (const list of [spans, logRecords, metrics]) list.length = 0;
      for (const name of Object.keys(received) as (keyof ReceivedCounts)[]) received[name] = 0;
    },
  };
}
