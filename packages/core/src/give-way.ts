/** Between the steps of an export: requests that have come meanwhile go first. */
export interface GiveWay {
  /**
   * @param dueAt - when the export was to begin, on the clock of `performance.now()`
   * @param patientUntil - after that it goes on, whoever waits
   * @returns what an export asks before each of its steps
   */
  begin(dueAt: number, patientUntil: number): NextStep;
  /** An invocation has ended: what gave way to it may go on behind its response. */
  clear(): void;
}

/**
 * Calls back when the next step may be made, which can be at once. Promises would do as well, and cost several times as
 * much where something listens to each of them, as Google's functions-framework does.
 */
export type NextStep = (step: () => void) => void;

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
  let clear: (() => void) | undefined;
  /** Until an invocation has ended and its response is out, `millis` at most. */
  const waitForClear = (millis: number, goOn: () => void): void => {
    const timer = setTimeout(() => {
      clear = undefined;
      goOn();
    }, millis);
    clear = () => {
      clear = undefined;
      clearTimeout(timer);
      setImmediate(() => setImmediate(goOn));
    };
  };
  return {
    begin(dueAt, patientUntil) {
      let runsSince = dueAt;
      return (step) => {
        let waitedMillis = 0;
        const look = (): void => {
          const now = performance.now();
          const stoodStill = now - runsSince > STANDSTILL_MILLIS + waitedMillis;
          runsSince = now;
          const isClear = !stoodStill && (!isBusy() || waitedMillis === PATIENCE_MILLIS);
          if (isClear || now >= patientUntil) {
            step();
          } else {
            waitedMillis = isBusy() ? PATIENCE_MILLIS : WAKE_MILLIS;
            waitForClear(waitedMillis, look);
          }
        };
        if (performance.now() >= patientUntil) step();
        else setImmediate(look);
      };
    },
    clear: () => clear?.(),
  };
}
