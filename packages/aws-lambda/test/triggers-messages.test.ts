import { describe, expect, it } from "vitest";
import {
  attributesOf,
  describeEvent,
  describeFixture,
  type ExpectedTrigger,
  expectTrigger,
  messagesOf,
  OTHER_TRACEPARENT,
  readEvents,
  TRACEPARENT,
  XRAY,
} from "./trigger-support.ts";

const process = { "messaging.operation.name": "process", "messaging.operation.type": "process" };
const queueUrl = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders";
const topicArn = "arn:aws:sns:eu-central-1:123456789012:news";

const messaging = (type: string, system: string, destination: string | undefined, rest: object): ExpectedTrigger => ({
  ...(destination !== undefined && { name: `process ${destination}` }),
  attributes: {
    "isobar.trigger.type": type,
    "messaging.system.name": system,
    ...process,
    ...(destination !== undefined && { "messaging.destination.name": destination }),
    ...rest,
  },
});

const count = (size: number) => ({ "messaging.batch.message_count": size });
const oneSqs = {
  ...count(1),
  "messaging.message.id": "m-1",
  "aws.sqs.queue.url": queueUrl,
  "isobar.attempt": 2,
  "isobar.message.enqueued_time": 1773119810,
};
const stream = { "aws.kinesis.stream_name": "clicks", "messaging.destination.partition.id": "shardId-000000000003" };

const triggers: Record<string, ExpectedTrigger> = {
  "sqs-xray": messaging("aws.sqs", "aws.sqs", "orders", oneSqs),
  "sqs-mixed-contexts": messaging("aws.sqs", "aws.sqs", "orders", { ...count(9), "aws.sqs.queue.url": queueUrl }),
  "sqs-two-queues": {
    name: "process multiple_sources",
    attributes: { "isobar.trigger.type": "aws.sqs", "messaging.system.name": "aws.sqs", ...process, ...count(2) },
  },
  "sns-in-sqs": messaging("aws.sqs", "aws.sqs", "orders", { ...oneSqs, "aws.sns.topic.arn": topicArn }),
  sns: messaging("aws.sns", "aws.sns", "news", {
    "messaging.message.id": "s-1",
    "aws.sns.topic.arn": topicArn,
    "isobar.message.enqueued_time": 1773119783,
  }),
  "sns-binary": messaging("aws.sns", "aws.sns", "news", {
    "messaging.message.id": "s-2",
    "aws.sns.topic.arn": topicArn,
  }),
  kinesis: messaging("aws.kinesis", "aws.kinesis", "clicks", { ...count(2), ...stream }),
  "kinesis-context": messaging("aws.kinesis", "aws.kinesis", "clicks", {
    ...count(1),
    ...stream,
    "messaging.message.id": "49593",
    "isobar.message.enqueued_time": 1773119810,
  }),
  "kinesis-one": messaging("aws.kinesis", "aws.kinesis", undefined, {
    ...count(1),
    "messaging.destination.partition.id": "shardId-000000000003",
    "messaging.message.id": "49599",
    "isobar.message.enqueued_time": 1773119810,
  }),
  "kinesis-window-end": messaging("aws.kinesis", "aws.kinesis", "clicks", {
    ...count(0),
    "aws.kinesis.stream_name": "clicks",
  }),
  msk: messaging("aws.msk", "kafka", "orders", count(3)),
  "msk-two-topics": {
    name: "process multiple_sources",
    attributes: { "isobar.trigger.type": "aws.msk", "messaging.system.name": "kafka", ...process, ...count(2) },
  },
  "self-managed-kafka": messaging("kafka", "kafka", "audit-log", {
    ...count(1),
    "messaging.destination.partition.id": "3",
    "kafka.offset": 99,
    "kafka.message.tombstone": true,
    "isobar.message.enqueued_time": 1773119810,
  }),
  activemq: messaging("aws.mq.activemq", "activemq", "jobs", {
    ...count(1),
    "messaging.message.id": "ID:b-1",
    "messaging.message.conversation_id": "corr-1",
    "isobar.message.redelivered": true,
    "isobar.message.enqueued_time": 1773119810,
  }),
  rabbitmq: messaging("aws.mq.rabbitmq", "rabbitmq", "jobs", count(2)),
  "rabbitmq-two-queues": {
    name: "process multiple_sources",
    attributes: {
      "isobar.trigger.type": "aws.mq.rabbitmq",
      "messaging.system.name": "rabbitmq",
      ...process,
      ...count(2),
    },
  },
  eventbridge: messaging("aws.eventbridge", "aws.eventbridge", undefined, {
    "messaging.message.id": "eb-1",
    "isobar.event.source": "shop.orders",
    "isobar.event.type": "Order Placed",
    "isobar.message.enqueued_time": 1773119783,
    "isobar.aws.eventbridge.account_id": "123456789012",
    "isobar.aws.eventbridge.region": "eu-central-1",
    "isobar.aws.eventbridge.replay_name": "again",
  }),
  firehose: messaging("aws.firehose", "aws.firehose", "logs", { ...count(2), "isobar.event.id": "inv-1" }),
  "firehose-context": messaging("aws.firehose", "aws.firehose", "logs", {
    ...count(1),
    "messaging.message.id": "f-3",
    "isobar.event.id": "inv-2",
  }),
  "appsync-events-publish": messaging("aws.appsync.events", "aws.appsync", "news", {
    ...count(2),
    "isobar.event.type": "PUBLISH",
  }),
  "appsync-events-subscribe": messaging("aws.appsync.events", "aws.appsync", "news", {
    "isobar.event.type": "SUBSCRIBE",
  }),
  "pipes-sqs": messaging("aws.eventbridge.pipes", "aws.sqs", "orders", oneSqs),
  "pipes-kinesis": messaging("aws.eventbridge.pipes", "aws.kinesis", "clicks", {
    ...count(1),
    ...stream,
    "messaging.message.id": "49598",
    "isobar.message.enqueued_time": 1773119810,
  }),
  "pipes-kafka": messaging("aws.eventbridge.pipes", "kafka", "orders", count(2)),
  "pipes-activemq": messaging("aws.eventbridge.pipes", "activemq", "jobs", {
    ...count(1),
    "messaging.message.id": "ID:b-2",
  }),
  "pipes-rabbitmq": messaging("aws.eventbridge.pipes", "rabbitmq", undefined, {
    ...count(1),
    "messaging.message.id": "r-9",
  }),
};

