import { createBreaker } from "./breaker.ts";
import type { Signal } from "./config/otlp.ts";
import type { EncodedRequest } from "./telemetry/otlp/send-now.ts";

/** Something that holds finished telemetry and can send it. */
export interface ExportSource {
  /** True while there is something to send. */
  hasPending(): boolean;
  /** Says that there may be something new to send, to a source that cannot see it. */
  touch?(): void;
  /** Sends what it holds. What can be sent again of what failed is kept. Never rejects. */
  send(): Promise<Sent>;
  /** Opens what the next sending will need. Never rejects. */
  warm?(): Promise<void>;
  /**
   * What is pending, and what is under way and may be sent again, as requests; for a process that ends, once. What has
   * no requests is sent as far as that is done before the first wait.
   */
  takeRequests?(): EncodedRequest[];
  /** Gives up what is under way, as far as that is possible: `send` then settles at once. */
  interrupt?(): void;
  /** What the backend has not said that it has: what waits, and what is under way. */
  unsent?(): Promise<{ readonly signal: Signal; readonly count: number }>;
}

/** How a source's sending ended. */
export interface Sent {
  readonly isSent: boolean;
  /** When the backend wants to be asked again, in milliseconds from now. */
  readonly afterMillis?: number;
  /** Of what was sent or tried, as it was serialised. */
  readonly bytes?: number;
  /** Records that could not be sent and are kept. */
  readonly waiting?: number;
}

/** How a flush is done. */
export interface FlushOptions {
  /**
   * Whether what is still under way when the budget is spent is given up: where the process is about to be frozen, an
   * answer would not be heard. @default false
   */
  readonly cutOff?: boolean;
}

/** Exports in good time, and never holds a response for longer than it may. */
export interface Flusher {
  /**
   * Sends everything that is pending, and waits `budgetMillis` at most; what is under way goes on after that. While
   * the backend is known to be down it does nothing. Never rejects.
   */
  flush(budgetMillis: number, options?: FlushOptions): Promise<void>;
  /**
   * Sends what is pending, and opens for the rest what the next export will need; waits `budgetMillis` at most. Never
   * rejects.
   */
  warm(budgetMillis: number): Promise<void>;
  /** Tries once more even if the backend is known to be down: there is no later chance. Never rejects. */
  flushFinally(budgetMillis: number): Promise<void>;
}

/** At the end, where a backend that hung up once may not the next time. */
const LAST_TRIES = 3;
const LAST_TRY_AFTER_MILLIS = 50;
/** Of the last budget, what an export that began before may still have of it. */
const JOINED_SHARE = 0.5;
const NEVER = new Promise<never>(() => {});
/** For what was given up to say so. */
const GIVE_UP_MILLIS = 20;

/** What one export of all signals came to. */
export interface FlushReport {
  readonly durationMillis: number;
  readonly isSent: boolean;
  /** Of what was sent or tried, as it was serialised. */
  readonly bytes: number;
  /** Records that could not be sent and are kept. */
  readonly waiting: number;
}

/**
 * One export at a time for all signals and all concurrent invocations. After three failures in a row nothing is
 * tried, and no response waits, until a probe 30 s later.
 *
 * @param now - a monotonic clock in milliseconds
 * @param onFlushed - told of each export
 */
export function createFlusher(
  sources: readonly ExportSource[],
  now: () => number = () => performance.now(),
  onFlushed: (report: FlushReport) => void = () => {},
): Flusher {
  const breaker = createBreaker(now);
  let running: Promise<boolean> | undefined;
  const hasPending = (): boolean => sources.some((source) => source.hasPending());

  const sendAll = async (): Promise<boolean> => {
    const begunAt = now();
    const results = await Promise.all(sources.filter((source) => source.hasPending()).map(sendSafely));
    const isSent = results.every((sent) => sent.isSent);
    for (const { afterMillis } of results) if (afterMillis !== undefined) breaker.heed(afterMillis);
    if (isSent) breaker.succeeded(begunAt);
    else breaker.failed(begunAt);
    const sum = (part: "bytes" | "waiting"): number => results.reduce((total, sent) => total + (sent[part] ?? 0), 0);
    onFlushed({ durationMillis: now() - begunAt, isSent, bytes: sum("bytes"), waiting: sum("waiting") });
    return isSent;
  };

  const start = (): Promise<boolean> => {
    running ??= sendAll().finally(() => {
      running = undefined;
    });
    return running;
  };

  /** Gives up what is under way. */
  const cutOff = async (): Promise<void> => {
    if (running === undefined) return;
    for (const source of sources) source.interrupt?.();
    // An application's own provider cannot be interrupted.
    await settlesWithin(running, GIVE_UP_MILLIS);
  };

  const sendWithin = async (budgetMillis: number, isLast: boolean): Promise<void> => {
    const begunAt = now();
    const left = (): number => budgetMillis - (now() - begunAt);
    // What came in while an earlier export was under way is not part of it: it needs one of its own.
    for (let tries = isLast ? LAST_TRIES : 1; tries > 0 && (running !== undefined || hasPending()); ) {
      const joined = running !== undefined;
      // At the very end there is no later chance: an export that nobody can wait for may still come through, and one
      // that hangs must not keep the last one from being tried.
      const waitMillis = Math.max(left(), 0) * (joined && isLast ? JOINED_SHARE : 1);
      const end = left() <= 0 && !isLast ? "late" : await settlesWithin(start(), waitMillis);
      if (end === "late" && budgetMillis > 0) breaker.failed(begunAt);
      if (end === "late" && joined && isLast && left() > 0) {
        await cutOff();
        if (running !== undefined) return;
        continue;
      }
      // What failed for one of fifty that wait would fail for all the others, one after the other.
      if (end === "late" || (end === false && !isLast)) return;
      if (joined) continue;
      tries = end ? 0 : tries - 1;
      if (tries > 0) await settlesWithin(NEVER, Math.min(LAST_TRY_AFTER_MILLIS, Math.max(left(), 0)));
    }
  };

  return {
    flush: async (budgetMillis, { cutOff: isCutOff = false } = {}) => {
      if (!breaker.isOpen() && budgetMillis > 0) await sendWithin(budgetMillis, false);
      if (isCutOff) await cutOff();
    },
    warm: async (budgetMillis) => {
      if (breaker.isOpen()) return;
      const idle = sources.filter((source) => !source.hasPending());
      const warmed = Promise.all([hasPending() && start(), ...idle.map((source) => source.warm?.())]);
      const settled = warmed.then(
        () => true,
        () => false,
      );
      await settlesWithin(settled, budgetMillis);
    },
    flushFinally: (budgetMillis) => sendWithin(budgetMillis, true),
  };
}

/** A source that breaks its promise, as a meter provider does that the application has shut down, has failed to send. */
async function sendSafely(source: ExportSource): Promise<Sent> {
  try {
    return await source.send();
  } catch {
    return { isSent: false };
  }
}

/** What `work` comes to, where it does within `millis`. */
async function settlesWithin(work: Promise<boolean>, millis: number): Promise<boolean | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, millis, "late");
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
