import {
  type Attributes,
  type Fields,
  kafkaHeaders,
  type Messages,
  mapValues,
  readHeaders,
  toBase64,
  toBytes,
  type Ways,
} from "./messages.ts";

/** What Lambda calls a function with. */
export interface AwsDelivery {
  readonly event: unknown;
  /** Of the context object, what is not there in every call. */
  readonly context?: Fields;
  /** What the runtime sets for the call. */
  readonly env?: Readonly<Record<string, string>>;
}

const ARN = "eu-west-1:123456789012";

/** How messages reach a Lambda function. */
export const TO_AWS: Ways<AwsDelivery> = {
  SQS: { system: "sqs", deliver: (message) => ({ event: { Records: [ownRecord(message)] } }) },
  "SQS, through a pipe": { system: "sqs", deliver: (message) => ({ event: [ownRecord(message)] }) },
  SNS: {
    system: "sns",
    deliver: (message) => ({ event: { Records: [{ EventSource: "aws:sns", Sns: notification(message) }] } }),
  },
  "SNS, through SQS": {
    system: "sns",
    deliver: (message) => ({ event: { Records: [sqsRecord(JSON.stringify(notification(message)))] } }),
  },
  "SNS, delivered raw to SQS": {
    system: "sns",
    deliver: ({ Message, MessageAttributes }) => ({
      event: { Records: [sqsRecord(Message, { attributes: MessageAttributes })] },
    }),
  },
  EventBridge: {
    system: "eventbridge",
    deliver: (entry) => ({
      event: ruleEvent(entry),
      env: entry.TraceHeader === undefined ? {} : { _X_AMZN_TRACE_ID: entry.TraceHeader },
    }),
  },
  "EventBridge, through SQS": {
    system: "eventbridge",
    deliver: (entry) => ({
      event: { Records: [sqsRecord(JSON.stringify(ruleEvent(entry)), { trace: entry.TraceHeader })] },
    }),
  },
  "EventBridge, through SNS and SQS": {
    system: "eventbridge",
    deliver: (entry) => {
      const body = JSON.stringify(notification({ Message: JSON.stringify(ruleEvent(entry)) }));
      return { event: { Records: [sqsRecord(body, { trace: entry.TraceHeader })] } };
    },
  },
  Kinesis: {
    system: "kinesis",
    deliver: ({ Data }) => ({
      event: { Records: [{ ...SHARD, kinesis: { data: toBase64(Data), sequenceNumber: "1" } }] },
    }),
  },
  "Kinesis, through a pipe": {
    system: "kinesis",
    deliver: ({ Data }) => ({ event: [{ ...SHARD, data: toBase64(Data), sequenceNumber: "1" }] }),
  },
  "Kinesis, through Firehose": {
    system: "kinesis",
    deliver: ({ Data }) => ({
      event: {
        deliveryStreamArn: `arn:aws:firehose:${ARN}:deliverystream/orders`,
        records: [{ recordId: "1", data: toBase64(Data) }],
      },
    }),
  },
  "Kafka, from MSK": {
    system: "kafka",
    deliver: (record) => {
      const headers = kafkaHeaders(record).map(([name, value]) => ({ [name]: toBytes(value) }));
      const own = { topic: "orders", partition: 0, offset: 1, value: toBase64(record.value), headers };
      return { event: { eventSource: "aws:kafka", records: { "orders-0": [own] } } };
    },
  },
  RabbitMQ: {
    system: "rabbitmq",
    deliver: ({ content = "", headers }) => {
      const basicProperties = { headers: mapValues(headers, (text) => ({ bytes: toBytes(text) })) };
      return {
        event: {
          eventSource: "aws:rmq",
          rmqMessagesByQueue: { "orders::/": [{ basicProperties, data: toBase64(content) }] },
        },
      };
    },
  },
  "a direct call": {
    system: "lambda",
    deliver: ({ Payload, ClientContext }) => ({
      event: JSON.parse(Payload) as unknown,
      context: { clientContext: JSON.parse(Buffer.from(ClientContext, "base64").toString()) as unknown },
    }),
  },
  "a request": {
    system: "http",
    deliver: (headers) => {
      const http = { method: "GET", path: "/orders/1" };
      return {
        event: {
          version: "2.0",
          routeKey: "$default",
          rawPath: http.path,
          headers: readHeaders(headers),
          requestContext: { http, domainName: "shop.lambda-url.eu-west-1.on.aws" },
        },
      };
    },
  },
};

const SHARD = {
  eventSource: "aws:kinesis",
  eventID: "shardId-000000000000:1",
  eventSourceARN: `arn:aws:kinesis:${ARN}:stream/orders`,
};

const ownRecord = ({ MessageBody, MessageAttributes, MessageSystemAttributes }: Messages["sqs"]) =>
  sqsRecord(MessageBody, {
    attributes: MessageAttributes,
    trace: MessageSystemAttributes?.AWSTraceHeader?.StringValue,
  });

/** A message of a queue as Lambda gets it. */
function sqsRecord(
  body: string,
  {
    attributes = {},
    trace,
  }: { readonly attributes?: Attributes | undefined; readonly trace?: string | undefined } = {},
) {
  return {
    eventSource: "aws:sqs",
    eventSourceARN: `arn:aws:sqs:${ARN}:orders`,
    messageId: "1",
    body,
    attributes: trace === undefined ? {} : { AWSTraceHeader: trace },
    messageAttributes: mapValues(attributes, ({ DataType, StringValue }) => ({
      dataType: DataType,
      stringValue: StringValue,
    })),
  };
}

const notification = ({ Message, MessageAttributes = {} }: Messages["sns"]) => ({
  Type: "Notification",
  MessageId: "1",
  TopicArn: `arn:aws:sns:${ARN}:orders`,
  Message,
  MessageAttributes: mapValues(MessageAttributes, ({ DataType, StringValue }) => ({
    Type: DataType,
    Value: StringValue,
  })),
});

const ruleEvent = ({ Detail }: Messages["eventbridge"]) => ({
  source: "shop",
  "detail-type": "ordered",
  id: "1",
  detail: JSON.parse(Detail) as unknown,
});
