import type { InvocationInfo } from "../types.ts";

/** Times the phases of one invocation. */
export interface InvocationClock {
  /** The instance has initialised, in so many milliseconds, and gets the event. */
  begin(initMillis?: number): void;
  /** The platform has the whole answer. Only the first call counts. */
  answered(): void;
  /** The instance is free, or lost. Undefined where that was said before. */
  end(outcome: InvocationInfo["outcome"]): InvocationInfo | undefined;
}

/**
 * Starts the clock of an invocation: with its instance where it is the first, else when the instance gets the event.
 * AWS Lambda bills all of it: the start, what the caller waits for, and what extensions do after that.
 *
 * @param startedAtMillis - `performance.now()` of the instance's start
 */
export function createInvocationClock(
  ids: { readonly invocationId: string; readonly instanceId: string },
  startedAtMillis: number,
): InvocationClock {
  let beganAt: number | undefined;
  let answeredAt: number | undefined;
  let init: { initMillis?: number } = {};
  let over = false;
  return {
    begin(initMillis) {
      beganAt = performance.now();
      init = initMillis === undefined ? {} : { initMillis };
    },
    answered() {
      answeredAt ??= performance.now();
    },
    end(outcome) {
      if (over) return undefined;
      over = true;
      const now = performance.now();
      if (beganAt === undefined) init = { initMillis: now - startedAtMillis };
      const beganAtMillis = beganAt ?? now;
      const answered = beganAt === undefined ? now : (answeredAt ?? now);
      const responseMillis = answered - beganAtMillis;
      const holdMillis = now - answered;
      const billedMillis = Math.ceil((init.initMillis ?? 0) + responseMillis + holdMillis);
      return { ...ids, outcome, ...init, beganAtMillis, responseMillis, holdMillis, billedMillis };
    },
  };
}
