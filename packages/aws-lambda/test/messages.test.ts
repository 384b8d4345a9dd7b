import type { Message } from "@isobar/core";
import { describe, expect, it } from "vitest";
import { currentInvocation, instrument, processBatch } from "../src/index.ts";
import { createLambdaContext } from "./support.ts";
import { describeFixture, readEvents } from "./trigger-support.ts";

const ORDER = { order: 7, city: "Köln" };
const TEXT = JSON.stringify(ORDER);
const BASE64 = Buffer.from(TEXT).toString("base64");
const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const AT = Date.parse("2026-03-04T05:06:07.500Z");

const bytesOf = (text: string): number[] => [...Buffer.from(text)];
const signed = (text: string): number[] => [...new Int8Array(Buffer.from(text))];

/** One message, as each source of messages hands it over; with it, what of it arrives. */
interface Row {
  readonly event: unknown;
  readonly id?: string;
  readonly attempt?: number;
  readonly enqueuedEpochMillis?: number;
  readonly attributes?: Readonly<Record<string, string>>;
}

const SENT = { tenant: "Köln", priority: "5" };

const sqsRecord = {
  messageId: "m-1",
  receiptHandle: "handle",
  body: TEXT,
  attributes: { ApproximateReceiveCount: "3", SentTimestamp: String(AT), AWSTraceHeader: "Root=1-2-3" },
  messageAttributes: {
    tenant: { binaryValue: Buffer.from("Köln").toString("base64"), dataType: "Binary" },
    priority: { stringValue: "5", dataType: "Number" },
    traceparent: { stringValue: TRACEPARENT, dataType: "String" },
  },
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:eu-central-1:123456789012:orders",
};
const sqs = { id: "m-1", attempt: 3, enqueuedEpochMillis: AT, attributes: SENT };

const kinesisRecord = {
  sequenceNumber: "495",
  data: BASE64,
  approximateArrivalTimestamp: AT / 1000,
  partitionKey: "p",
};
const kinesisSource = {
  eventSource: "aws:kinesis",
  eventID: "shardId-000000000003:495",
  eventSourceARN: "arn:aws:kinesis:eu-central-1:123456789012:stream/clicks",
};
const kinesis = { id: "495", enqueuedEpochMillis: AT };

const kafkaRecord = {
  topic: "orders",
  partition: 0,
  offset: 15,
  timestamp: AT,
  value: BASE64,
  headers: [
    { tenant: bytesOf("first") },
    { tenant: signed("Köln") },
    { priority: bytesOf("5") },
    { traceparent: bytesOf(TRACEPARENT) },
  ],
};
const kafka = { id: "orders-0:15", enqueuedEpochMillis: AT, attributes: SENT };

const jmsMessage = {
  messageID: "ID:1",
  timestamp: AT,
  data: BASE64,
  destination: { physicalName: "jobs" },
  properties: { tenant: "Köln", priority: 5, traceparent: TRACEPARENT },
};
const amqpMessage = {
  basicProperties: {
    messageId: "r-1",
    headers: { tenant: { bytes: bytesOf("Köln") }, priority: 5, traceparent: { bytes: bytesOf(TRACEPARENT) } },
  },
  data: BASE64,
};

