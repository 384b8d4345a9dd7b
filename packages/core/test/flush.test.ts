import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createBackend, createTested, settle, timed } from "./backend.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a flush", () => {
  it("does nothing when there is nothing to send", async () => {
    const backend = createBackend();
    await createTested(backend.source).flush(500);
    expect(backend.exports).toHaveLength(0);
  });

  it("waits for the answer, and no longer than its budget", async () => {
    const backend = createBackend();
    const { flush } = createTested(backend.source);
    backend.add();
    const late = timed(flush(500));
    await vi.advanceTimersByTimeAsync(2000);
    expect(await late).toBe(500);
    backend.exports[0]?.answer(true);
    await settle();

    backend.add();
    const quick = timed(flush(500));
    await vi.advanceTimersByTimeAsync(30);
    backend.exports[1]?.answer(true);
    expect(await quick).toBe(30);
  });

  it.each([1, 2, 3])(
    "at the end waits for what %i others have begun behind it, however that came about",
    async (others) => {
      const backend = createBackend();
      const { flush, flushFinally } = createTested(backend.source);
      backend.add();
      const first = Array.from({ length: others }, () => flush(5000));
      const last = timed(flushFinally(5000));
      backend.add(2);
      const second = Array.from({ length: others }, () => flush(5000));
      await vi.advanceTimersByTimeAsync(10);
      backend.exports[0]?.answer(true);
      await settle();
      expect(backend.exports.map(({ amount }) => amount)).toEqual([1, 2]);
      await vi.advanceTimersByTimeAsync(100);
      backend.exports[1]?.answer(true);
      expect(await last).toBe(110);
      await Promise.all([...first, ...second]);
    },
  );

  it("sends nothing and waits for nothing without a budget", async () => {
    const backend = createBackend();
    const { flush } = createTested(backend.source);
    backend.add();
    expect(await timed(flush(0))).toBe(0);
    expect(backend.exports).toHaveLength(0);
  });

  it("shares one export with the flushes that come meanwhile, and sends what arrived during it after it", async () => {
    const backend = createBackend();
    const { flush } = createTested(backend.source);
    backend.add();
    const first = flush(500);
    backend.add(2);
    const second = flush(500);
    backend.add(3);
    const third = flush(500);
    expect(backend.exports.map(({ amount }) => amount)).toEqual([1]);
    backend.exports[0]?.answer(true);
    await first;
    await settle();
    expect(backend.exports.map(({ amount }) => amount)).toEqual([1, 5]);
    expect(backend.underWay()).toBe(1);
    backend.exports[1]?.answer(true);
    await Promise.all([second, third]);
    expect(backend.pending()).toBe(0);
    expect(backend.exports).toHaveLength(2);
  });

  it("lets others go first between two signals, where it is told how", async () => {
    const [traces, logs] = [createBackend(), createBackend()];
    const { flush } = createTested(traces.source, logs.source);
    traces.add();
    logs.add();
    const giveWay = (step: () => void) => void setTimeout(step, 5);
    void flush(500, { giveWay });
    expect([traces.exports.length, logs.exports.length]).toEqual([1, 0]);
    await vi.advanceTimersByTimeAsync(5);
    expect([traces.exports.length, logs.exports.length]).toEqual([1, 1]);
  });

  it("sends the signals together, so that a slow one does not add to another", async () => {
    const [traces, logs] = [createBackend(), createBackend()];
    const { flush } = createTested(traces.source, logs.source);
    traces.add();
    logs.add();
    const flushing = flush(500);
    expect([traces.exports.length, logs.exports.length]).toEqual([1, 1]);
    traces.exports[0]?.answer(true);
    logs.exports[0]?.answer(true);
    await flushing;
  });

  it.each([
    ["rejects", () => Promise.reject(new Error("broken"))],
    [
      "throws",
      () => {
        throw new Error("broken");
      },
    ],
  ])("never rejects, even where a source %s, and the other sources are still sent", async (_name, send) => {
    const backend = createBackend();
    const { flush, flushFinally } = createTested({ hasPending: () => true, send }, backend.source);
    backend.add();
    const flushing = flush(500);
    await settle();
    backend.exports[0]?.answer(true);
    await expect(flushing).resolves.toBeUndefined();
    const ending = flushFinally(500);
    await vi.advanceTimersByTimeAsync(500);
    await expect(ending).resolves.toBeUndefined();
  });

  it("at the end tries three times, where a backend that hung up once may not the next time", async () => {
    const backend = createBackend();
    const { flushFinally } = createTested(backend.source);
    backend.add();
    const ending = flushFinally(500);
    for (let tries = 1; tries <= 3; tries += 1) {
      expect(backend.exports).toHaveLength(tries);
      backend.exports[tries - 1]?.answer(false);
      await vi.advanceTimersByTimeAsync(50);
    }
    await ending;
    expect(backend.exports).toHaveLength(3);
  });

  it("gives up what is under way where the process is about to be frozen", async () => {
    const backend = createBackend();
    const { flush } = createTested({
      ...backend.source,
      interrupt: () => backend.exports.at(-1)?.answer(false),
    });
    backend.add();
    const flushing = timed(flush(500, { cutOff: true }));
    await vi.advanceTimersByTimeAsync(500);
    expect(await flushing).toBe(500);
    expect(backend.underWay()).toBe(0);
    expect(backend.pending()).toBe(1);
  });

  it("does not ask a backend before it wants to be asked, and not for ever", async () => {
    const sends: number[] = [];
    let afterMillis = 60_000;
    const { flush } = createTested({
      hasPending: () => true,
      send: async () => {
        sends.push(Date.now());
        return { isSent: false, afterMillis };
      },
    });
    await flush(500);
    await vi.advanceTimersByTimeAsync(59_000);
    await flush(500);
    expect(sends).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1000);
    afterMillis = 3_600_000;
    await flush(500);
    expect(sends).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(300_000);
    await flush(500);
    expect(sends).toHaveLength(3);
  });
});