describe("messages", () => {
  it.each(Object.keys(triggers))("%s", (name) => {
    expectTrigger(name, "pubsub", triggers[name] as ExpectedTrigger);
  });
});

const contextsOf = (name: string) => messagesOf(describeFixture(name)).map(({ carrier }) => carrier);

describe("a message's trace context", () => {
  it("is among SQS's attributes, in its envelope's body, or X-Ray's; nothing else is carried", () => {
    expect(contextsOf("sqs-mixed-contexts")).toEqual([
      { traceparent: TRACEPARENT, tracestate: "a=1", baggage: "tenant=acme", "x-amzn-trace-id": XRAY },
      { traceparent: OTHER_TRACEPARENT },
      { traceparent: TRACEPARENT },
      { traceparent: OTHER_TRACEPARENT },
      { traceparent: TRACEPARENT },
      { traceparent: OTHER_TRACEPARENT },
      undefined,
      undefined,
      undefined,
    ]);
    expect(contextsOf("sqs-xray")).toEqual([{ "x-amzn-trace-id": XRAY }]);
  });

  it("is not looked for in a body of 64 kB", () => {
    const event = readEvents()["sqs-xray"] as { Records: Record<string, unknown>[] };
    const bodyOf = (length: number): string => {
      const body = { "detail-type": "x", detail: { traceparent: TRACEPARENT, pad: "" } };
      const pad = "x".repeat(length - JSON.stringify(body).length);
      return JSON.stringify({ ...body, detail: { ...body.detail, pad } });
    };
    const carrierOf = (body: string) =>
      messagesOf(describeEvent({ Records: [{ ...event.Records[0], attributes: {}, body }] }))[0]?.carrier;
    expect(carrierOf(bodyOf(65_535))).toEqual({ traceparent: TRACEPARENT });
    expect(carrierOf(bodyOf(65_536))).toBeUndefined();
    expect(carrierOf(` ${bodyOf(200)}`)).toBeUndefined();
  });

  it("is text or base64 in SNS", () => {
    expect(contextsOf("sns")).toEqual([{ traceparent: TRACEPARENT }]);
    expect(contextsOf("sns-binary")).toEqual([{ traceparent: TRACEPARENT }]);
  });

  it("is in bytes in Kafka, signed or not, under names that repeat", () => {
    expect(messagesOf(describeFixture("msk"))).toEqual([
      { id: "orders-0:15", carrier: { traceparent: TRACEPARENT } },
      { id: "orders-0:16", carrier: { traceparent: [TRACEPARENT, OTHER_TRACEPARENT] } },
      { id: "orders-12:7", carrier: { traceparent: OTHER_TRACEPARENT, baggage: "city=Köln" } },
    ]);
    expect(messagesOf(describeFixture("self-managed-kafka"))).toEqual([
      { id: "audit-log-3:99", carrier: { traceparent: TRACEPARENT } },
    ]);
    expect(messagesOf(describeFixture("pipes-kafka"))).toEqual([
      { id: "orders-0:15", carrier: { traceparent: TRACEPARENT } },
      { id: "orders-1:3" },
    ]);
  });

  it("is among the properties and headers of brokers", () => {
    expect(messagesOf(describeFixture("activemq"))).toEqual([{ id: "ID:b-1", carrier: { traceparent: TRACEPARENT } }]);
    expect(messagesOf(describeFixture("rabbitmq"))).toEqual([
      { id: "r-1", carrier: { traceparent: TRACEPARENT } },
      { carrier: { traceparent: OTHER_TRACEPARENT } },
    ]);
    expect(contextsOf("pipes-activemq")).toEqual([{ traceparent: TRACEPARENT }]);
    expect(contextsOf("pipes-rabbitmq")).toEqual([{ traceparent: TRACEPARENT }]);
    expect(contextsOf("pipes-sqs")).toEqual([{ traceparent: TRACEPARENT }]);
  });

  it("is in the detail of an event, by its users' convention", () => {
    expect(contextsOf("eventbridge")).toEqual([{ traceparent: TRACEPARENT, tracestate: "a=1" }]);
  });

  it("is the request's where somebody publishes to AppSync, and the parent where somebody subscribes", () => {
    expect(contextsOf("appsync-events-publish")).toEqual([{ traceparent: TRACEPARENT }, { traceparent: TRACEPARENT }]);
    expect(describeFixture("appsync-events-publish").carrier).toBeUndefined();
    expect(describeFixture("appsync-events-subscribe").carrier).toEqual({ traceparent: TRACEPARENT });
  });

  it("is at the beginning of the data of Kinesis and Firehose", () => {
    expect(messagesOf(describeFixture("kinesis-context"))).toEqual([
      { id: "49593", carrier: { traceparent: TRACEPARENT } },
    ]);
    expect(messagesOf(describeFixture("firehose-context"))).toEqual([
      { id: "f-3", carrier: { traceparent: TRACEPARENT } },
    ]);
  });

  it("is not guessed in data of Kinesis and Firehose that does not begin with one", () => {
    expect(messagesOf(describeFixture("kinesis"))).toEqual([{ id: "49591" }, { id: "49592" }]);
    expect(messagesOf(describeFixture("firehose"))).toEqual([{ id: "f-1" }, { id: "f-2" }]);
  });
});

