import type { Attributes } from "@isobar/core";
import { type MessagingCallParts, messagingCall, readOwn } from "@isobar/core/describe";
import { ATTR_AWS_KINESIS_STREAM_NAME, ATTR_AWS_SNS_TOPIC_ARN, ATTR_AWS_SQS_QUEUE_URL } from "@isobar/core/semconv";
import type { BodyNames } from "./body-names.ts";

type Work = readonly [operation: string, type: MessagingCallParts["type"]];

const SEND: Work = ["send", "send"];
const RECEIVE: Work = ["receive", "receive"];
const DELETE: Work = ["delete", "settle"];
const CHANGE_VISIBILITY: Work = ["change_visibility", "settle"];

interface MessagingService {
  readonly system: string;
  /** What operations of the service are in the conventions' words; the others are calls like those of any service. */
  readonly work: Readonly<Record<string, Work>>;
  destination(names: BodyNames): { readonly name?: string | undefined; readonly attributes?: Attributes };
}

const afterLast = (text: string | undefined, separator: string): string | undefined =>
  text?.slice(text.lastIndexOf(separator) + 1);

const SERVICES: Readonly<Record<string, MessagingService>> = {
  sqs: {
    system: "aws.sqs",
    work: {
      SendMessage: SEND,
      SendMessageBatch: SEND,
      ReceiveMessage: RECEIVE,
      DeleteMessage: DELETE,
      DeleteMessageBatch: DELETE,
      ChangeMessageVisibility: CHANGE_VISIBILITY,
      ChangeMessageVisibilityBatch: CHANGE_VISIBILITY,
    },
    destination({ QueueUrl }) {
      const url = QueueUrl?.[0];
      return { name: afterLast(url, "/"), ...(url !== undefined && { attributes: { [ATTR_AWS_SQS_QUEUE_URL]: url } }) };
    },
  },
  sns: {
    system: "aws.sns",
    work: { Publish: SEND, PublishBatch: SEND },
    destination({ TopicArn }) {
      const arn = TopicArn?.[0];
      return { name: afterLast(arn, ":"), ...(arn !== undefined && { attributes: { [ATTR_AWS_SNS_TOPIC_ARN]: arn } }) };
    },
  },
  events: {
    system: "aws.eventbridge",
    work: { PutEvents: SEND },
    destination({ "Entries.EventBusName": buses = [] }) {
      return { name: buses.length === 1 ? afterLast(buses[0], "/") : undefined };
    },
  },
  kinesis: {
    system: "aws.kinesis",
    work: { PutRecord: SEND, PutRecords: SEND, GetRecords: RECEIVE },
    destination({ StreamName, StreamARN }) {
      const stream = StreamName?.[0] ?? afterLast(StreamARN?.[0], "/");
      return { name: stream, ...(stream !== undefined && { attributes: { [ATTR_AWS_KINESIS_STREAM_NAME]: stream } }) };
    },
  },
  firehose: {
    system: "aws.firehose",
    work: { PutRecord: SEND, PutRecordBatch: SEND },
    destination: ({ DeliveryStreamName }) => ({ name: DeliveryStreamName?.[0] }),
  },
};

/** A call to a queue, topic, bus or stream in the words of the messaging conventions; undefined where it is none. */
export function describeMessaging(
  service: string,
  operation: string | undefined,
  names: BodyNames,
): ReturnType<typeof messagingCall> | undefined {
  const known = readOwn(SERVICES, service);
  const [name, type] = readOwn(known?.work ?? {}, operation) ?? [];
  if (known === undefined || name === undefined || type === undefined) return undefined;
  const { name: destination, attributes } = known.destination(names);
  return messagingCall({
    system: known.system,
    operation: name,
    type,
    destination,
    ...(attributes !== undefined && { attributes }),
  });
}
