import type { Flush } from "./adapter.ts";
import { cutShortAll } from "./exit.ts";
import { processState } from "./state.ts";

/**
 * Exports for the last time at SIGTERM. Where nobody else listens, Node would have ended the process at once: so it does
 * after the export, by the same signal, and what still runs then is recorded as cut short. `process.exit()` is not
 * called: under AWS's runtime client it would wait for a thread that waits for the next event.
 *
 * @param flush - begun before the listeners of others are called
 * @param budgetMillis - how long all of it may take
 */
export function flushOnSigterm(flush: Flush, budgetMillis: number): void {
  let hasBegun = false;
  const listener = (): void => {
    if (hasBegun) return;
    hasBegun = true;
    void end();
  };
  const end = async (): Promise<void> => {
    const begunAt = performance.now();
    const { inFlight } = processState();
    const wasBusy = inFlight.length > 0;
    await flush(budgetMillis);
    const isAlone = process.listenerCount("SIGTERM") === 1;
    if (isAlone && wasBusy) {
      cutShortSafely();
      // What has ended while the last export was under way is not part of it.
      await flush(Math.max(0, budgetMillis - (performance.now() - begunAt)));
    }
    process.off("SIGTERM", listener);
    if (isAlone) process.kill(process.pid, "SIGTERM");
  };
  process.prependListener("SIGTERM", listener);
}

/** An error of ours must not keep the process alive. */
function cutShortSafely(): void {
  const { telemetry, inFlight } = processState();
  try {
    if (telemetry !== undefined && inFlight.length > 0) cutShortAll(telemetry, undefined);
  } catch {
    // What could be recorded is.
  }
}
