import { diag } from "@opentelemetry/api";

const FAILURES_TO_OPEN = 3;
const PROBE_AFTER_MILLIS = 30_000;
const PROBE_SHARE = 0.1;
const PROBES_TO_FULL = 4;
/** However long a backend asks for, and however seldom an instance is used. */
const MAX_RETRY_AFTER_MILLIS = 300_000;
/** Uses within this time of each other are quick succession; in use for longer, an instance does not only stand in. */
const BUSY_MILLIS = 1000;
/** Not used for this long, an instance has rested. */
const REST_MILLIS = 5000;

/** Keeps a backend that is down from costing every response its time. */
export interface Breaker {
  /** Whether nothing is to be tried now. */
  isOpen(): boolean;
  /**
   * Whether an invocation that has ended may try. A probe holds its instance, and who comes meanwhile gets one that has
   * rested, whose own probe is due as well: that would take a third instance, and so on. So where invocations come in
   * quick succession, an instance that has rested waits with its probe until it has been in use for a second, five
   * minutes at most.
   */
  admits(): boolean;
  /** @param begunAt - when what succeeded was begun */
  succeeded(begunAt: number): void;
  /** @param begunAt - when what failed was begun: failures that overlap are one */
  failed(begunAt: number): void;
  /**
   * How long the next try may be waited for. A probe of a backend that is down costs whoever comes meanwhile another
   * instance, so it has a tenth of the budget, or twice what the last success took; each fourth has all of it.
   */
  limit(budgetMillis: number): number;
  /** A backend that says when it wants to be asked again is not asked before. */
  heed(afterMillis: number): void;
}

/**
 * After three failures in a row nothing is tried until a probe 30 s later.
 *
 * @param now - a monotonic clock in milliseconds
 */
export function createBreaker(now: () => number): Breaker {
  let failures = 0;
  let failedAt = Number.NEGATIVE_INFINITY;
  let retryAt = 0;
  let successMillis = 0;
  let usedAt = Number.NEGATIVE_INFINITY;
  let inUseSince = 0;
  let isBusy = false;
  return {
    isOpen: () => now() < retryAt,
    admits() {
      const at = now();
      isBusy ||= at - usedAt < BUSY_MILLIS;
      if (at - usedAt > REST_MILLIS) inUseSince = at;
      usedAt = at;
      const standsIn = isBusy && failures >= FAILURES_TO_OPEN && at - inUseSince < BUSY_MILLIS;
      return at >= retryAt + (standsIn ? MAX_RETRY_AFTER_MILLIS : 0);
    },
    limit(budgetMillis) {
      const probes = failures - FAILURES_TO_OPEN;
      if (probes < 0 || probes % PROBES_TO_FULL === PROBES_TO_FULL - 1) return budgetMillis;
      return Math.min(budgetMillis, Math.max(budgetMillis * PROBE_SHARE, successMillis * 2));
    },
    succeeded(begunAt) {
      // An answer that came after a wait was given up does not close the breaker: the next response would wait again.
      if (begunAt < failedAt) return;
      failures = 0;
      retryAt = 0;
      successMillis = now() - begunAt;
    },
    failed(begunAt) {
      // Fifty invocations that wait for the same late answer have seen one failure.
      if (begunAt < failedAt) return;
      failedAt = now();
      failures += 1;
      if (failures < FAILURES_TO_OPEN) return;
      retryAt = Math.max(retryAt, failedAt + PROBE_AFTER_MILLIS);
      if (failures > FAILURES_TO_OPEN) return;
      diag.warn(
        "isobar: three exports in a row failed or were late; the next try is in 30 s, telemetry is kept until then",
      );
    },
    heed(afterMillis) {
      retryAt = Math.max(retryAt, now() + Math.min(afterMillis, MAX_RETRY_AFTER_MILLIS));
    },
  };
}
