import type { Hold } from "@isobar/core";

/**
 * How long an invocation may take to reach a wrapped handler. One that does not, because another handler of the module
 * serves it, is not to be held.
 */
const GRACE_MILLIS = 100;

/** What holds an instance, from the platform's INVOKE event to the extension's question for the next. */
export interface Holds {
  /** The platform has begun an invocation, and waits for `next()` behind its response. */
  invoked(invocationId: string): void;
  /** A wrapped handler has begun it. Undefined where the instance is not held for it any more. */
  hold(invocationId: string): Hold | undefined;
  /** The platform cannot be asked any more: nothing is held. */
  lose(): void;
}

/**
 * The event and the invocation reach the process on two connections, in any order: what was released before its event
 * came is not waited for.
 *
 * @param next - asks the platform for the next event
 */
export function createHolds(next: () => void): Holds {
  /** The event that was not answered by a question for the next one; undefined between two. */
  let open: string | undefined;
  let answered: string | undefined;
  let running: { readonly id: string; holders: number } | undefined;
  /** Released before its event came. */
  let early: string | undefined;
  let isLost = false;
  let hasStrangers = false;
  let timer: NodeJS.Timeout | undefined;

  const answer = (): void => {
    clearTimeout(timer);
    answered = open;
    open = undefined;
    next();
  };

  return {
    invoked(id) {
      open = id;
      if (early === id) answer();
      if (running?.id === id || open === undefined) return;
      const notOurs = (): void => {
        hasStrangers = true;
        answer();
      };
      timer = setTimeout(notOurs, hasStrangers ? 0 : GRACE_MILLIS).unref();
    },
    hold(id) {
      hasStrangers = false;
      if (isLost || answered === id || early === id) return undefined;
      if (open === id) clearTimeout(timer);
      if (running?.id !== id) running = { id, holders: 0 };
      const current = running;
      current.holders += 1;
      let isReleased = false;
      return {
        isHeld: () => !isLost && !isReleased,
        release() {
          if (isReleased) return;
          isReleased = true;
          current.holders -= 1;
          if (current.holders > 0 || running !== current) return;
          running = undefined;
          if (open === id) answer();
          else early = id;
        },
      };
    },
    lose() {
      isLost = true;
      clearTimeout(timer);
    },
  };
}
