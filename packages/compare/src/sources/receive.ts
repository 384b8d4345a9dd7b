import { type Receiver, type Signal, type SignalItems, startReceiver } from "@isobar/otlp";
import type { WritableStore } from "../store/types.ts";

/** How to receive. */
export interface ReceiveOptions {
  /** @default 4318, the port that SDKs send to by default */
  readonly port?: number;
  /** @default "127.0.0.1": nobody outside of this machine can send */
  readonly host?: string;
  /** What `by: ["run"]` calls what comes. @default "" */
  readonly run?: string;
  /** Told once when nothing can be kept any more, as of a full disk: until then all was, and senders are told to retry. */
  readonly onTrouble?: (error: Error) => void;
  /** Told when telemetry can be kept again. */
  readonly onRecovery?: () => void;
}

/**
 * Receives OTLP into a store. A sender gets its answer when its telemetry is committed, so that what it was told is safe
 * survives a kill; while too much waits for the disk it is told to come back, as what fails may be sent again.
 * @throws when the port cannot be had (rejects)
 */
export function receiveInto(store: WritableStore, options: ReceiveOptions = {}): Promise<Receiver> {
  const { port = 4318, host, run, onTrouble, onRecovery } = options;
  let isInTrouble = false;
  const keep = async <S extends Signal>(signal: S, items: readonly SignalItems[S][]): Promise<void> => {
    try {
      await store.write(signal, items, run);
    } catch (error) {
      if (!isInTrouble) onTrouble?.(error as Error);
      isInTrouble = true;
      throw error;
    }
    if (isInTrouble) onRecovery?.();
    isInTrouble = false;
  };
  return startReceiver({
    port,
    ...(host !== undefined && { host }),
    keep: false,
    respond: () => (store.isBusy ? { status: 503, headers: { "retry-after": "1" } } : "ok"),
    onTraces: (spans) => keep("traces", spans),
    onLogs: (logRecords) => keep("logs", logRecords),
    onMetrics: (metrics) => keep("metrics", metrics),
  });
}
