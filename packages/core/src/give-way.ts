/** Between the steps of an export: requests that have come meanwhile go first. */
export interface GiveWay {
  /**
   * @param dueAt - when the export was to begin, on the clock of `performance.now()`
   * @param patientUntil - after that it goes on, whoever waits
   * @returns what an export awaits before each of its steps
   */
  begin(dueAt: number, patientUntil: number): () => Promise<void>;
  /** An invocation has ended: what gave way to it may go on behind its response. */
  clear(): void;
}

/** Of a handler that takes longer than this, most is waiting for others: the processor is free. */
const PATIENCE_MILLIS = 20;
/** A turn of the event loop that takes longer means that the process stood still. */
const STANDSTILL_MILLIS = 20;
/** From getting the CPU back until the request that it was given for is read. */
const WAKE_MILLIS = 5;

/**
 * An instance whose CPU is taken behind each response gets it back with the next request: an export that was interrupted
 * would go on before that request is read, and the request would wait for it.
 *
 * @param isBusy - whether any invocation runs now
 */
export function createGiveWay(isBusy: () => boolean): GiveWay {
  let goOn: (() => void) | undefined;
  return {
    begin(dueAt, patientUntil) {
      let runsSince: number | undefined = dueAt;
      return async () => {
        if (performance.now() >= patientUntil) return;
        runsSince ??= performance.now();
        await new Promise(setImmediate);
        while (performance.now() - runsSince > STANDSTILL_MILLIS) {
          runsSince = performance.now();
          await new Promise((resolve) => setTimeout(resolve, WAKE_MILLIS));
        }
        runsSince = undefined;
        if (!isBusy()) return;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, PATIENCE_MILLIS);
          goOn = () => {
            clearTimeout(timer);
            setImmediate(() => setImmediate(resolve));
          };
        });
        goOn = undefined;
      };
    },
    clear: () => goOn?.(),
  };
}
