import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ExporterLike } from "../src/index.ts";
import { createBuffer } from "../src/telemetry/buffer.ts";
import { createExporterSender } from "../src/telemetry/export.ts";
import { createLossCounter } from "../src/telemetry/losses.ts";
import type { SendEnd, Sender } from "../src/telemetry/send.ts";
import { collectDiagnostics, createLosses, resetProcess } from "./support.ts";

type Answer = "sent" | "retry" | "refused" | "throws" | "rejects" | "late";

/** An exporter that answers as it is told to. */
function createExporter(answers: Answer[] = []) {
  const batches: number[][] = [];
  const late: (() => void)[] = [];
  const exporter: ExporterLike = {
    export(items: never, done: (result: { code: number; error?: Error }) => void): unknown {
      const answer = answers.shift() ?? "sent";
      if (answer === "throws") throw new Error("broken");
      if (answer === "rejects") return Promise.reject(new Error("broken"));
      const accept = (): void => {
        batches.push([...(items as number[])]);
        done({ code: 0 });
      };
      if (answer === "sent") accept();
      if (answer === "late") late.push(accept);
      if (answer === "retry") done({ code: 1, error: new Error("ECONNREFUSED") });
      if (answer === "refused") done({ code: 1, error: Object.assign(new Error("bad"), { code: 400 }) });
      return undefined;
    },
    shutdown: async () => {},
  };
  return { exporter, batches, late };
}

const numbers = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);

let losses: ReturnType<typeof createLosses>;
/** A sender that answers in turn. */
const createSender = (...ends: SendEnd[]) => {
  const batches: number[][] = [];
  const sender: Sender<readonly number[]> = {
    send: async (items) => {
      batches.push([...items]);
      return ends.shift() ?? { kind: "sent" };
    },
    tryLast: () => ({ kind: "unclear" }),
    interrupt: () => {},
  };
  return { sender, batches };
};
/** Numbers below zero tell of an error. */
const createFor = (sender: Sender<readonly number[]>) =>
  createBuffer<number>("traces", sender, (item) => item < 0, losses.counter);
const create = (exporter: ExporterLike) => createFor(createExporterSender(exporter));

beforeEach(() => {
  losses = createLosses();
});
afterEach(resetProcess);

