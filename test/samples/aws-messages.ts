import { headerText, kafkaRows } from "./aws-kafka.ts";
import { carrierOf, each, messageRow, parsed, requestCarrier, single } from "./aws-rules.ts";
import {
  arn,
  at,
  between,
  type Expected,
  first,
  from,
  lengthOf,
  type MessageRow,
  type Row,
  secondsOfIso,
  secondsOfMillis,
  text,
} from "./expect.ts";

const records = ["Records"] as const;
const queueArn = text("Records", 0, "eventSourceARN");

const queueUrl = from(queueArn, (value) => {
  const [, partition, , region, account, name] = value.split(":");
  return `https://sqs.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}/${account}/${name}`;
});

/** triggers.md 1.7, SQS: attributes, then the body of SNS or EventBridge; the system attribute beside them. */
const sqsMessage = (item: unknown): MessageRow => {
  const body = { body: parsed("body")(item) };
  const inBody = (name: string): Expected<string> =>
    first(
      text("body", "MessageAttributes", name, "Value"),
      text("body", "detail", name),
      text("body", "detail", "_datadog", name),
    );
  const sent = (name: string): Expected => {
    const attribute = text("messageAttributes", name, "stringValue");
    return (sample) => attribute(sample) ?? inBody(name)(body);
  };
  return {
    id: at("messageId")(item),
    carrier: carrierOf(item, {
      traceparent: sent("traceparent"),
      tracestate: sent("tracestate"),
      baggage: sent("baggage"),
      "x-amzn-trace-id": text("attributes", "AWSTraceHeader"),
    }),
  };
};

const isNotification = (body: unknown): boolean => at("Type")(body) === "Notification";

const sqs = (files: string): Row =>
  messageRow({
    files,
    type: "aws.sqs",
    system: "aws.sqs",
    destination: arn(queueArn, 5),
    count: lengthOf(...records),
    attributes: {
      "aws.sqs.queue.url": queueUrl,
      "messaging.message.id": single(records, at("Records", 0, "messageId")),
      "aws.sns.topic.arn": single(
        records,
        from(parsed("Records", 0, "body"), (body) => (isNotification(body) ? text("TopicArn")(body) : undefined)),
      ),
      "isobar.attempt": single(records, from(text("Records", 0, "attributes", "ApproximateReceiveCount"), Number)),
      "isobar.message.enqueued_time": single(records, secondsOfMillis(at("Records", 0, "attributes", "SentTimestamp"))),
    },
    messages: each(records, sqsMessage),
  });

/** A binary attribute is base64 (triggers.md 1.7, SNS). */
const snsAttribute =
  (name: string): Expected<string> =>
  (item) => {
    const attribute = at("Sns", "MessageAttributes", name)(item);
    const value = text("Value")(attribute);
    return at("Type")(attribute) === "Binary" && value !== undefined ? atob(value) : value;
  };

const sns = (files: string): Row =>
  messageRow({
    files,
    type: "aws.sns",
    system: "aws.sns",
    destination: arn(text("Records", 0, "Sns", "TopicArn"), 5),
    attributes: {
      "aws.sns.topic.arn": text("Records", 0, "Sns", "TopicArn"),
      "messaging.message.id": text("Records", 0, "Sns", "MessageId"),
      "isobar.message.enqueued_time": secondsOfIso(text("Records", 0, "Sns", "Timestamp")),
    },
    messages: each(records, (item) => ({
      id: at("Sns", "MessageId")(item),
      carrier: carrierOf(item, { traceparent: snsAttribute("traceparent"), tracestate: snsAttribute("tracestate") }),
    })),
  });

const eventBridge = (files: string): Row =>
  messageRow({
    files,
    type: "aws.eventbridge",
    system: "aws.eventbridge",
    attributes: {
      "messaging.message.id": text("id"),
      "isobar.event.source": text("source"),
      "isobar.event.type": text("detail-type"),
      "isobar.message.enqueued_time": secondsOfIso(text("time")),
      "isobar.aws.eventbridge.account_id": text("account"),
      "isobar.aws.eventbridge.region": text("region"),
      "isobar.aws.eventbridge.replay_name": text("replay-name"),
    },
    messages: (sample) => [
      {
        id: at("id")(sample),
        carrier: carrierOf(sample, {
          traceparent: first(text("detail", "traceparent"), text("detail", "_datadog", "traceparent")),
        }),
      },
    ],
  });

const streamArn = text("Records", 0, "eventSourceARN");

const kinesis: Row = messageRow({
  files: "kinesis",
  type: "aws.kinesis",
  system: "aws.kinesis",
  destination: between(streamArn, "stream/"),
  count: lengthOf(...records),
  attributes: {
    "aws.kinesis.stream_name": between(streamArn, "stream/"),
    "messaging.destination.partition.id": from(text("Records", 0, "eventID"), (id) => id.split(":")[0]),
    "messaging.message.id": single(records, at("Records", 0, "kinesis", "sequenceNumber")),
    "isobar.message.enqueued_time": single(
      records,
      from(at("Records", 0, "kinesis", "approximateArrivalTimestamp"), (seconds) => Math.floor(Number(seconds))),
    ),
  },
  messages: each(records, (item) => ({ id: at("kinesis", "sequenceNumber")(item), carrier: {} })),
});

