import type { Message } from "@isobar/core";
import { describe, expect, it } from "vitest";
import { currentInvocation, instrument, processBatch } from "../src/index.ts";
import calls from "./fixtures/calls.json" with { type: "json" };
import { createContext, describeCall, TRACEPARENT } from "./support.ts";

const ORDER = { order: 7, city: "Köln" };
const TEXT = JSON.stringify(ORDER);
const TIME = "2026-03-04T05:06:07.500Z";
const AT = Date.parse(TIME);
const base64 = (text: string): string => Buffer.from(text).toString("base64");

const SENT = { tenant: "Köln", priority: "5" };
/** As the worker hands it over: the first letter of each name in lower case, numbers as numbers. */
const properties = { tenant: "Köln", priority: 5, traceparent: TRACEPARENT, "diagnostic-Id": TRACEPARENT };
const TRACING = { traceparent: TRACEPARENT, "Diagnostic-Id": TRACEPARENT };

const ofEvent = { type: "shop.order.placed", source: "/shop", subject: "orders/7" };

const kafkaRecord = (headers: Record<string, string>) => ({
  Offset: 42,
  Partition: 1,
  Topic: "orders",
  Timestamp: TIME,
  Key: "secret",
  Value: TEXT,
  Headers: Object.entries(headers).map(([Key, Value]) => ({ Key, Value })),
});
const encoded = {
  tenant: base64("Köln"),
  priority: base64("5"),
  traceparent: base64(TRACEPARENT),
};

interface Row {
  readonly trigger: Record<string, unknown> & { type: string };
  readonly input: unknown;
  readonly metadata?: Record<string, unknown>;
  readonly id?: string;
  readonly attempt?: number;
  readonly enqueuedEpochMillis?: number;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Each of the messages, where there are several. @default 1 */
  readonly count?: number;
}

const serviceBus = { id: "m-1", attempt: 2, enqueuedEpochMillis: AT, attributes: SENT };
const queue = { type: "serviceBusTrigger", queueName: "orders" };
const hub = { type: "eventHubTrigger", eventHubName: "orders" };
const kafka = { enqueuedEpochMillis: AT, attributes: SENT };

