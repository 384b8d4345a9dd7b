import type { Flush } from "./adapter.ts";

/**
 * Exports for the last time at SIGTERM. Where nobody else listens, Node would have ended the process at once: so it does
 * after the export, by the same signal. `process.exit()` is not called: under AWS's runtime client it would wait for a
 * thread that waits for the next event.
 */
export function flushOnSigterm(flush: Flush, budgetMillis: number): void {
  let hasBegun = false;
  const listener = (): void => {
    if (hasBegun) return;
    hasBegun = true;
    void flush(budgetMillis).finally(() => {
      process.off("SIGTERM", listener);
      if (process.listenerCount("SIGTERM") === 0) process.kill(process.pid, "SIGTERM");
    });
  };
  process.on("SIGTERM", listener);
}
