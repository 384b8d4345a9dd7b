import { createBreaker } from "./breaker.ts";
import type { ExportSource, Sent } from "./export-source.ts";
import type { NextStep } from "./give-way.ts";

/** How a flush is done. */
export interface FlushOptions {
  /**
   * Whether what is still under way when the budget is spent is given up: where the process is about to be frozen, an
   * answer would not be heard. @default false
   */
  readonly cutOff?: boolean;
  /** Asked between the steps of an export that this flush begins. @default all signals begin at once */
  readonly giveWay?: NextStep;
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

/** The time that a flush may take. */
interface Budget {
  readonly millis: number;
  readonly begunAt: number;
  /** Whether no other chance will come. */
  readonly isLast: boolean;
  readonly giveWay: FlushOptions["giveWay"];
  left(): number;
}

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

  const conclude = (results: readonly Sent[], begunAt: number): boolean => {
    const isSent = results.every((sent) => sent.isSent);
    for (const { afterMillis = 0 } of results) breaker.heed(afterMillis);
    if (isSent) breaker.succeeded(begunAt);
    else breaker.failed(begunAt);
    const sum = (part: "bytes" | "waiting"): number => results.reduce((total, sent) => total + (sent[part] ?? 0), 0);
    onFlushed({ durationMillis: now() - begunAt, isSent, bytes: sum("bytes"), waiting: sum("waiting") });
    return isSent;
  };

  /**
   * Sends what each source holds. Encoding takes its time: where that is nobody's to wait for, others go first between
   * two of them.
   */
  const sendAll = (giveWay: FlushOptions["giveWay"]): Promise<boolean> =>
    new Promise((resolve) => {
      const begunAt = now();
      const pending = sources.filter((source) => source.hasPending());
      const results: Sent[] = [];
      const end = (sent: Sent): void => {
        if (results.push(sent) < pending.length) return;
        running = undefined;
        resolve(conclude(results, begunAt));
      };
      const sendFrom = (index: number): void => {
        const source = pending[index];
        if (source === undefined) return;
        // What gives way is behind the responses: exporters wait there for as long as they want.
        send(source, giveWay !== undefined, end);
        if (giveWay === undefined) sendFrom(index + 1);
        else giveWay(() => sendFrom(index + 1));
      };
      sendFrom(0);
    });

  /** Begins an export, or joins the one that is under way. There is something pending. */
  const start = (giveWay?: FlushOptions["giveWay"]): Promise<boolean> => {
    running ??= sendAll(giveWay);
    return running;
  };

  /** Gives up what is under way. */
  const cutOff = async (): Promise<void> => {
    if (running === undefined) return;
    for (const source of sources) source.interrupt?.();
    // An application's own provider cannot be interrupted.
    await settlesWithin(running, GIVE_UP_MILLIS);
  };

  /** What an export comes to within the budget, or a share of what is left of it. A late one is a failure. */
  const sendWithin = async (budget: Budget, share = 1): Promise<boolean | "late"> => {
    // At the very end there is no later chance: an export that nobody can wait for may still come through.
    const isTried = budget.isLast || budget.left() > 0;
    const end = isTried ? await settlesWithin(start(budget.giveWay), Math.max(budget.left(), 0) * share) : "late";
    if (end === "late" && budget.millis > 0) breaker.failed(budget.begunAt);
    return end;
  };

  /**
   * One export, behind those that others have begun: what came in meanwhile is not part of them. What failed for one of
   * fifty that wait would fail for all the others, one after the other.
   */
  const sendOnce = async (budget: Budget): Promise<void> => {
    while (running !== undefined) if ((await sendWithin(budget)) !== true) return;
    if (hasPending()) await sendWithin(budget);
  };

  /**
   * Waits for what others have begun. What hangs must not keep the last export from being tried.
   *
   * @returns whether that is out of the way
   */
  const join = async (budget: Budget): Promise<boolean> => {
    if ((await sendWithin(budget, JOINED_SHARE)) !== "late") return true;
    if (budget.left() > 0) await cutOff();
    return running === undefined;
  };

  const sendFinally = async (budget: Budget): Promise<void> => {
    for (let tries = LAST_TRIES; tries > 0; tries -= 1) {
      // No turn between the two questions: what is pending for the one may be under way for the other.
      while (running !== undefined) if (!(await join(budget))) return;
      if (!hasPending() || (await sendWithin(budget)) !== false) return;
      if (tries > 1) await settlesWithin(NEVER, Math.min(LAST_TRY_AFTER_MILLIS, Math.max(budget.left(), 0)));
    }
  };

  const createBudget = (millis: number, isLast: boolean, giveWay?: Budget["giveWay"]): Budget => {
    const begunAt = now();
    return { millis, isLast, giveWay, begunAt, left: () => millis - (now() - begunAt) };
  };

  return {
    flush: async (budgetMillis, { cutOff: isCutOff = false, giveWay } = {}) => {
      if (breaker.admits() && budgetMillis > 0) {
        await sendOnce(createBudget(breaker.limit(budgetMillis), false, giveWay));
      }
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
    flushFinally: (budgetMillis) => sendFinally(createBudget(budgetMillis, true)),
  };
}

/** A source that breaks its promise, as a meter provider does that the application has shut down, has failed to send. */
function send(source: ExportSource, isPatient: boolean, end: (sent: Sent) => void): void {
  const fail = (): void => end({ isSent: false });
  try {
    source.send(isPatient).then(end, fail);
  } catch {
    queueMicrotask(fail);
  }
}

/** What `work` comes to, where it does within `millis`. It never rejects. */
function settlesWithin(work: Promise<boolean>, millis: number): Promise<boolean | "late"> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis, "late");
    void work.then((end) => {
      clearTimeout(timer);
      resolve(end);
    });
  });
}