const ROWS: Record<string, Row> = {
  "a Service Bus queue": {
    trigger: queue,
    input: ORDER,
    metadata: {
      messageId: "m-1",
      deliveryCount: 2,
      enqueuedTimeUtc: TIME,
      userProperties: { ...properties, tenant: "older" },
      applicationProperties: properties,
    },
    ...serviceBus,
  },
  "a Service Bus queue, as text": {
    trigger: queue,
    input: TEXT,
    metadata: { messageId: "m-1", deliveryCount: 2, enqueuedTimeUtc: TIME, applicationProperties: properties },
    ...serviceBus,
  },
  "a Service Bus queue, as bytes": {
    trigger: queue,
    input: Buffer.from(TEXT),
    metadata: { messageId: "m-1", deliveryCount: 2, enqueuedTimeUtc: TIME, applicationProperties: properties },
    ...serviceBus,
  },
  "a Service Bus topic, in a batch": {
    trigger: { type: "serviceBusTrigger", topicName: "orders", subscriptionName: "ship", cardinality: "many" },
    input: [ORDER, TEXT],
    metadata: {
      messageIdArray: ["m-1", "m-1"],
      deliveryCountArray: [2, "2"],
      enqueuedTimeUtcArray: [TIME, TIME],
      applicationPropertiesArray: [properties, properties],
    },
    ...serviceBus,
    count: 2,
  },
  "a Service Bus queue, in the messages of the SDK": {
    trigger: { ...queue, sdkBinding: true, cardinality: "many" },
    input: {
      messages: [
        {
          messageId: "m-1",
          deliveryCount: 2,
          enqueuedTimeUtc: new Date(TIME),
          body: Buffer.from(TEXT),
          applicationProperties: { ...SENT, priority: 5, ...TRACING },
        },
      ],
    },
    ...serviceBus,
  },
  "an event hub": {
    trigger: hub,
    input: ORDER,
    metadata: { enqueuedTimeUtc: TIME, properties },
    enqueuedEpochMillis: AT,
    attributes: SENT,
  },
  "an event hub, in a batch": {
    trigger: { ...hub, cardinality: "many" },
    input: [ORDER, TEXT, Buffer.from(TEXT)],
    metadata: { enqueuedTimeUtcArray: [TIME, TIME, TIME], propertiesArray: [properties, properties, properties] },
    enqueuedEpochMillis: AT,
    attributes: SENT,
    count: 3,
  },
  "Event Grid, in its own schema": {
    trigger: { type: "eventGridTrigger" },
    input: {
      id: "g-1",
      topic: "/shop",
      subject: "orders/7",
      eventType: "shop.order.placed",
      eventTime: TIME,
      dataVersion: "1",
      data: ORDER,
    },
    id: "g-1",
    enqueuedEpochMillis: AT,
    attributes: ofEvent,
  },
  "Event Grid, as CloudEvents": {
    trigger: { type: "eventGridTrigger", cardinality: "many" },
    input: [
      { specversion: "1.0", id: "g-1", time: TIME, ...ofEvent, traceparent: TRACEPARENT, data: ORDER },
      { specversion: "1.0", id: "g-1", time: TIME, ...ofEvent, data_base64: base64(TEXT) },
    ],
    id: "g-1",
    enqueuedEpochMillis: AT,
    attributes: ofEvent,
    count: 2,
  },
  "a storage queue": {
    trigger: { type: "queueTrigger", queueName: "orders" },
    input: ORDER,
    metadata: { id: "q-1", dequeueCount: "2", insertionTime: TIME, popReceipt: "secret" },
    id: "q-1",
    attempt: 2,
    enqueuedEpochMillis: AT,
  },
  Kafka: { trigger: { type: "kafkaTrigger", topic: "orders" }, input: kafkaRecord(encoded), ...kafka },
  "Kafka, as text, with headers as they are": {
    trigger: { type: "kafkaTrigger", topic: "orders" },
    input: JSON.stringify(kafkaRecord({ ...SENT, traceparent: TRACEPARENT })),
    ...kafka,
  },
  "Kafka, in a batch": {
    trigger: { type: "kafkaTrigger", topic: "orders", cardinality: "many" },
    input: [kafkaRecord(encoded), JSON.stringify({ ...kafkaRecord(encoded), Headers: undefined })],
    metadata: {
      headersArray: [[], Object.entries(encoded).map(([Key, Value]) => JSON.stringify({ Key, Value }))],
    },
    ...kafka,
    count: 2,
  },
  RabbitMQ: {
    trigger: { type: "rabbitMQTrigger", queueName: "orders" },
    input: ORDER,
    metadata: {
      basicProperties: {
        messageId: "r-1",
        headers: { ...properties, tenant: { type: "Buffer", data: [...Buffer.from("Köln")] } },
      },
    },
    id: "r-1",
    attributes: SENT,
  },
  "Web PubSub": {
    trigger: { type: "webPubSubTrigger", hub: "chat", eventType: "user", eventName: "say" },
    input: { connectionContext: { userId: "secret" }, dataType: "json", data: ORDER },
  },
};

/** What a handler reads of its messages. */
async function read(input: unknown, context: unknown): Promise<readonly Message[]> {
  const handler = instrument(async (_input: unknown, _context: unknown) => currentInvocation()?.messages);
  return (await handler(input, context)) ?? [];
}