describe("a buffer", () => {
  it("asks a backend that failed with a few, before it encodes all that has waited", async () => {
    const { exporter, batches } = createExporter(["retry", "retry"]);
    const tried: number[] = [];
    const sender = createExporterSender<readonly number[]>(exporter);
    const buffer = createFor({
      ...sender,
      send: (items) => {
        tried.push(items.length);
        return sender.send(items);
      },
    });
    for (const item of numbers(0, 600)) buffer.add(item);
    expect(await buffer.send()).toMatchObject({ isSent: false, waiting: 600 });
    expect(await buffer.send()).toMatchObject({ isSent: false, waiting: 600 });
    expect(await buffer.send()).toMatchObject({ isSent: true });
    expect(tried).toEqual([512, 16, 16, 512, 72]);
    expect(batches.flat()).toEqual(numbers(0, 600));
  });

  it("gives a backend that does not answer all of it again, as it may store it", async () => {
    const { sender, batches } = createSender({ kind: "unclear" }, { kind: "unclear" });
    const buffer = createFor(sender);
    for (const item of numbers(0, 100)) buffer.add(item);
    for (let sending = 0; sending < 3; sending += 1) await buffer.send();
    expect(batches.map((batch) => batch.length)).toEqual([100, 100, 100]);
  });

  it("asks it with a few where an answer was waited for as long as exporters wait", async () => {
    const { sender, batches } = createSender({ kind: "unclear" }, { kind: "unclear" });
    const buffer = createFor(sender);
    for (const item of numbers(0, 100)) buffer.add(item);
    for (let sending = 0; sending < 3; sending += 1) await buffer.send(true);
    expect(batches.map((batch) => batch.length)).toEqual([100, 16, 16, 84]);
  });

  it("sends what it holds in order, once, in batches of 512", async () => {
    const { exporter, batches } = createExporter();
    const buffer = create(exporter);
    expect(buffer.hasPending()).toBe(false);
    for (const item of numbers(0, 1200)) buffer.add(item);
    expect(buffer.hasPending()).toBe(true);
    expect(await buffer.unsent()).toEqual({ signal: "traces", count: 1200 });
    expect(await buffer.send()).toMatchObject({ isSent: true });
    expect(await buffer.unsent()).toEqual({ signal: "traces", count: 0 });
    expect(batches.map((batch) => batch.length)).toEqual([512, 512, 176]);
    expect(batches.flat()).toEqual(numbers(0, 1200));
    expect(buffer.hasPending()).toBe(false);
    expect(losses.all).toEqual([]);
  });

  it("holds 2048 items, and drops the oldest of more, counted", async () => {
    const { exporter, batches } = createExporter();
    const buffer = create(exporter);
    for (const item of numbers(0, 2050)) buffer.add(item);
    await buffer.send();
    expect(batches.flat()).toEqual(numbers(2, 2048));
    expect(losses.total("dropped")).toBe(2);
    expect(new Set(losses.all.map(([, , reason]) => reason))).toEqual(new Set(["buffer_full"]));
  });

  it("looks through what it holds now and then when it is full, and not for each item that comes", async () => {
    const { exporter, batches } = createExporter(["retry"]);
    const buffer = create(exporter);
    for (const item of numbers(0, 2048)) buffer.add(item);
    await buffer.send();
    for (const item of numbers(2048, 5000)) buffer.add(item);
    expect(losses.all.length).toBeLessThan(25);
    await buffer.send();
    expect(batches.flat()).toEqual(numbers(5000, 2048));
    expect(losses.total("dropped")).toBe(5000);
  });

  it.each<Answer>(["retry", "throws", "rejects"])(
    "keeps what was not sent, in its place, where the exporter's answer is: %s",
    async (answer) => {
      const { exporter, batches } = createExporter(["sent", answer]);
      const buffer = create(exporter);
      for (const item of numbers(0, 1000)) buffer.add(item);
      const sending = buffer.send();
      buffer.add(1000);
      expect(await sending).toMatchObject({ isSent: false });
      expect(batches.flat()).toEqual(numbers(0, 512));
      expect(await buffer.send()).toMatchObject({ isSent: true });
      expect(batches.flat()).toEqual(numbers(0, 1001));
      expect(losses.all).toEqual([]);
    },
  );

  it("drops what the backend refuses, counted, and sends the rest", async () => {
    const { exporter, batches } = createExporter(["refused"]);
    const buffer = create(exporter);
    for (const item of numbers(0, 600)) buffer.add(item);
    expect(await buffer.send()).toMatchObject({ isSent: true });
    expect(losses.all).toEqual([["dropped", 512, "refused"]]);
    expect(batches.flat()).toEqual(numbers(512, 88));
    expect(buffer.hasPending()).toBe(false);
  });

  it("does not send again what is under way", async () => {
    const { exporter, batches, late } = createExporter(["late"]);
    const buffer = create(exporter);
    buffer.add(1);
    const first = buffer.send();
    buffer.add(2);
    expect(await buffer.send()).toMatchObject({ isSent: true });
    late[0]?.();
    expect(await first).toMatchObject({ isSent: true });
    expect(batches).toEqual([[2], [1]]);
  });

  it("keeps the newest where a failed batch comes back to a full buffer", async () => {
    const { exporter, batches } = createExporter(["retry"]);
    const buffer = create(exporter);
    for (const item of numbers(0, 10)) buffer.add(item);
    const sending = buffer.send();
    for (const item of numbers(10, 2048)) buffer.add(item);
    await sending;
    await buffer.send();
    expect(batches.flat()).toEqual(numbers(10, 2048));
    expect(losses.all).toEqual([["dropped", 10, "buffer_full"]]);
  });
});

