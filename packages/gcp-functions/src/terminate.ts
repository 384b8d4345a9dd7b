import { setImmediate } from "node:timers/promises";
import type { Flush } from "@isobar/core";

/** Of the 10 s that Cloud Run leaves between SIGTERM and SIGKILL. */
const BUDGET_MILLIS = 8000;

type Exit = typeof process.exit;

/**
 * Exports for the last time at SIGTERM. The functions framework calls `process.exit()` in its own listener for that
 * signal, so the exit is held until the export is done. Where nobody listens but Isobar, the process ends by the
 * signal, as it would without.
 */
export function flushOnTerminate(flush: Flush): void {
  let isHolding = false;
  const onTerminate = (): void => {
    if (isHolding) return;
    isHolding = true;
    const isAlone = process.listenerCount("SIGTERM") === 1;
    void holdExit(() => flushSoon(flush)).then((exitArguments) => {
      isHolding = false;
      if (exitArguments !== undefined) process.exit(...exitArguments);
      if (!isAlone) return;
      process.removeListener("SIGTERM", onTerminate);
      process.kill(process.pid, "SIGTERM");
    });
  };
  // The exit has to be held before anybody asks for it.
  process.prependListener("SIGTERM", onTerminate);
}

/** The framework answers a request that is in flight in its own listener: that invocation ends first, then is sent. */
async function flushSoon(flush: Flush): Promise<void> {
  await setImmediate();
  await setImmediate();
  await flush(BUDGET_MILLIS);
}

/**
 * Keeps `process.exit` from ending the process while `work` runs.
 *
 * @returns the arguments of the first call of `process.exit` meanwhile; undefined where there was none
 */
async function holdExit(work: () => Promise<void>): Promise<Parameters<Exit> | undefined> {
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
  return asked;
}