const ROWS: Record<string, Row> = {
  SQS: { event: { Records: [sqsRecord] }, ...sqs },
  "SQS, through a pipe": { event: [sqsRecord], ...sqs },
  SNS: {
    event: {
      Records: [
        {
          EventSource: "aws:sns",
          Sns: {
            MessageId: "s-1",
            TopicArn: "arn:aws:sns:eu-central-1:123456789012:news",
            Message: TEXT,
            Timestamp: "2026-03-04T05:06:07.500Z",
            MessageAttributes: {
              tenant: { Type: "Binary", Value: Buffer.from("Köln").toString("base64") },
              priority: { Type: "Number", Value: "5" },
              traceparent: { Type: "String", Value: TRACEPARENT },
            },
          },
        },
      ],
    },
    id: "s-1",
    enqueuedEpochMillis: AT,
    attributes: SENT,
  },
  Kinesis: { event: { Records: [{ ...kinesisSource, kinesis: kinesisRecord }] }, ...kinesis },
  "Kinesis, through a pipe": { event: [{ ...kinesisSource, ...kinesisRecord }], ...kinesis },
  "Amazon MSK": { event: { eventSource: "aws:kafka", records: { "orders-0": [kafkaRecord] } }, ...kafka },
  "Kafka, where a converter made objects of lists": {
    event: {
      eventSource: "SelfManagedKafka",
      records: {
        "orders-0": [{ ...kafkaRecord, headers: { ...kafkaRecord.headers, 1: { tenant: { ...signed("Köln") } } } }],
      },
    },
    ...kafka,
  },
  "Kafka, through a pipe": {
    event: [{ ...kafkaRecord, eventSource: "aws:kafka", eventSourceKey: "orders-0" }],
    ...kafka,
  },
  ActiveMQ: {
    event: { eventSource: "aws:mq", messages: [jmsMessage] },
    id: "ID:1",
    enqueuedEpochMillis: AT,
    attributes: SENT,
  },
  RabbitMQ: {
    event: { eventSource: "aws:rmq", rmqMessagesByQueue: { "jobs::/": [amqpMessage] } },
    id: "r-1",
    attributes: SENT,
  },
  EventBridge: {
    event: {
      id: "e-1",
      "detail-type": "Order Placed",
      source: "shop.orders",
      time: "2026-03-04T05:06:07.500Z",
      detail: ORDER,
    },
    id: "e-1",
    enqueuedEpochMillis: AT,
    attributes: { type: "Order Placed", source: "shop.orders" },
  },
  Firehose: {
    event: {
      invocationId: "i-1",
      deliveryStreamArn: "arn:aws:firehose:eu-central-1:123456789012:deliverystream/clicks",
      records: [{ recordId: "f-1", approximateArrivalTimestamp: AT, data: BASE64 }],
    },
    id: "f-1",
    enqueuedEpochMillis: AT,
  },
  "AppSync Events": {
    event: {
      info: { channel: { path: "/orders/1" }, channelNamespace: { name: "orders" }, operation: "PUBLISH" },
      request: { headers: { authorization: "planted-secret" } },
      events: [{ id: "a-1", payload: ORDER }],
    },
    id: "a-1",
  },
};

/** What a handler reads of its messages. */
async function read(event: unknown): Promise<readonly Message[]> {
  const handler = instrument(async (_event: unknown, _context: unknown) => currentInvocation()?.messages);
  return (await handler(event, createLambdaContext())) ?? [];
}

describe("a message is the same through", () => {
  it.each(Object.entries(ROWS))("%s", async (_name, { event, id, attempt, enqueuedEpochMillis, attributes = {} }) => {
    const messages = await read(event);
    expect(messages).toHaveLength(1);
    const [message] = messages;
    expect(message?.json()).toEqual(ORDER);
    expect(message?.text()).toBe(TEXT);
    expect(Buffer.from(message?.bytes() ?? []).toString("base64")).toBe(BASE64);
    expect(message?.attributes).toEqual(attributes);
    expect([message?.id, message?.attempt, message?.enqueuedEpochMillis]).toEqual([id, attempt, enqueuedEpochMillis]);
  });

  it.each(Object.entries(ROWS))("%s, and processBatch hands it over beside the record", async (_name, row) => {
    const seen: unknown[] = [];
    await processBatch(row.event, (_record, message) => void seen.push([message.json(), message.id]));
    expect(seen).toEqual([[ORDER, row.id]]);
  });
});

describe("messages", () => {
  it("of a queue that a service fills are those of the queue", async () => {
    const [message] = await read(readEvents()["sns-in-sqs"]);
    expect(message?.id).toBe("m-1");
    expect(message?.json()).toMatchObject({ Type: "Notification", Message: "hi" });
  });

  it("without a body are empty: a tombstone", async () => {
    const [message] = await read(readEvents()["self-managed-kafka"]);
    expect(message?.text()).toBe("");
    expect(() => message?.json()).toThrow(SyntaxError);
  });

  it("are as many as records, of whatever source of messages there is a fixture", async () => {
    for (const [name, event] of Object.entries(readEvents())) {
      const { trigger, batch } = describeFixture(name);
      const messages = await read(event);
      expect(messages.length, name).toBe(trigger === "pubsub" ? (batch?.count ?? 0) : 0);
      for (const message of messages) {
        expect(message.text(), name).toBeTypeOf("string");
        expect(Object.keys(message.attributes).join(), name).not.toMatch(/traceparent|x-amzn-trace-id/i);
      }
    }
  });

  it("are listed and named without a look at a body", async () => {
    let looks = 0;
    const records = Array.from({ length: 200 }, (_, index) => ({
      ...sqsRecord,
      messageId: `m-${index}`,
      get body() {
        looks += 1;
        return '{"TopicArn":1}';
      },
    }));
    const handler = instrument(async (_event: unknown, _context: unknown) => {
      // What links are made of has been looked at, up to the limit of a span.
      const before = looks;
      const ids = currentInvocation()?.messages.map(({ id }) => id);
      return [ids?.at(-1), looks - before];
    });
    expect(await handler({ Records: records }, createLambdaContext())).toEqual(["m-199", 0]);
  });
});
