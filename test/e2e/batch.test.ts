import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type InvokeResult,
  type LocalPlatform,
  type PlatformOptions,
  startAzure,
  startGoogle,
  startLambda,
} from "../../packages/local/dist/index.js";
import { type Receiver, startReceiver } from "../../packages/otlp/dist/index.js";

const TEN = Array.from({ length: 10 }, (_, index) => index);
const POISON = 3;
const SENDER = "0123456789abcdef0123456789abcdef";
const traceparent = (index: number): string => `00-${SENDER}-00000000000000a${index}-01`;
const orderOf = (index: number) => ({ order: index, poison: index === POISON });

const sqsEvent = (queue: string, groupOf?: (index: number) => string) => ({
  Records: TEN.map((index) => ({
    messageId: `m-${index}`,
    receiptHandle: "handle",
    body: JSON.stringify(orderOf(index)),
    attributes: { ApproximateReceiveCount: "1", ...(groupOf !== undefined && { MessageGroupId: groupOf(index) }) },
    messageAttributes: { traceparent: { stringValue: traceparent(index), dataType: "String" } },
    eventSource: "aws:sqs",
    eventSourceARN: `arn:aws:sqs:us-east-1:123456789012:${queue}`,
  })),
});

const kafkaEvent = {
  eventSource: "aws:kafka",
  records: {
    "orders-0": TEN.map((offset) => ({
      topic: "orders",
      partition: 0,
      offset,
      value: Buffer.from(JSON.stringify(orderOf(offset))).toString("base64"),
      headers: [{ traceparent: [...Buffer.from(traceparent(offset))] }],
    })),
  },
};

const pubSubEvent = (index: number) => ({
  specversion: "1.0",
  id: `m-${index}`,
  source: "//pubsub.googleapis.com/projects/local-project/topics/orders",
  type: "google.cloud.pubsub.topic.v1.messagePublished",
  time: "2026-01-01T00:00:00Z",
  datacontenttype: "application/json",
  data: {
    subscription: "projects/local-project/subscriptions/ship",
    message: {
      messageId: `m-${index}`,
      data: Buffer.from(JSON.stringify(orderOf(index))).toString("base64"),
      attributes: { googclient_traceparent: traceparent(index) },
    },
  },
});

const serviceBusCall = {
  functionName: "ship",
  input: TEN.map(orderOf),
  triggerMetadata: {
    messageIdArray: TEN.map((index) => `m-${index}`),
    applicationPropertiesArray: TEN.map((index) => ({ traceparent: traceparent(index) })),
  },
};

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.stop());

/** Runs a fixture on its platform: what the platform is told, and what the backend gets. */
async function run(
  start: (options: PlatformOptions) => Promise<LocalPlatform>,
  cloud: string,
  events: readonly object[],
  env: Readonly<Record<string, string>> = {},
) {
  receiver.clear();
  const platform = await start({
    file: fileURLToPath(new URL(`fixtures/batch/${cloud}.mjs`, import.meta.url)),
    target: "handler",
    signature: "cloudevent",
    timeoutMillis: 10_000,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ISOBAR_FLUSH_TIMEOUT_MILLIS: "5000", ...env },
  });
  const answers: InvokeResult[] = [];
  try {
    for (const event of events) answers.push(await platform.invoke(event));
    await platform.terminate();
  } finally {
    await platform.stop();
  }
  const all = [...receiver.spans];
  return {
    answers,
    all,
    records: all.filter(({ attributes }) => attributes["faas.trigger"] === undefined),
    logs: [...receiver.logRecords],
  };
}

type Ran = Awaited<ReturnType<typeof run>>;

/** One span a record, of which one is in error, each linked to its sender; and lines that name their message. */
function expectRecords({ records, logs, all }: Ran, processed: readonly number[], system: string): void {
  expect(records).toHaveLength(processed.length + 1);
  const broken = records.filter(({ status }) => status.code === "error");
  expect(broken).toHaveLength(1);
  expect(broken[0]?.attributes).toMatchObject({ "error.type": "RangeError", "messaging.system.name": system });
  expect(broken[0]?.links).toMatchObject([{ traceId: SENDER, spanId: `00000000000000a${POISON}` }]);
  expect(all.map(({ spanId }) => spanId)).toContain(broken[0]?.parentSpanId);
  const shipped = logs.filter(({ body }) => body === "shipped");
  expect(shipped.map(({ attributes }) => Number(attributes.order)).sort()).toEqual(processed);
  for (const { attributes, spanId } of shipped) {
    const own = records.find((span) => span.spanId === spanId);
    expect(own?.attributes["messaging.message.id"]).toBe(attributes["messaging.message.id"]);
  }
  const warnings = logs.filter(({ severityText }) => severityText === "WARN");
  expect(warnings.map(({ attributes }) => Number(attributes["isobar.batch.failed_count"]))).toEqual([1]);
}

const without = (...left: number[]): number[] => TEN.filter((index) => !left.includes(index));
const failures = (...items: unknown[]) => ({
  batchItemFailures: items.map((itemIdentifier) => ({ itemIdentifier })),
});

describe("one poison record of ten on AWS Lambda", () => {
  const CASES = [
    ["SQS", sqsEvent("orders"), failures("m-3"), without(POISON), "aws.sqs"],
    [
      "a FIFO queue",
      sqsEvent("orders.fifo", (index) => (index % 2 === 0 ? "even" : "odd")),
      failures("m-3", "m-5", "m-7", "m-9"),
      without(3, 5, 7, 9),
      "aws.sqs",
    ],
    ["Kafka", kafkaEvent, failures({ partition: "orders-0", offset: 3 }), [0, 1, 2], "kafka"],
  ] as const;

  it.each(CASES)(
    "of %s is reported alone, and the invocation succeeds",
    async (_source, event, told, processed, system) => {
      const ran = await run(startLambda, "aws", [event]);
      expect(ran.answers).toMatchObject([{ ok: true, result: told }]);
      expectRecords(ran, processed, system);
      const [invocation] = ran.all.filter(({ attributes }) => attributes["faas.trigger"] === "pubsub");
      expect(invocation?.status.code).toBe("unset");
      expect(Number(invocation?.attributes["isobar.batch.failed_count"])).toBe(told.batchItemFailures.length);
      const off = await run(startLambda, "aws", [event], { OTEL_SDK_DISABLED: "true" });
      expect(off.answers).toMatchObject([{ ok: true, result: told }]);
      expect(off.all).toEqual([]);
    },
  );
});

describe("one poison message of ten on Azure Functions", () => {
  it("fails the batch of a Service Bus queue, after the others were processed", async () => {
    const ran = await run(startAzure, "azure", [serviceBusCall]);
    expect(ran.answers).toMatchObject([
      { ok: false, error: { type: "BatchError", message: "1 of 10 records failed" } },
    ]);
    expectRecords(ran, without(POISON), "azure.servicebus");
  });
});

describe("one poison message of ten on Google Cloud", () => {
  it("of Pub/Sub is delivered again, and the others are not", async () => {
    const ran = await run(startGoogle, "gcp", TEN.map(pubSubEvent));
    expect(ran.answers.map(({ ok }) => ok)).toEqual(TEN.map((index) => index !== POISON));
    expectRecords(ran, without(POISON), "gcp.pubsub");
    expect(
      ran.all
        .filter(({ status }) => status.code === "error")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["process orders", "subscribe orders"]);
  });
});
