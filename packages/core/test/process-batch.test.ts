import { type Attributes, trace } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Batch, BatchRecord, Invocation, IsobarOptions } from "../src/index.ts";
import { BatchError, createLog, createProcessBatch, type ProcessBatchOptions } from "../src/index.ts";
import { createAdapter, createKept, resetProcess, wrap } from "./support.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SENDER = "b7ad6b7169203331";

let kept: ReturnType<typeof createKept>;
let lines: string[];
beforeEach(() => {
  resetProcess();
  kept = createKept();
  lines = [];
});
afterEach(resetProcess);

const createRecords = (count: number, of: (index: number) => Partial<BatchRecord> = () => ({})): BatchRecord[] =>
  Array.from({ length: count }, (_, value) => ({ value, id: `id-${value}`, ...of(value) }));

function describeBatch(records: BatchRecord[], batch: Partial<Batch> = {}, attributes: Attributes = {}): Invocation {
  return {
    id: "i-1",
    name: "process orders",
    trigger: "pubsub",
    kind: 4,
    attributes: { "messaging.destination.name": "orders", "messaging.system.name": "test", ...attributes },
    batch: { count: records.length, messages: [], records, ...batch },
  };
}

const log = () => createLog(createAdapter().logLine, {}, (line) => lines.push(line));

/** Processes records as one invocation, or where there is no telemetry, as none. */
function processAll(
  invocation: Invocation,
  process: (value: number) => unknown,
  options: ProcessBatchOptions & { readonly isobar?: IsobarOptions } = {},
): Promise<unknown> {
  const processBatch = createProcessBatch({ read: () => undefined, items: () => [], log: log() });
  const adapter = createAdapter({ describe: () => invocation });
  const event = {};
  const handler = wrap(
    async (given: unknown) => processBatch(given, process as never, options),
    { ...kept.options, ...options.isobar },
    adapter as never,
  ) as (event: unknown) => Promise<unknown>;
  return handler(event);
}

const turn = (): Promise<void> => new Promise(setImmediate);

describe("records are processed", () => {
  it.each([undefined, 1, 3, 50])("no more at once than %s", async (concurrency) => {
    let running = 0;
    let most = 0;
    const process = async () => {
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
    };
    await processAll(describeBatch(createRecords(40)), process, { ...(concurrency !== undefined && { concurrency }) });
    expect(most).toBe(Math.min(concurrency ?? 10, 40));
  });

  it("one after the other where the source demands order, unless more is asked for", async () => {
    const seen: number[] = [];
    const records = createRecords(6, (index) => ({ group: index < 3 ? "a" : "b" }));
    const process = async (value: number) => {
      if (value === 0) for (let turns = 0; turns < 20; turns += 1) await turn();
      seen.push(value);
    };
    await processAll(describeBatch(records, { order: "stop" }), process);
    expect(seen.splice(0)).toEqual([0, 1, 2, 3, 4, 5]);
    await processAll(describeBatch(records, { order: "stop" }), process, { concurrency: 2 });
    expect(seen).toEqual([3, 4, 5, 0, 1, 2]);
  });

  it("not after a failure in their group, unless the platform moves on", async () => {
    const records = createRecords(6, (index) => ({ group: index % 2 === 0 ? "even" : "odd" }));
    for (const concurrency of [1, 4]) {
      for (const order of ["stop", "continue"] as const) {
        const seen: number[] = [];
        const process = async (value: number) => {
          seen.push(value);
          await turn();
          if (value === 2) throw new RangeError();
        };
        const error = await processAll(describeBatch(records, { order }), process, { concurrency }).catch((e) => e);
        expect(error).toBeInstanceOf(BatchError);
        expect(error).toMatchObject({ count: 6, skipped: order === "stop" ? 1 : 0, failures: [{ index: 2 }] });
        expect(seen.sort()).toEqual(order === "stop" ? [0, 1, 2, 3, 5] : [0, 1, 2, 3, 4, 5]);
      }
    }
  });

  it("by a thousand without a thousand promises, and read when it is their turn", async () => {
    let read = 0;
    let ahead = 0;
    let done = 0;
    const records = {
      *[Symbol.iterator]() {
        for (const record of createRecords(1000)) {
          read += 1;
          ahead = Math.max(ahead, read - done);
          yield record;
        }
      },
    };
    const process = async () => {
      await turn();
      done += 1;
    };
    await processAll({ ...describeBatch([]), batch: { count: 1000, messages: [], records } }, process);
    expect(done).toBe(1000);
    expect(ahead).toBeLessThanOrEqual(11);
  });

  it.each([0, -1, 1.5, Number.NaN, "many"])("as usual where the concurrency is %s", async (concurrency) => {
    let done = 0;
    await processAll(describeBatch(createRecords(3)), () => (done += 1), { concurrency: concurrency as number });
    expect(done).toBe(3);
  });

  it("by a function only", async () => {
    await expect(processAll(describeBatch([]), "no function" as never)).rejects.toThrow(TypeError);
  });
});

