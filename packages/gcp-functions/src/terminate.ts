import { setImmediate } from "node:timers/promises";
import { type Flush, flushOnSigterm } from "@isobar/core";
import { holdListener } from "./hold-listener.ts";

/** Of the 10 s that Cloud Run leaves between SIGTERM and SIGKILL. */
const BUDGET_MILLIS = 8000;

type Exit = typeof process.exit;

/**
 * Exports for the last time at SIGTERM. The functions framework's own listener for it answers one request as crashed and
 * exits at once: it is held back until the export is done, and what is in flight is served meanwhile. Where the framework
 * is not recognised but somebody listens, `process.exit()` is held instead. Where nobody does, the process ends by the
 * signal, as it would without Isobar.
 */
export function flushOnTerminate(flush: Flush): void {
  let flushing: Promise<void> | undefined;
  const flushOnce = (): Promise<void> => {
    flushing ??= flush(BUDGET_MILLIS);
    return flushing;
  };
  const framework = holdListener("SIGTERM", isFramework, (call) => void flushOnce().finally(call));
  flushOnSigterm((budgetMillis) => {
    if (framework.isHeld) return flushOnce();
    const isAlone = process.listenerCount("SIGTERM") === 1;
    return isAlone ? flush(budgetMillis) : holdExit(() => flushSoon(flush));
  }, BUDGET_MILLIS);
}

/** @see https://github.com/GoogleCloudPlatform/functions-framework-nodejs/blob/main/src/invoker.ts */
function isFramework(listener: object): boolean {
  return Function.prototype.toString.call(listener).includes("sendCrashResponse");
}

/** A listener that answers what is in flight does so now: that invocation ends first, then is sent. */
async function flushSoon(flush: Flush): Promise<void> {
  await setImmediate();
  await setImmediate();
  await flush(BUDGET_MILLIS);
}

/** Keeps `process.exit` from ending the process while `work` runs; the first call meanwhile is made up for then. */
async function holdExit(work: () => Promise<void>): Promise<void> {
  const exit = process.exit;
  let asked: Parameters<Exit> | undefined;
  const record = (...args: Parameters<Exit>): void => {
    asked ??= args;
  };
  process.exit = record as Exit;
  try {
    await work();
  } finally {
    if (process.exit === record) process.exit = exit;
  }
  if (asked !== undefined) process.exit(...asked);
}
