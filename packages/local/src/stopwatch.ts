/** Adds up the time in which it runs. */
export interface Stopwatch {
  readonly elapsedMillis: number;
  /** Goes on, where it stands still. */
  start(): void;
  /** Stands still from now on. */
  stop(): void;
}

/**
 * Makes one that runs.
 *
 * @param sinceMillis - `performance.now()` at its start
 */
export function createStopwatch(sinceMillis: number): Stopwatch {
  let before = 0;
  let since: number | undefined = sinceMillis;
  const elapsed = () => before + (since === undefined ? 0 : performance.now() - since);
  return {
    get elapsedMillis() {
      return elapsed();
    },
    start() {
      since ??= performance.now();
    },
    stop() {
      before = elapsed();
      since = undefined;
    },
  };
}
