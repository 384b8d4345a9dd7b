import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ExporterLike } from "../src/index.ts";
import { createBuffer, createDropCounter, type DropReason } from "../src/telemetry/buffer.ts";
import { collectDiagnostics, resetProcess } from "./support.ts";

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

let drops: [reason: DropReason, count: number][];
const create = (exporter: ExporterLike) =>
  createBuffer<number>("traces", exporter, (_signal, reason, count) => drops.push([reason, count]));

beforeEach(() => {
  drops = [];
});
afterEach(resetProcess);

describe("a buffer", () => {
  it("sends what it holds in order, once, in batches of 512", async () => {
    const { exporter, batches } = createExporter();
    const buffer = create(exporter);
    expect(buffer.hasPending()).toBe(false);
    for (const item of numbers(0, 1200)) buffer.add(item);
    expect(buffer.hasPending()).toBe(true);
    expect(await buffer.send()).toBe(true);
    expect(batches.map((batch) => batch.length)).toEqual([512, 512, 176]);
    expect(batches.flat()).toEqual(numbers(0, 1200));
    expect(buffer.hasPending()).toBe(false);
    expect(drops).toEqual([]);
  });

  it("holds 2048 items, and drops the oldest of more, counted", async () => {
    const { exporter, batches } = createExporter();
    const buffer = create(exporter);
    for (const item of numbers(0, 2050)) buffer.add(item);
    await buffer.send();
    expect(batches.flat()).toEqual(numbers(2, 2048));
    expect(drops.reduce((sum, [, count]) => sum + count, 0)).toBe(2);
    expect(new Set(drops.map(([reason]) => reason))).toEqual(new Set(["buffer_full"]));
  });

  it.each<Answer>(["retry", "throws", "rejects"])(
    "keeps what was not sent, in its place, where the exporter's answer is: %s",
    async (answer) => {
      const { exporter, batches } = createExporter(["sent", answer]);
      const buffer = create(exporter);
      for (const item of numbers(0, 1000)) buffer.add(item);
      const sending = buffer.send();
      buffer.add(1000);
      expect(await sending).toBe(false);
      expect(batches.flat()).toEqual(numbers(0, 512));
      expect(await buffer.send()).toBe(true);
      expect(batches.flat()).toEqual(numbers(0, 1001));
      expect(drops).toEqual([]);
    },
  );

  it("drops what the backend refuses, counted, and sends the rest", async () => {
    const { exporter, batches } = createExporter(["refused"]);
    const buffer = create(exporter);
    for (const item of numbers(0, 600)) buffer.add(item);
    expect(await buffer.send()).toBe(true);
    expect(drops).toEqual([["refused", 512]]);
    expect(batches.flat()).toEqual(numbers(512, 88));
    expect(buffer.hasPending()).toBe(false);
  });

  it("does not send again what is under way", async () => {
    const { exporter, batches, late } = createExporter(["late"]);
    const buffer = create(exporter);
    buffer.add(1);
    const first = buffer.send();
    buffer.add(2);
    expect(await buffer.send()).toBe(true);
    late[0]?.();
    expect(await first).toBe(true);
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
    expect(drops).toEqual([["buffer_full", 10]]);
  });
});

describe("drops", () => {
  it("are all counted, and warned of once for each signal and reason", () => {
    const messages = collectDiagnostics();
    const counted: number[] = [];
    const onDrop = createDropCounter((_signal, _reason, amount) => counted.push(amount));
    onDrop("logs", "refused", 3);
    onDrop("logs", "refused", 4);
    onDrop("traces", "refused", 5);
    expect(counted).toEqual([3, 4, 5]);
    expect(messages.filter((message) => message.includes("logs"))).toHaveLength(1);
    expect(messages.filter((message) => message.includes("traces"))).toHaveLength(1);
  });
});