describe("a partial failure", () => {
  const respond = (name: string, failedIds: string[]) => describeFixture(name).batch?.respond?.(failedIds);

  it("is told to queues and streams by identifiers", () => {
    expect(respond("sqs-mixed-contexts", ["m-2"])).toEqual({ batchItemFailures: [{ itemIdentifier: "m-2" }] });
    expect(respond("kinesis", ["49592"])).toEqual({ batchItemFailures: [{ itemIdentifier: "49592" }] });
    expect(respond("dynamodb-insert", ["112"])).toEqual({ batchItemFailures: [{ itemIdentifier: "112" }] });
    expect(respond("kinesis", [])).toEqual({ batchItemFailures: [] });
  });

  it("takes what follows in its group along, in a FIFO queue", () => {
    // m-1 and m-3 are of one group, m-2 and m-4 of another.
    const identifiers = (...ids: string[]) => ({ batchItemFailures: ids.map((id) => ({ itemIdentifier: id })) });
    expect(respond("sqs-fifo-groups", ["m-1"])).toEqual(identifiers("m-1", "m-3"));
    expect(respond("sqs-fifo-groups", ["m-4"])).toEqual(identifiers("m-4"));
    expect(respond("sqs-fifo-groups", ["m-2", "m-3"])).toEqual(identifiers("m-2", "m-3", "m-4"));
  });

  it("is told to Kafka by partition and offset", () => {
    const failedIds = messagesOf(describeFixture("msk")).flatMap(({ id }) => id ?? []);
    expect(respond("msk", failedIds.slice(1))).toEqual({
      batchItemFailures: [
        { itemIdentifier: { partition: "orders-0", offset: 16 } },
        { itemIdentifier: { partition: "orders-12", offset: 7 } },
      ],
    });
  });

  it("is told to Firehose, S3 and AppSync by an answer for each", () => {
    expect(respond("firehose", ["f-2"])).toEqual({
      records: [
        { recordId: "f-1", result: "Ok", data: "YQ==" },
        { recordId: "f-2", result: "ProcessingFailed", data: "Yg==" },
      ],
    });
    expect(respond("s3-batch", ["t-1"])).toEqual({
      invocationSchemaVersion: "1.0",
      treatMissingKeysAs: "TemporaryFailure",
      invocationId: "inv-2",
      results: [{ taskId: "t-1", resultCode: "TemporaryFailure", resultString: "TemporaryFailure" }],
    });
    expect(respond("appsync-events-publish", ["e-1"])).toEqual({
      events: [
        { id: "e-1", error: "processing failed" },
        { id: "e-2", payload: { a: 2 } },
      ],
    });
  });

  it("is unknown to brokers, topics and buses", () => {
    for (const name of ["sns", "activemq", "rabbitmq", "eventbridge"]) {
      expect(describeFixture(name).batch?.respond, name).toBeUndefined();
    }
  });
});

it("an attribute of a message that is alone is none of a batch", () => {
  const batch = attributesOf(describeFixture("msk"));
  for (const name of ["kafka.offset", "kafka.message.tombstone", "messaging.destination.partition.id"]) {
    expect(batch).not.toHaveProperty(name);
  }
});
