import { messagingInvocation } from "@isobar/core/describe";
import {
  ATTR_AWS_SNS_TOPIC_ARN,
  ATTR_AWS_SQS_QUEUE_URL,
  ATTR_ISOBAR_ATTEMPT,
  ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME,
} from "@isobar/core/semconv";
import { arnPart, known, numberAt, readAt, secondsFromMillis, textAt } from "./read.ts";
import { recordSource, recordsOf, respondWithIdentifiers } from "./records.ts";
import { readEnvelopeTopic } from "./sqs-envelope.ts";
import { readSqsContent, readSqsRecords } from "./sqs-messages.ts";
import type { TriggerDescription, TriggerReader } from "./table.ts";

/**
 * SQS, also where SNS, EventBridge or S3 fill the queue.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export const sqs: TriggerReader = {
  type: "aws.sqs",
  knows: (event) => recordSource(event) === "aws:sqs",
  read: (event, functionName) => describeSqs(recordsOf(event), functionName),
};

/** All records of one invocation come from one queue; only made-up events mix them. */
export function describeSqs(records: readonly unknown[], functionName: string): TriggerDescription {
  const [first] = records;
  const arn = textAt(first, "eventSourceARN");
  const isOneQueue = readAt(records.at(-1), "eventSourceARN") === readAt(first, "eventSourceARN");
  const queue = isOneQueue ? arnPart(arn, 5) : undefined;
  const isFifo = queue?.endsWith(".fifo") === true;
  return messagingInvocation({
    system: "aws.sqs",
    destination: queue,
    fallbackName: isOneQueue ? functionName : "process multiple_sources",
    count: records.length,
    isBatch: true,
    records: readSqsRecords(records, isFifo),
    content: readSqsContent,
    ...(isFifo && { order: "stop" }),
    messageId: records.length === 1 ? textAt(first, "messageId") : undefined,
    attributes: {
      ...(isOneQueue && known({ [ATTR_AWS_SQS_QUEUE_URL]: readQueueUrl(arn) })),
      ...(records.length === 1 && describeMessage(first)),
    },
    respond: isFifo ? (failedIds) => respondWithIdentifiers(withFollowers(records, failedIds)) : respondWithIdentifiers,
  });
}

/** What is said of a message that is alone in its batch. */
function describeMessage(record: unknown) {
  return known({
    [ATTR_ISOBAR_ATTEMPT]: numberAt(record, "attributes", "ApproximateReceiveCount"),
    [ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME]: secondsFromMillis(numberAt(record, "attributes", "SentTimestamp")),
    [ATTR_AWS_SNS_TOPIC_ARN]: readEnvelopeTopic(readAt(record, "body")),
  });
}

function readQueueUrl(arn: string | undefined): string | undefined {
  const [scheme, partition, , region, account, name] = arn?.split(":", 6) ?? [];
  if (scheme !== "arn" || !region || !account || !name) return undefined;
  return `https://sqs.${region}.${partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"}/${account}/${name}`;
}

/**
 * In a FIFO queue, what follows a failed message in its group has to be tried again after it: Lambda deletes what is
 * not named.
 */
function withFollowers(records: readonly unknown[], failedIds: readonly string[]): string[] {
  const failed = new Set(failedIds);
  const groups = new Set<unknown>();
  for (const record of records) {
    const id = textAt(record, "messageId");
    const group = readAt(record, "attributes", "MessageGroupId");
    if (id === undefined) continue;
    if (group !== undefined && groups.has(group)) failed.add(id);
    if (failed.has(id)) groups.add(group);
  }
  return [...failed];
}
