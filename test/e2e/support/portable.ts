/** What the sender sent. */
export const ORDER = { order: 7, city: "Köln" };
export const TEXT = JSON.stringify(ORDER);
export const BASE64 = Buffer.from(TEXT).toString("base64");
const SENT = { tenant: "acme", priority: "5" };
const TRACEPARENT = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
const TIME = "2026-03-04T05:06:07.500Z";
const AT = Date.parse(TIME);

/** What a source hands over with the message; what it cannot carry is left out. */
interface Carries {
  readonly id?: string;
  readonly attempt?: number;
  readonly enqueuedEpochMillis?: number;
  readonly attributes?: Readonly<Record<string, string>>;
  /** @default "pubsub" */
  readonly trigger?: string;
}

/** One message through one source. */
export interface Case extends Carries {
  readonly send: unknown;
  /** Google: the export that takes it. */
  readonly target?: "event" | "background" | "push";
}

const bytes = (text: string): number[] => [...Buffer.from(text)];
const text = (value: string, kind: string, type: string) => ({ [kind]: value, [type]: "String" });
const kinds = (kind: string, type: string) =>
  Object.fromEntries(
    Object.entries({ ...SENT, traceparent: TRACEPARENT }).map(([name, value]) => [name, text(value, kind, type)]),
  );

/** The message through each source on AWS Lambda. */
export const ON_LAMBDA: Record<string, Case> = {
  SQS: {
    send: {
      Records: [
        {
          messageId: "m-1",
          body: TEXT,
          attributes: { ApproximateReceiveCount: "2", SentTimestamp: String(AT) },
          messageAttributes: kinds("stringValue", "dataType"),
          eventSource: "aws:sqs",
          eventSourceARN: "arn:aws:sqs:us-east-1:123456789012:orders",
        },
      ],
    },
    id: "m-1",
    attempt: 2,
    enqueuedEpochMillis: AT,
    attributes: SENT,
  },
  SNS: {
    send: {
      Records: [
        {
          EventSource: "aws:sns",
          Sns: {
            MessageId: "m-1",
            TopicArn: "arn:aws:sns:us-east-1:123456789012:orders",
            Message: TEXT,
            Timestamp: TIME,
            MessageAttributes: kinds("Value", "Type"),
          },
        },
      ],
    },
    id: "m-1",
    enqueuedEpochMillis: AT,
    attributes: SENT,
  },
  Kinesis: {
    send: {
      Records: [
        {
          kinesis: { sequenceNumber: "m-1", data: BASE64, approximateArrivalTimestamp: AT / 1000 },
          eventID: "shardId-0:m-1",
          eventSource: "aws:kinesis",
          eventSourceARN: "arn:aws:kinesis:us-east-1:123456789012:stream/orders",
        },
      ],
    },
    id: "m-1",
    enqueuedEpochMillis: AT,
  },
  Kafka: {
    send: {
      eventSource: "aws:kafka",
      records: {
        "orders-0": [
          {
            topic: "orders",
            partition: 0,
            offset: 1,
            timestamp: AT,
            value: BASE64,
            headers: Object.entries({ ...SENT, traceparent: TRACEPARENT }).map(([name, value]) => ({
              [name]: bytes(value),
            })),
          },
        ],
      },
    },
    id: "orders-0:1",
    enqueuedEpochMillis: AT,
    attributes: SENT,
  },
  ActiveMQ: {
    send: {
      eventSource: "aws:mq",
      messages: [
        {
          messageID: "m-1",
          timestamp: AT,
          data: BASE64,
          destination: { physicalName: "orders" },
          properties: { ...SENT, priority: 5, traceparent: TRACEPARENT },
        },
      ],
    },
    id: "m-1",
    enqueuedEpochMillis: AT,
    attributes: SENT,
  },
  RabbitMQ: {
    send: {
      eventSource: "aws:rmq",
      rmqMessagesByQueue: {
        "orders::/": [
          {
            basicProperties: {
              messageId: "m-1",
              headers: { tenant: { bytes: bytes("acme") }, priority: 5, traceparent: { bytes: bytes(TRACEPARENT) } },
            },
            data: BASE64,
          },
        ],
      },
    },
    id: "m-1",
    attributes: SENT,
  },
  EventBridge: {
    send: { id: "m-1", "detail-type": "order.placed", source: "//shop", time: TIME, detail: ORDER },
    id: "m-1",
    enqueuedEpochMillis: AT,
    attributes: { type: "order.placed", source: "//shop" },
  },
};