describe("a record's span", () => {
  const carrier = { traceparent: `00-${TRACE}-${SENDER}-01` };
  const one = (of: Partial<BatchRecord> = {}) => describeBatch(createRecords(1, () => ({ carrier, ...of })));

  it("is a child of the invocation and linked to its sender", async () => {
    await processAll(one({ attributes: { "messaging.destination.partition.id": "7" } }), () => undefined);
    const [record, invocation] = kept.spans;
    expect(record?.name).toBe("process orders");
    expect(record?.parentSpanContext?.spanId).toBe(invocation?.spanContext().spanId);
    expect(record?.links).toMatchObject([{ context: { traceId: TRACE, spanId: SENDER } }]);
    expect(record?.attributes).toEqual({
      "messaging.system.name": "test",
      "messaging.destination.name": "orders",
      "messaging.destination.partition.id": "7",
      "messaging.operation.name": "process",
      "messaging.operation.type": "process",
      "messaging.message.id": "id-0",
    });
  });

  it("is a child of its sender and linked to the invocation, where that is asked for and the sender trusted", async () => {
    await processAll(one(), () => undefined, { parent: "record" });
    const [record, invocation] = kept.spans;
    expect(record?.spanContext().traceId).toBe(TRACE);
    expect(record?.parentSpanContext?.spanId).toBe(SENDER);
    expect(record?.links).toMatchObject([{ context: { traceId: invocation?.spanContext().traceId } }]);
    await processAll(one(), () => undefined, { parent: "record", isobar: { incomingContext: "link" } });
    expect(kept.spans[2]?.spanContext().traceId).not.toBe(TRACE);
    expect(kept.spans[2]?.links).toMatchObject([{ context: { traceId: TRACE } }]);
  });

  it("stands around what the function does, and its id is in each line", async () => {
    const logger = log();
    const inside: unknown[] = [];
    await processAll(describeBatch(createRecords(2)), async (value) => {
      await turn();
      inside[value] = trace.getActiveSpan()?.spanContext().spanId;
      logger.info({ value }, "processed");
    });
    const written = lines.map((line) => JSON.parse(line));
    expect(written).toMatchObject([
      { value: 0, "messaging.message.id": "id-0", "faas.invocation.id": "i-1", span_id: inside[0] },
      { value: 1, "messaging.message.id": "id-1", "faas.invocation.id": "i-1", span_id: inside[1] },
    ]);
    expect(inside).toEqual(kept.spans.slice(0, 2).map((span) => span.spanContext().spanId));
    logger.info("after it");
    expect(JSON.parse(lines.at(-1) ?? "")).not.toHaveProperty("messaging.message.id");
  });

  it("is sent while others are processed, where there are more than can be held", async () => {
    await processAll(describeBatch(createRecords(5000)), turn);
    expect(kept.spans).toHaveLength(5001);
    expect(kept.total("isobar.dropped")).toBe(0);
  });

  it("ends as a timeout where the function still hangs when the platform ends the invocation", async () => {
    const invocation = { ...describeBatch(createRecords(2)), timeoutMillis: 300 };
    void processAll(invocation, (value) => (value === 1 ? new Promise(() => {}) : undefined));
    await expect.poll(() => kept.spans.length, { timeout: 5000 }).toBe(3);
    const ended = kept.spans.map(({ attributes }) => [attributes["messaging.message.id"], attributes["error.type"]]);
    expect(ended).toEqual([
      ["id-0", undefined],
      ["id-1", "timeout"],
      [undefined, "timeout"],
    ]);
  });
});

describe("a failure", () => {
  it("of a single record is thrown as it is; the count is on the invocation and in a line", async () => {
    const error = new RangeError("user data");
    const failing = processAll(describeBatch(createRecords(1)), () => {
      throw error;
    });
    await expect(failing).rejects.toBe(error);
    expect(kept.spans[1]?.attributes).toMatchObject({ "isobar.batch.failed_count": 1, "error.type": "RangeError" });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: "warn", "isobar.batch.failed_count": 1, "isobar.batch.record_count": 1, "error.type": "RangeError" },
    ]);
    expect(lines.join()).not.toContain("user data");
  });

  it("is answered by the platform's own form, in the order of the records", async () => {
    const respond = (ids: readonly string[], results?: ReadonlyMap<string, unknown>) => ({
      ids,
      ok: results?.get("id-1"),
    });
    const answer = await processAll(describeBatch(createRecords(3), { respond }), async (value) => {
      if (value === 0) await turn();
      if (value !== 1) throw new RangeError();
      return "done";
    });
    expect(answer).toEqual({ ids: ["id-0", "id-2"], ok: "done" });
  });
});
