import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createExportSchedule } from "../src/export-schedule.ts";
import type { Telemetry } from "../src/index.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A backend that answers after `millis`, and what is told of each export: when it began. */
function create(millis: number) {
  const begun: number[] = [];
  const startedAt = performance.now();
  const flush = async (): Promise<void> => {
    begun.push(performance.now() - startedAt);
    await new Promise((resolve) => setTimeout(resolve, millis));
  };
  const telemetry = { flush } as unknown as Telemetry;
  const exportAfter = createExportSchedule(
    "deferred",
    { flushTimeoutMillis: 500, maxAgeMillis: 1000 },
    {},
    () => false,
  );
  return {
    begun,
    end: () => exportAfter({ telemetry, remainingMillis: undefined, hold: undefined, hasFailed: false, endedAt: 0 }),
  };
}

describe("an invocation that ends while an export is under way", () => {
  it.each([
    [20, 220],
    // On a busy machine the next may take many times as long: it begins as if it did.
    [60, 500],
    [200, 500],
    [700, 700],
  ])("is gone within maxAgeMillis where an export takes %i ms: the next begins at %i", async (millis, next) => {
    const { begun, end } = create(millis);
    end();
    await vi.advanceTimersByTimeAsync(5);
    end();
    await vi.advanceTimersByTimeAsync(3000);
    expect(begun.map((at) => Math.round(at / 20) * 20)).toEqual([0, next]);
  });
});
