import { createMemoryTelemetry, type MemoryTelemetry, resetIsobar } from "@isobar/testing";
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from "vitest";
import { BatchError, instrument, processBatch, type RecordOf } from "../src/index.ts";
import { createContext, TRACE_ID, TRACEPARENT } from "./support.ts";

const TEN = Array.from({ length: 10 }, (_, index) => index);
const array = (of: (index: number) => unknown) => TEN.map(of);

interface Sample {
  readonly name: string;
  readonly trigger: Record<string, unknown> & { type: string };
  readonly metadata: Record<string, unknown>;
  readonly input: readonly unknown[];
  readonly span: string;
  /** What is processed where record 3 fails. */
  readonly processed: readonly number[];
  readonly concurrency: number;
}

const orders = array((index) => ({ index }));
const sent = array((index) => (index === 3 ? { traceparent: TRACEPARENT } : {}));
const without3 = TEN.filter((index) => index !== 3);

const SAMPLES: readonly Sample[] = [
  {
    name: "Service Bus",
    trigger: { type: "serviceBusTrigger", queueName: "orders", cardinality: "many" },
    metadata: { messageIdArray: array((index) => `m-${index}`), applicationPropertiesArray: sent },
    input: orders,
    span: "process orders",
    processed: without3,
    concurrency: 10,
  },
  {
    name: "Service Bus with sessions",
    trigger: { type: "serviceBusTrigger", queueName: "orders", cardinality: "many", isSessionsEnabled: true },
    metadata: {
      messageIdArray: array((index) => `m-${index}`),
      sessionIdArray: array(() => "s-1"),
      applicationPropertiesArray: sent,
    },
    input: orders,
    span: "process orders",
    processed: [0, 1, 2],
    concurrency: 1,
  },
  {
    name: "Event Hubs",
    trigger: { type: "eventHubTrigger", eventHubName: "orders", cardinality: "many" },
    metadata: { propertiesArray: sent, partitionContext: { partitionId: "7" } },
    input: orders,
    span: "process orders",
    processed: without3,
    concurrency: 1,
  },
  {
    name: "Kafka",
    trigger: { type: "kafkaTrigger", topic: "orders", cardinality: "many" },
    metadata: {},
    input: array((index) =>
      JSON.stringify({
        Partition: 0,
        Offset: index,
        index,
        Headers: index === 3 ? [{ Key: "traceparent", Value: Buffer.from(TRACEPARENT).toString("base64") }] : [],
      }),
    ),
    span: "process orders",
    processed: without3,
    concurrency: 1,
  },
  {
    name: "Event Grid",
    trigger: { type: "eventGridTrigger", cardinality: "many" },
    metadata: {},
    input: array((index) => ({ id: `m-${index}`, index, ...(index === 3 && { traceparent: TRACEPARENT }) })),
    span: "process",
    processed: without3,
    concurrency: 10,
  },
  {
    name: "Cosmos DB",
    trigger: { type: "cosmosDBTrigger", databaseName: "shop", containerName: "orders" },
    metadata: {},
    input: orders,
    span: "process shop",
    processed: without3,
    concurrency: 1,
  },
];

const numberOf = (record: unknown): number =>
  ((typeof record === "string" ? JSON.parse(record) : record) as { index: number }).index;

let telemetry: MemoryTelemetry;
beforeEach(() => {
  telemetry = createMemoryTelemetry();
});
afterEach(() => {
  delete process.env.OTEL_SDK_DISABLED;
  resetIsobar();
});

async function run({ trigger, metadata, input }: Sample) {
  const processed: number[] = [];
  let running = 0;
  let concurrency = 0;
  const handler = instrument(async (given: unknown, context: unknown) =>
    processBatch(
      given,
      async (record) => {
        const index = numberOf(record);
        running += 1;
        concurrency = Math.max(concurrency, running);
        await new Promise(setImmediate);
        running -= 1;
        if (index === 3) throw new RangeError("no such order");
        processed.push(index);
      },
      { context },
    ),
  );
  const told: unknown = await handler(input, createContext(trigger, { triggerMetadata: metadata })).catch(
    (error: unknown) => error,
  );
  await telemetry.collect();
  return { processed: processed.sort(), told, concurrency };
}

