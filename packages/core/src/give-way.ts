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
  /** Until an invocation has ended and its response is out, `millis` at most. */
  const waitForClear = (millis: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, millis);
      goOn = () => {
        clearTimeout(timer);
        setImmediate(() => setImmediate(resolve));
      };
    });
  return {
    begin(dueAt, patientUntil) {
      let runsSince = dueAt;
      return async () => {
        if (performance.now() >= patientUntil) return;
        await new Promise(setImmediate);
        for (let waitedMillis = 0; performance.now() < patientUntil; ) {
          const stoodStill = performance.now() - runsSince > STANDSTILL_MILLIS + waitedMillis;
          if (!stoodStill && (!isBusy() || waitedMillis === PATIENCE_MILLIS)) break;
          runsSince = performance.now();
          waitedMillis = isBusy() ? PATIENCE_MILLIS : WAKE_MILLIS;
          await waitForClear(waitedMillis);
        }
        runsSince = performance.now();
      };
    },
    clear: () => goOn?.(),
  };
}
