/** Events of ten records each, made up for one source; a record knows its number under its own id. */
export interface BatchSample {
  readonly name: string;
  /** The span of a record. */
  readonly span: string;
  readonly event: Record<string, unknown>;
  readonly ids: readonly string[];
  /** A record's place among the ten, from the record as the function gets it. */
  readonly numberOf: (record: never) => number;
}

export const TEN = Array.from({ length: 10 }, (_, index) => index);
/** The trace that each record comes from, where its source has a place for that. */
export const SENDER = "0123456789abcdef0123456789abcdef";
export const senderSpanOf = (index: number): string => String(index + 1).padStart(16, "0");
export const traceparentOf = (index: number): string => `00-${SENDER}-${senderSpanOf(index)}-01`;

/** All but these of the ten. */
export const without = (...left: number[]): number[] => TEN.filter((index) => !left.includes(index));

const sqsRecords = (queue: string, groupOf?: (index: number) => string) =>
  TEN.map((index) => ({
    messageId: `m-${index}`,
    receiptHandle: "handle",
    body: String(index),
    attributes: { ApproximateReceiveCount: "1", ...(groupOf !== undefined && { MessageGroupId: groupOf(index) }) },
    messageAttributes: { traceparent: { stringValue: traceparentOf(index), dataType: "String" } },
    eventSource: "aws:sqs",
    eventSourceARN: `arn:aws:sqs:eu-central-1:123456789012:${queue}`,
  }));

const numberOfSqs = ({ body }: { body: string }): number => Number(body);

export const sqs: BatchSample = {
  name: "SQS",
  span: "process orders",
  event: { Records: sqsRecords("orders") },
  ids: TEN.map((index) => `m-${index}`),
  numberOf: numberOfSqs,
};

/** Odd records are of one group, even ones of the other. */
export const fifo: BatchSample = {
  name: "SQS FIFO",
  span: "process orders.fifo",
  event: { Records: sqsRecords("orders.fifo", (index) => (index % 2 === 0 ? "even" : "odd")) },
  ids: TEN.map((index) => `m-${index}`),
  numberOf: numberOfSqs,
};

export const kinesis: BatchSample = {
  name: "Kinesis",
  span: "process orders",
  event: {
    Records: TEN.map((index) => ({
      eventSource: "aws:kinesis",
      eventID: `shardId-000000000006:10${index}`,
      eventSourceARN: "arn:aws:kinesis:eu-central-1:123456789012:stream/orders",
      kinesis: { sequenceNumber: `10${index}`, partitionKey: "a", data: "e30=" },
    })),
  },
  ids: TEN.map((index) => `10${index}`),
  numberOf: ({ kinesis: { sequenceNumber } }: { kinesis: { sequenceNumber: string } }) => Number(sequenceNumber) - 100,
};

export const dynamoDb: BatchSample = {
  name: "DynamoDB",
  span: "process orders",
  event: {
    Records: TEN.map((index) => ({
      eventSource: "aws:dynamodb",
      eventName: "INSERT",
      eventSourceARN: "arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000",
      dynamodb: { SequenceNumber: `20${index}`, NewImage: { traceparent: { S: traceparentOf(index) } } },
    })),
  },
  ids: TEN.map((index) => `20${index}`),
  numberOf: ({ dynamodb: { SequenceNumber } }: { dynamodb: { SequenceNumber: string } }) =>
    Number(SequenceNumber) - 200,
};

/** Records 0 to 4 are of one partition, 5 to 9 of the other. */
export const kafka: BatchSample = {
  name: "Kafka",
  span: "process orders",
  event: {
    eventSource: "aws:kafka",
    records: Object.fromEntries(
      [0, 1].map((partition) => [
        `orders-${partition}`,
        TEN.slice(partition * 5, partition * 5 + 5).map((offset) => ({
          topic: "orders",
          partition,
          offset,
          value: "",
          headers: [{ traceparent: [...Buffer.from(traceparentOf(offset))] }],
        })),
      ]),
    ),
  },
  ids: TEN.map((index) => `orders-${index < 5 ? 0 : 1}:${index}`),
  numberOf: ({ offset }: { offset: number }) => offset,
};

export const activeMq: BatchSample = {
  name: "ActiveMQ",
  span: "process orders",
  event: {
    eventSource: "aws:mq",
    messages: TEN.map((index) => ({
      messageID: `ID:${index}`,
      destination: { physicalName: "orders" },
      properties: { traceparent: traceparentOf(index) },
      data: "",
    })),
  },
  ids: TEN.map((index) => `ID:${index}`),
  numberOf: ({ messageID }: { messageID: string }) => Number(messageID.slice(3)),
};

export const rabbitMq: BatchSample = {
  name: "RabbitMQ",
  span: "process orders",
  event: {
    eventSource: "aws:rmq",
    rmqMessagesByQueue: {
      "orders::/": TEN.map((index) => ({
        basicProperties: {
          messageId: `r-${index}`,
          headers: { traceparent: { bytes: [...Buffer.from(traceparentOf(index))] } },
        },
      })),
    },
  },
  ids: TEN.map((index) => `r-${index}`),
  numberOf: ({ basicProperties }: { basicProperties: { messageId: string } }) =>
    Number(basicProperties.messageId.slice(2)),
};

export const firehose: BatchSample = {
  name: "Firehose",
  span: "process orders",
  event: {
    invocationId: "i-1",
    deliveryStreamArn: "arn:aws:firehose:eu-central-1:123456789012:deliverystream/orders",
    records: TEN.map((index) => ({ recordId: `f-${index}`, data: "b2xk" })),
  },
  ids: TEN.map((index) => `f-${index}`),
  numberOf: ({ recordId }: { recordId: string }) => Number(recordId.slice(2)),
};

export const s3Batch: BatchSample = {
  name: "S3 Batch Operations",
  span: "process photos",
  event: {
    invocationSchemaVersion: "1.0",
    invocationId: "i-1",
    job: { id: "job-1" },
    tasks: TEN.map((index) => ({ taskId: `t-${index}`, s3BucketArn: "arn:aws:s3:::photos", s3Key: "a" })),
  },
  ids: TEN.map((index) => `t-${index}`),
  numberOf: ({ taskId }: { taskId: string }) => Number(taskId.slice(2)),
};

export const appSyncEvents: BatchSample = {
  name: "AppSync Events",
  span: "process orders",
  event: {
    info: { operation: "PUBLISH", channel: { path: "/orders/eu" }, channelNamespace: { name: "orders" } },
    request: { headers: { traceparent: traceparentOf(3) } },
    events: TEN.map((index) => ({ id: `e-${index}`, payload: { index } })),
  },
  ids: TEN.map((index) => `e-${index}`),
  numberOf: ({ id }: { id: string }) => Number(id.slice(2)),
};