describe.each(SAMPLES)("one poison record of ten of $name", (sample) => {
  it("is told by a BatchError, and the others are processed as the source asks for it", async () => {
    for (const isDisabled of ["", "true"]) {
      process.env.OTEL_SDK_DISABLED = isDisabled;
      const { processed, told, concurrency } = await run(sample);
      expect(processed).toEqual(sample.processed);
      expect(told).toBeInstanceOf(BatchError);
      expect(told).toMatchObject({ message: "1 of 10 records failed", failures: [{ index: 3 }] });
      expect(concurrency).toBe(sample.concurrency);
    }
  });

  it("is one span in error, linked to its sender where the message says so", async () => {
    await run(sample);
    const invocation = telemetry.spans.find(({ parentSpanId }) => parentSpanId === undefined);
    const records = telemetry.spans.filter((span) => span !== invocation);
    expect(new Set(records.map(({ name }) => name))).toEqual(new Set([sample.span]));
    expect(records).toHaveLength(sample.processed.length + 1);
    const broken = records.filter(({ status }) => status === "error");
    expect(broken).toMatchObject([{ attributes: { "error.type": "RangeError" } }]);
    const isLinked = sample.name !== "Cosmos DB";
    expect(broken[0]?.links.map(({ traceId }) => traceId)).toEqual(isLinked ? [TRACE_ID] : []);
    expect(invocation).toMatchObject({
      status: "error",
      attributes: { "error.type": "BatchError", "isobar.batch.failed_count": 1 },
    });
  });
});

describe("a single message", () => {
  it.each(["queueTrigger", "serviceBusTrigger", "rabbitMQTrigger"])(
    "of a %s is told by its own error",
    async (type) => {
      const error = new RangeError("no such order");
      const context = createContext(
        { type, queueName: "orders" },
        { triggerMetadata: { id: "m-1", messageId: "m-1" } },
      );
      // A message may be a list itself.
      const handler = instrument(async (given: number[], _context: unknown) =>
        processBatch(given as unknown, (record) => {
          expect(record).toEqual([1, 2]);
          throw error;
        }),
      );
      await expect(handler([1, 2], context)).rejects.toBe(error);
      await telemetry.collect();
      expect(telemetry.spans.map(({ name }) => name)).toEqual(["process orders", "process orders"]);
    },
  );
});

describe("processBatch", () => {
  it("takes the messages of the vendor's SDK, with and without telemetry", async () => {
    const input = {
      messages: [
        { messageId: "m-1", body: 1 },
        { messageId: "m-2", body: 2 },
      ],
      actions: {},
    };
    const trigger = { type: "serviceBusTrigger", queueName: "orders", cardinality: "many", sdkBinding: true };
    for (const isDisabled of ["", "true"]) {
      process.env.OTEL_SDK_DISABLED = isDisabled;
      const seen: number[] = [];
      const handler = instrument(async (given: typeof input, _context: unknown) =>
        processBatch(given, ({ body }) => void seen.push(body)),
      );
      await handler(input, createContext(trigger));
      expect(seen).toEqual([1, 2]);
    }
    await telemetry.collect();
    expect(telemetry.spans.map(({ attributes }) => attributes["messaging.message.id"])).toEqual([
      "m-1",
      "m-2",
      undefined,
    ]);
  });

  it("goes one by one through a list of which nobody says where it comes from", async () => {
    const seen: number[] = [];
    await processBatch([3, 1, 2], async (number) => {
      for (let turns = 0; turns < number; turns += 1) await new Promise(setImmediate);
      seen.push(number);
    });
    expect(seen).toEqual([3, 1, 2]);
  });

  it("knows a record's type", () => {
    expectTypeOf<RecordOf<string[]>>().toEqualTypeOf<string>();
    expectTypeOf<RecordOf<{ messages: { id: 1 }[] }>>().toEqualTypeOf<{ id: 1 }>();
    expectTypeOf<RecordOf<{ id: 1 }>>().toEqualTypeOf<{ id: 1 }>();
    expectTypeOf<RecordOf<unknown>>().toEqualTypeOf<unknown>();
  });
});