describe("what a buffer carries over", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is at most 4 MiB of what was serialised: errors stay before the others, the newest before the older", async () => {
    const { sender, batches } = createSender({ kind: "retry", bytes: 8 * 1024 * 1024 });
    const buffer = createFor(sender);
    for (const item of [1, -2, 3, -4, 5, 6, 7, 8]) buffer.add(item);
    await buffer.send();
    expect(losses.all).toEqual([["dropped", 4, "buffer_full"]]);
    await buffer.send();
    expect(batches[1]).toEqual([-2, -4, 7, 8]);
  });

  it("drops others first where the buffer is full, however old the errors are", async () => {
    const { sender, batches } = createSender();
    const buffer = createFor(sender);
    buffer.add(-1);
    for (const item of numbers(0, 2048)) buffer.add(item);
    await buffer.send();
    expect(batches.flat()).toEqual([-1, ...numbers(1, 2047)]);
    expect(losses.total("dropped")).toBe(1);
  });

  it("is dropped after an hour, counted, also where the clock of the process stood still meanwhile", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { sender, batches } = createSender({ kind: "retry" });
    const buffer = createFor(sender);
    buffer.add(1);
    await buffer.send();
    vi.setSystemTime(Date.now() + 3_599_000);
    buffer.add(2);
    vi.setSystemTime(Date.now() + 2000);
    await buffer.send();
    expect(batches).toEqual([[1], [2]]);
    expect(losses.all).toEqual([["dropped", 1, "too_old"]]);
  });

  it("is sent again where nobody knows whether the backend has it, counted as a possible duplicate", async () => {
    const { sender, batches } = createSender({ kind: "unclear" });
    const buffer = createFor(sender);
    for (const item of [1, 2, 3]) buffer.add(item);
    expect(await buffer.send()).toMatchObject({ isSent: false });
    expect(await buffer.send()).toMatchObject({ isSent: true });
    expect(batches).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(losses.all).toEqual([["possiblyDuplicated", 3]]);
  });

  it.each<[SendEnd, number[]]>([
    [{ kind: "sent", repeated: true }, [1]],
    [{ kind: "retry", repeated: true }, [1]],
    [{ kind: "unclear", repeated: true }, [1, 1]],
  ])("counts each time that it was sent again without an answer: %j", async (end, counts) => {
    const { sender } = createSender(end);
    const buffer = createFor(sender);
    buffer.add(1);
    await buffer.send();
    await buffer.send();
    expect(losses.all).toEqual(counts.map((count) => ["possiblyDuplicated", count]));
  });

  it("does not hold what the backend took in part: what it rejected is counted", async () => {
    const { sender } = createSender({ kind: "sent", rejected: 2 });
    const buffer = createFor(sender);
    for (const item of [1, 2, 3]) buffer.add(item);
    expect(await buffer.send()).toMatchObject({ isSent: true });
    expect(buffer.hasPending()).toBe(false);
    expect(losses.all).toEqual([["dropped", 2, "refused"]]);
  });

  it("tells when the backend wants to be asked again", async () => {
    const { sender } = createSender({ kind: "retry", afterMillis: 7000 });
    const buffer = createFor(sender);
    buffer.add(1);
    expect(await buffer.send()).toMatchObject({ isSent: false, afterMillis: 7000 });
  });

  it("comes back at once where an exporter that hangs is interrupted", async () => {
    const { exporter, late } = createExporter(["late"]);
    const buffer = create(exporter);
    buffer.add(1);
    const sending = buffer.send();
    buffer.interrupt();
    expect(await sending).toMatchObject({ isSent: false });
    expect(buffer.hasPending()).toBe(true);
    late[0]?.();
    expect(losses.all).toEqual([["possiblyDuplicated", 1]]);
  });
});

describe("losses", () => {
  it("are all counted, and warned of once for each signal and reason, with the endpoint", () => {
    const messages = collectDiagnostics();
    const { metrics, all } = createLosses();
    const counter = createLossCounter(
      () => metrics,
      (signal) => (signal === "logs" ? "https://backend.example" : undefined),
    );
    counter.dropped("logs", "refused", 3);
    counter.dropped("logs", "refused", 4);
    counter.dropped("traces", "refused", 5);
    counter.possiblyDuplicated("traces", 6);
    counter.possiblyLost("metrics", 7);
    counter.possiblyLost("metrics", 8);
    expect(all.map(([, count]) => count)).toEqual([3, 4, 5, 6, 7, 8]);
    expect(messages.filter((message) => message.includes("logs for https://backend.example"))).toHaveLength(1);
    expect(messages.filter((message) => message.includes("traces"))).toHaveLength(2);
    expect(messages.filter((message) => message.includes("metrics"))).toHaveLength(1);
  });
});

describe("in a process that ends", () => {
  it("a buffer hands out what is under way, what is kept and what is new, in batches of 512", async () => {
    const tried: number[][] = [];
    let isFirst = true;
    const buffer = createFor({
      send: () => {
        if (!isFirst) return new Promise(() => {});
        isFirst = false;
        return Promise.resolve({ kind: "retry" });
      },
      tryLast: (items) => {
        tried.push([...items]);
        return { kind: "sent" };
      },
      interrupt: () => {},
    });
    for (const item of numbers(0, 600)) buffer.add(item);
    await buffer.send();
    void buffer.send();
    for (const item of numbers(600, 10)) buffer.add(item);
    const last = { kind: "sent" };
    expect(buffer.takeRest()).toEqual([
      { signal: "traces", count: 512, last },
      { signal: "traces", count: 98, last },
    ]);
    expect(tried.flat()).toEqual(numbers(0, 610));
    expect(losses.all).toEqual([["possiblyDuplicated", 600]]);
  });

  it.each([
    ["sent", "sent"],
    ["retry", "retry"],
    ["refused", "refused"],
    ["throws", "retry"],
    ["late", "unclear"],
  ] as const)("what an exporter of the application's own says at once counts: %s", (answer, kind) => {
    const buffer = create(createExporter([answer]).exporter);
    buffer.add(1);
    expect(buffer.takeRest()).toEqual([{ signal: "traces", count: 1, last: { kind } }]);
  });
});
