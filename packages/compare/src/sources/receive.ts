import { type Receiver, startReceiver } from "@isobar/otlp";
import type { WritableStore } from "../store/types.ts";

/** How to receive. */
export interface ReceiveOptions {
  /** @default 4318, the port that SDKs send to by default */
  readonly port?: number;
  /** @default "127.0.0.1": nobody outside of this machine can send */
  readonly host?: string;
  /** What `by: ["run"]` calls what comes. @default "" */
  readonly run?: string;
}

/**
 * Receives OTLP into a store. A sender gets its answer when its telemetry is committed, so that what it was told is safe
 * survives a kill; while too much waits for the disk it is told to come back, as what fails may be sent again.
 * @throws when the port cannot be had (rejects)
 */
export function receiveInto(store: WritableStore, options: ReceiveOptions = {}): Promise<Receiver> {
  const { port = 4318, host, run } = options;
  return startReceiver({
    port,
    ...(host !== undefined && { host }),
    keep: false,
    respond: () => (store.isBusy ? { status: 503, headers: { "retry-after": "1" } } : "ok"),
    onTraces: (spans) => store.write("traces", spans, run),
    onLogs: (logRecords) => store.write("logs", logRecords, run),
    onMetrics: (metrics) => store.write("metrics", metrics, run),
  });
}
