import type { Truthy } from "./receiver-types.ts";

/** Those who wait for something to become true. */
export interface Waiters {
  /** Asks now and at each `check()`. */
  waitFor<T>(ask: () => T, timeoutMillis: number, describe: () => string): Promise<Truthy<T>>;
  /** Something has changed: asks everybody again. */
  check(): void;
  /** Turns everybody away. */
  stop(reason: Error): void;
}

/** Makes a list of waiters, without any. */
export function createWaiters(): Waiters {
  const waiting = new Set<{ ask(): void; reject(error: Error): void }>();
  let stopped: Error | undefined;
  return {
    waitFor<T>(ask: () => T, timeoutMillis: number, describe: () => string) {
      return new Promise<Truthy<T>>((resolve, reject) => {
        const end = (settle: () => void) => {
          clearTimeout(timer);
          waiting.delete(waiter);
          settle();
        };
        const waiter = {
          ask() {
            try {
              const answer = ask();
              if (answer) end(() => resolve(answer as Truthy<T>));
            } catch (error) {
              end(() => reject(error));
            }
          },
          reject: (error: Error) => end(() => reject(error)),
        };
        const timer = setTimeout(
          () => waiter.reject(new Error(`not true within ${timeoutMillis} ms; ${describe()}`)),
          timeoutMillis,
        );
        waiting.add(waiter);
        waiter.ask();
        if (stopped !== undefined) waiter.reject(stopped);
      });
    },
    check() {
      for (const waiter of waiting) waiter.ask();
    },
    stop(reason) {
      stopped = reason;
      for (const waiter of waiting) waiter.reject(reason);
    },
  };
}
