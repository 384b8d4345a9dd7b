import type { InvocationInfo, PlatformCounts } from "./types.ts";

/** Counts what happens on a platform; raw values only. */
export interface Counter {
  /** A handler was entered. */
  invoked(invocation: { readonly cold: boolean }): void;
  /** An invocation threw or failed on the platform. */
  failed(): void;
  /** An invocation was ended at the time limit; counts as failed too, unless it had failed before. */
  timedOut(alreadyFailed?: boolean): void;
  /** An instance became ready, so long after its process was started. */
  ready(initMillis: number): void;
  /** An invocation is over, and what it held its instance for. */
  over(invocation: InvocationInfo): void;
  /** The counts so far, as a copy. */
  read(): PlatformCounts;
  /** The invocations that are over, as a copy. */
  invocations(): InvocationInfo[];
}

/** Starts counting from zero. */
export function createCounter(): Counter {
  let invocations = 0;
  let errors = 0;
  let timeouts = 0;
  let coldStarts = 0;
  const initMillis: number[] = [];
  const over: InvocationInfo[] = [];
  return {
    invoked({ cold }) {
      invocations += 1;
      if (cold) coldStarts += 1;
    },
    failed() {
      errors += 1;
    },
    timedOut(alreadyFailed = false) {
      if (!alreadyFailed) errors += 1;
      timeouts += 1;
    },
    ready(millis) {
      initMillis.push(millis);
    },
    over(invocation) {
      over.push(invocation);
    },
    invocations: () => [...over],
    read: () => ({ invocations, errors, timeouts, coldStarts, initMillis: [...initMillis] }),
  };
}