const message = {
  messageId: "m-1",
  publishTime: TIME,
  data: BASE64,
  attributes: { ...SENT, googclient_traceparent: TRACEPARENT },
};
const subscription = "projects/local-project/subscriptions/ship";
const pubSub = { id: "m-1", enqueuedEpochMillis: AT, attributes: SENT };
const cloudEvent = { specversion: "1.0", id: "m-1", type: "order.placed", source: "//shop", time: TIME };

/** The same on Google Cloud. */
export const ON_GOOGLE: Record<string, Case> = {
  "Pub/Sub, as a CloudEvent": {
    target: "event",
    send: {
      ...cloudEvent,
      type: "google.cloud.pubsub.topic.v1.messagePublished",
      source: "//pubsub.googleapis.com/projects/local-project/topics/orders",
      data: { message, subscription, deliveryAttempt: 2 },
    },
    ...pubSub,
    attempt: 2,
  },
  "Pub/Sub, to a background function": {
    target: "background",
    send: {
      data: {
        "@type": "type.googleapis.com/google.pubsub.v1.PubsubMessage",
        data: BASE64,
        attributes: message.attributes,
      },
      context: {
        eventId: "m-1",
        timestamp: TIME,
        eventType: "google.pubsub.topic.publish",
        resource: { service: "pubsub.googleapis.com", name: "projects/local-project/topics/orders" },
      },
    },
    ...pubSub,
  },
  "Pub/Sub, by push": { target: "push", send: { message, subscription, deliveryAttempt: 2 }, ...pubSub, attempt: 2 },
  "a CloudEvent": {
    target: "event",
    send: { ...cloudEvent, tenant: "acme", priority: "5", data: ORDER },
    id: "m-1",
    enqueuedEpochMillis: AT,
    attributes: { type: "order.placed", source: "//shop", ...SENT },
    trigger: "other",
  },
};

const properties = { ...SENT, priority: 5, traceparent: TRACEPARENT, "Diagnostic-Id": TRACEPARENT };
const serviceBus = { id: "m-1", attempt: 2, enqueuedEpochMillis: AT, attributes: SENT };

/** The same on Azure Functions. */
export const ON_AZURE: Record<string, Case> = {
  "a Service Bus queue": {
    send: {
      functionName: "bus",
      input: ORDER,
      triggerMetadata: {
        messageId: "m-1",
        deliveryCount: 2,
        enqueuedTimeUtc: TIME,
        applicationProperties: properties,
      },
    },
    ...serviceBus,
  },
  "a Service Bus topic": {
    send: {
      functionName: "buses",
      input: [TEXT],
      triggerMetadata: {
        messageIdArray: ["m-1"],
        deliveryCountArray: [2],
        enqueuedTimeUtcArray: [TIME],
        applicationPropertiesArray: [properties],
      },
    },
    ...serviceBus,
  },
  "Event Hubs": {
    send: {
      functionName: "hub",
      input: [ORDER],
      triggerMetadata: { enqueuedTimeUtcArray: [TIME], propertiesArray: [properties] },
    },
    enqueuedEpochMillis: AT,
    attributes: SENT,
  },
  "Event Grid": {
    send: {
      functionName: "grid",
      input: { id: "m-1", topic: "//shop", eventType: "order.placed", eventTime: TIME, dataVersion: "1", data: ORDER },
    },
    id: "m-1",
    enqueuedEpochMillis: AT,
    attributes: { type: "order.placed", source: "//shop" },
  },
  "a storage queue": {
    send: {
      functionName: "queue",
      input: TEXT,
      triggerMetadata: { id: "m-1", dequeueCount: 2, insertionTime: TIME },
    },
    id: "m-1",
    attempt: 2,
    enqueuedEpochMillis: AT,
  },
  Kafka: {
    send: {
      functionName: "kafka",
      input: {
        Offset: 1,
        Partition: 0,
        Topic: "orders",
        Timestamp: TIME,
        Value: TEXT,
        Headers: Object.entries({ ...SENT, traceparent: TRACEPARENT }).map(([Key, value]) => ({
          Key,
          Value: Buffer.from(value).toString("base64"),
        })),
      },
    },
    enqueuedEpochMillis: AT,
    attributes: SENT,
  },
  RabbitMQ: {
    send: {
      functionName: "rabbit",
      input: TEXT,
      triggerMetadata: { basicProperties: { messageId: "m-1", headers: properties } },
    },
    id: "m-1",
    attributes: SENT,
  },
};