describe("a message is the same through", () => {
  it.each(Object.entries(ROWS))("%s", async (_name, { trigger, input, metadata = {}, ...row }) => {
    const messages = await read(input, createContext(trigger, { triggerMetadata: metadata }));
    expect(messages).toHaveLength(row.count ?? 1);
    for (const message of messages) {
      expect(message.json()).toEqual(ORDER);
      expect(message.text()).toBe(TEXT);
      expect(Buffer.from(message.bytes()).toString()).toBe(TEXT);
      expect(message.attributes).toEqual(row.attributes ?? {});
      expect([message.id, message.attempt, message.enqueuedEpochMillis]).toEqual([
        row.id,
        row.attempt,
        row.enqueuedEpochMillis,
      ]);
    }
  });

  it.each(Object.entries(ROWS))(
    "%s, and processBatch hands it over",
    async (_name, { trigger, input, metadata = {}, ...row }) => {
      const context = createContext(trigger, { triggerMetadata: metadata });
      const expected = Array.from({ length: row.count ?? 1 }, () => [ORDER, row.attributes ?? {}]);
      const process = (seen: unknown[]) =>
        processBatch(input, (_record, message) => void seen.push([message.json(), message.attributes]), { context });
      const inside: unknown[] = [];
      await instrument(async (_input: unknown, _context: unknown) => process(inside))(input, context);
      expect(inside).toEqual(expected);
      // As where telemetry is switched off.
      const outside: unknown[] = [];
      await process(outside);
      expect(outside).toEqual(expected);
    },
  );
});

describe("messages", () => {
  it("of SignalR have the arguments of the call as their body", async () => {
    const { trigger, input } = calls["signalr-message"];
    const [message] = await read(input, createContext(trigger));
    expect(message?.json()).toEqual(["secret"]);
  });

  it("without a body are empty: a tombstone", async () => {
    const { trigger, input } = calls["kafka-one"];
    const [message] = await read(input, createContext(trigger));
    expect(message?.text()).toBe("");
    expect(() => message?.json()).toThrow(SyntaxError);
  });

  it("of Kafka may be larger than what links are looked for in", async () => {
    const Value = JSON.stringify({ large: "x".repeat(100_000) });
    const [message] = await read(
      JSON.stringify({ ...kafkaRecord({}), Value }),
      createContext({ type: "kafkaTrigger" }),
    );
    expect(message?.text()).toBe(Value);
  });

  it("of Kafka have headers in base64, unless one of them is not", async () => {
    const attributesFor = async (headers: Record<string, string>) => {
      const [message] = await read(kafkaRecord(headers), createContext({ type: "kafkaTrigger" }));
      return message?.attributes;
    };
    expect(await attributesFor({ tenant: base64("acme"), size: base64("5") })).toEqual({ tenant: "acme", size: "5" });
    expect(await attributesFor({ tenant: "acme", size: "5" })).toEqual({ tenant: "acme", size: "5" });
    expect(await attributesFor({ tenant: "acme", traceparent: TRACEPARENT })).toEqual({ tenant: "acme" });
    expect(await attributesFor({ tenant: base64("acme"), empty: "" })).toEqual({ tenant: "acme", empty: "" });
  });

  it("are there for each fixture of a messaging trigger, and for no other", async () => {
    for (const [name, fixture] of Object.entries(calls)) {
      const { trigger, input } = fixture;
      const metadata = "metadata" in fixture ? fixture.metadata : {};
      const context = createContext(trigger, { triggerMetadata: metadata });
      const described = describeCall(input, context);
      const messages = await read(input, context);
      expect(messages.length, name).toBe(described.trigger === "pubsub" ? described.batch?.count : 0);
      for (const message of messages) {
        expect(message.text(), name).toBeTypeOf("string");
        expect(Object.keys(message.attributes).join(), name).not.toMatch(/traceparent|diagnostic-id/i);
      }
    }
  });

  it("have the attempt of a retry policy where there is one, and else that of the only message", async () => {
    const attemptOf = async (init: object) => {
      const handler = instrument(async (_input: unknown, _context: unknown) => currentInvocation()?.attempt);
      return handler(ORDER, createContext(queue, { triggerMetadata: { deliveryCount: 4 }, ...init }));
    };
    expect(await attemptOf({})).toBe(4);
    expect(await attemptOf({ retryContext: { retryCount: 1, maxRetryCount: 3 } })).toBe(2);
  });
});