const rabbitQueues = (sample: unknown): [string, unknown[]][] =>
  Object.entries((at("rmqMessagesByQueue")(sample) ?? {}) as Record<string, unknown[]>);
const oneRabbit = (sample: unknown): unknown => {
  const messages = rabbitQueues(sample).flatMap(([, list]) => list);
  return messages.length === 1 ? messages[0] : undefined;
};
const rabbitHeader = (item: unknown, name: string): unknown => {
  const value = at("basicProperties", "headers", name)(item);
  return typeof value === "string" ? value : headerText(at("bytes")(value));
};

/** triggers.md 1.7. */
export const messageRows: readonly Row[] = [
  sqs("sqs"),
  sqs("sns-sqs"),
  sqs("s3-sqs"),
  sqs("eventbridge-sqs"),
  sns("sns"),
  sns("eventbridge-sns"),
  ...["eventbridge", "autoscaling", "codebuild", "codepipeline-state-change", "ecr", "s3-eventbridge"].map(eventBridge),
  kinesis,
  ...kafkaRows,
  messageRow({
    files: "mq-activemq",
    type: "aws.mq.activemq",
    system: "activemq",
    destination: text("messages", 0, "destination", "physicalName"),
    count: lengthOf("messages"),
    attributes: {
      "messaging.message.id": single(["messages"], text("messages", 0, "messageID")),
      "messaging.message.conversation_id": single(["messages"], text("messages", 0, "correlationID")),
      "isobar.message.redelivered": single(["messages"], at("messages", 0, "redelivered")),
      "isobar.message.enqueued_time": single(["messages"], secondsOfMillis(at("messages", 0, "timestamp"))),
    },
    messages: each(["messages"], (item) => ({
      id: at("messageID")(item),
      carrier: carrierOf(item, { traceparent: text("properties", "traceparent") }),
    })),
  }),
  messageRow({
    files: "mq-rabbitmq",
    type: "aws.mq.rabbitmq",
    system: "rabbitmq",
    destination: (sample) => rabbitQueues(sample)[0]?.[0].split("::")[0],
    count: (sample) => rabbitQueues(sample).flatMap(([, list]) => list).length,
    attributes: {
      "messaging.message.id": (sample) => text("basicProperties", "messageId")(oneRabbit(sample)),
      "messaging.message.conversation_id": (sample) => text("basicProperties", "correlationId")(oneRabbit(sample)),
      "isobar.message.redelivered": (sample) => at("redelivered")(oneRabbit(sample)),
    },
    messages: (sample) =>
      rabbitQueues(sample)
        .flatMap(([, list]) => list)
        .map((item) => ({
          id: text("basicProperties", "messageId")(item),
          carrier: carrierOf(item, { traceparent: (message) => rabbitHeader(message, "traceparent") }),
        })),
  }),
  messageRow({
    files: "firehose",
    type: "aws.firehose",
    system: "aws.firehose",
    destination: between(text("deliveryStreamArn"), "deliverystream/"),
    count: lengthOf("records"),
    attributes: {
      "messaging.message.id": single(["records"], text("records", 0, "recordId")),
      "isobar.event.id": text("invocationId"),
    },
    messages: each(["records"], (item) => ({ id: at("recordId")(item), carrier: {} })),
  }),
  messageRow({
    files: "appsync-events",
    type: "aws.appsync.events",
    system: "aws.appsync",
    destination: text("info", "channelNamespace", "name"),
    count: lengthOf("events"),
    attributes: {
      "messaging.message.id": single(["events"], text("events", 0, "id")),
      "isobar.event.type": text("info", "operation"),
    },
    messages: (sample) =>
      each(["events"], (item) => ({
        id: at("id")(item),
        carrier: carrierOf(sample, requestCarrier(["request", "headers"])),
      }))(sample),
  }),
  messageRow({
    files: "eventbridge-pipes-kinesis",
    type: "aws.eventbridge.pipes",
    system: "aws.kinesis",
    destination: between(text(0, "eventSourceARN"), "stream/"),
    count: lengthOf(),
    attributes: {
      "aws.kinesis.stream_name": between(text(0, "eventSourceARN"), "stream/"),
      "messaging.destination.partition.id": from(text(0, "eventID"), (id) => id.split(":")[0]),
      "messaging.message.id": single([], text(0, "sequenceNumber")),
      "isobar.message.enqueued_time": single(
        [],
        from(at(0, "approximateArrivalTimestamp"), (seconds) => Math.floor(Number(seconds))),
      ),
    },
    messages: each([], (item) => ({ id: at("sequenceNumber")(item), carrier: {} })),
  }),
  messageRow({
    files: "eventbridge-pipes-sqs",
    type: "aws.eventbridge.pipes",
    system: "aws.sqs",
    destination: arn(text(0, "eventSourceARN"), 5),
    count: lengthOf(),
    attributes: {
      "aws.sqs.queue.url": (sample) => queueUrl({ Records: sample }),
      "messaging.message.id": single([], text(0, "messageId")),
      "isobar.attempt": single([], from(text(0, "attributes", "ApproximateReceiveCount"), Number)),
      "isobar.message.enqueued_time": single([], secondsOfMillis(at(0, "attributes", "SentTimestamp"))),
    },
    messages: each([], sqsMessage),
  }),
];
