import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createBackend, createTested, settle, timed } from "./backend.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** One invocation, a second behind the one before: that is no quick succession. */
async function failOnce(backend: ReturnType<typeof createBackend>, flush: () => Promise<void>): Promise<void> {
  await vi.advanceTimersByTimeAsync(1000);
  backend.add();
  const flushing = flush();
  backend.exports.at(-1)?.answer(false);
  await flushing;
}

/** A flusher that has given its backend up. */
async function createDown(budgetMillis = 500) {
  const backend = createBackend();
  const flusher = createTested(backend.source);
  for (let failure = 0; failure < 3; failure += 1) await failOnce(backend, () => flusher.flush(budgetMillis));
  return { backend, ...flusher };
}

describe("a backend that is down", () => {
  it("is not asked again after three failures, and no response waits, until a probe 30 s later", async () => {
    const { backend, flush } = await createDown();
    expect(backend.exports).toHaveLength(3);

    backend.add();
    expect(await timed(flush(500))).toBe(0);
    await vi.advanceTimersByTimeAsync(28_900);
    expect(await timed(flush(500))).toBe(0);
    await vi.advanceTimersByTimeAsync(1090);
    expect(await timed(flush(500))).toBe(0);
    expect(backend.exports).toHaveLength(3);

    await vi.advanceTimersByTimeAsync(20);
    const probe = flush(500);
    expect(backend.exports).toHaveLength(4);
    backend.exports[3]?.answer(true);
    await probe;
    expect(backend.pending()).toBe(0);

    await failOnce(backend, () => flush(500));
    backend.add();
    const next = flush(500);
    expect(backend.exports).toHaveLength(6);
    backend.exports[5]?.answer(true);
    await next;
  });

  it("is waited for by a probe for a tenth of the budget, and by each fourth for all of it", async () => {
    const { backend, flush } = await createDown(600);
    const waits: number[] = [];
    for (let probe = 0; probe < 8; probe += 1) {
      await vi.advanceTimersByTimeAsync(30_000);
      const flushing = timed(flush(600));
      await vi.advanceTimersByTimeAsync(600);
      waits.push(await flushing);
      backend.exports.at(-1)?.answer(false);
      await settle();
    }
    expect(waits).toEqual([60, 60, 60, 600, 60, 60, 60, 600]);
  });

  it("is waited for by a probe for twice what its last answer took", async () => {
    const backend = createBackend();
    const { flush } = createTested(backend.source);
    backend.add();
    const answered = flush(600);
    await vi.advanceTimersByTimeAsync(150);
    backend.exports[0]?.answer(true);
    await answered;
    for (let failure = 0; failure < 3; failure += 1) await failOnce(backend, () => flush(600));
    await vi.advanceTimersByTimeAsync(30_000);
    const probe = timed(flush(600));
    await vi.advanceTimersByTimeAsync(600);
    expect(await probe).toBe(300);
  });

  it("waits another 30 s after a probe that failed", async () => {
    const { backend, flush } = await createDown();
    await vi.advanceTimersByTimeAsync(30_000);
    await failOnce(backend, () => flush(500));
    expect(backend.exports).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(29_000);
    await flush(500);
    expect(backend.exports).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(1000);
    void flush(500);
    expect(backend.exports).toHaveLength(5);
  });

  it("is not probed by a busy function's instance that has rested, until it has been in use for a second", async () => {
    const { backend, flush } = await createDown();
    await vi.advanceTimersByTimeAsync(50);
    await flush(500);
    for (let burst = 0; burst < 2; burst += 1) {
      await vi.advanceTimersByTimeAsync(60_000);
      for (let use = 0; use < 20; use += 1) {
        await flush(500);
        await vi.advanceTimersByTimeAsync(50);
      }
      expect(backend.exports).toHaveLength(3);
    }
    void flush(500);
    expect(backend.exports).toHaveLength(4);
  });

  it("is probed even by such an instance when it has been due for five minutes", async () => {
    const { backend, flush } = await createDown();
    await vi.advanceTimersByTimeAsync(50);
    await flush(500);
    for (let use = 0; use < 10; use += 1) {
      await vi.advanceTimersByTimeAsync(32_990);
      await flush(500);
    }
    expect(backend.exports).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(10_000);
    void flush(500);
    expect(backend.exports).toHaveLength(4);
  });

  it("has failed once, however many invocations waited for the same failed answer", async () => {
    const backend = createBackend();
    const { flush } = createTested(backend.source);
    const waiting: Promise<void>[] = [];
    for (let index = 0; index < 50; index += 1) {
      backend.add();
      waiting.push(flush(500));
      await vi.advanceTimersByTimeAsync(1);
    }
    backend.exports[0]?.answer(false);
    await settle();
    expect(backend.exports).toHaveLength(1);
    await Promise.all(waiting);

    await vi.advanceTimersByTimeAsync(1);
    void flush(500);
    expect(backend.exports).toHaveLength(2);
  });

  it("has failed once, however many invocations waited for the same late answer", async () => {
    const backend = createBackend();
    const { flush } = createTested(backend.source);
    const waiting: Promise<void>[] = [];
    for (let index = 0; index < 50; index += 1) {
      backend.add();
      waiting.push(flush(500));
      await vi.advanceTimersByTimeAsync(1);
    }
    await vi.advanceTimersByTimeAsync(1000);
    await Promise.all(waiting);
    backend.exports[0]?.answer(false);
    await settle();
    void flush(500);
    expect(backend.exports).toHaveLength(2);
  });

  it("counts three late answers as three failures, even where each comes in the end", async () => {
    const backend = createBackend();
    const { flush } = createTested(backend.source);
    for (let late = 0; late < 3; late += 1) {
      backend.add();
      const flushing = timed(flush(500));
      await vi.advanceTimersByTimeAsync(500);
      expect(await flushing).toBe(500);
      backend.exports[late]?.answer(true);
      await vi.advanceTimersByTimeAsync(100);
    }
    backend.add();
    expect(await timed(flush(500))).toBe(0);
    expect(backend.exports).toHaveLength(3);
  });

  it("is not what a flush that queued behind others' exports takes it for", async () => {
    const backend = createBackend();
    const { flush } = createTested(backend.source);
    // Each export takes 300 ms: well within the budget, but two of them are not.
    for (let round = 0; round < 4; round += 1) {
      backend.add();
      const first = flush(500);
      await vi.advanceTimersByTimeAsync(10);
      backend.add();
      const second = timed(flush(500));
      await vi.advanceTimersByTimeAsync(290);
      backend.exports.at(-1)?.answer(true);
      await first;
      await vi.advanceTimersByTimeAsync(300);
      backend.exports.at(-1)?.answer(true);
      expect(await second).toBe(500);
      await settle();
    }
    expect(backend.exports).toHaveLength(8);
  });

  it("is tried once more at the very end, within the budget", async () => {
    const { backend, flushFinally } = await createDown();
    const last = timed(flushFinally(200));
    expect(backend.exports).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await last).toBe(200);
  });

  it("is sent to even where no time is left to wait for it, which is no failure of its own", async () => {
    const backend = createBackend();
    const { flush, flushFinally } = createTested(backend.source);
    for (let last = 0; last < 4; last += 1) {
      backend.add();
      const ending = flushFinally(0);
      await vi.advanceTimersByTimeAsync(1);
      await ending;
      expect(backend.exports).toHaveLength(last + 1);
      backend.exports[last]?.answer(true);
      await settle();
    }
    backend.add();
    void flush(500);
    expect(backend.exports).toHaveLength(5);
  });

  it("gets a last export of its own where the one under way fails at the very end", async () => {
    const backend = createBackend();
    const { flush, flushFinally } = createTested(backend.source);
    backend.add();
    void flush(500);
    const last = flushFinally(500);
    await vi.advanceTimersByTimeAsync(1);
    backend.exports[0]?.answer(false);
    await settle();
    expect(backend.exports).toHaveLength(2);
    backend.exports[1]?.answer(true);
    await last;
    expect(backend.pending()).toBe(0);
  });

  it("gets a last export of its own where the one under way hangs at the very end: that has half of the time", async () => {
    const backend = createBackend();
    const interrupt = (): void => backend.exports[0]?.answer(false);
    const { flush, flushFinally } = createTested({ ...backend.source, interrupt });
    backend.add();
    void flush(100);
    const last = timed(flushFinally(500));
    await vi.advanceTimersByTimeAsync(249);
    expect(backend.exports).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(backend.exports).toHaveLength(2);
    backend.exports[1]?.answer(true);
    expect(await last).toBe(250);
    expect(backend.pending()).toBe(0);
  });

  it("is not sent to beside what hangs and cannot be given up", async () => {
    const backend = createBackend();
    const { flush, flushFinally } = createTested(backend.source);
    backend.add();
    void flush(100);
    backend.add();
    const last = timed(flushFinally(500));
    await vi.advanceTimersByTimeAsync(500);
    expect(await last).toBe(270);
    expect(backend.exports).toHaveLength(1);
  });
});
