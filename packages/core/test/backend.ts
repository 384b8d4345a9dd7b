import { vi } from "vitest";
import type { ExportSource } from "../src/export-source.ts";
import { createFlusher } from "../src/flush.ts";

/** A backend in the test's hand: each export stays under way until the test answers it. */
export function createBackend() {
  let pending = 0;
  let underWay = 0;
  const exports: { amount: number; answer(ok: boolean): void }[] = [];
  const source: ExportSource = {
    hasPending: () => pending > 0,
    send: () => {
      const amount = pending;
      pending = 0;
      underWay += 1;
      return new Promise((resolve) => {
        exports.push({
          amount,
          answer: (ok) => {
            underWay -= 1;
            if (!ok) pending += amount;
            resolve({ isSent: ok });
          },
        });
      });
    },
  };
  return {
    source,
    exports,
    add: (amount = 1) => {
      pending += amount;
    },
    pending: () => pending,
    underWay: () => underWay,
  };
}

/** Resolves to the milliseconds on the fake clock that a flush took. */
export async function timed(work: Promise<void>): Promise<number> {
  const begunAt = Date.now();
  await work;
  return Date.now() - begunAt;
}

export const settle = () => vi.advanceTimersByTimeAsync(0);
export const createTested = (...sources: ExportSource[]) => createFlusher(sources, () => Date.now());
