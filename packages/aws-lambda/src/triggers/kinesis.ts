import type { MessageContent } from "@isobar/core";
import { messagingInvocation } from "@isobar/core/describe";
import {
  ATTR_AWS_KINESIS_STREAM_NAME,
  ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME,
  ATTR_MESSAGING_DESTINATION_PARTITION_ID,
} from "@isobar/core/semconv";
import { readDataCarrier } from "./kinesis-carrier.ts";
import { afterPrefix, known, numberAt, readAt, rereadable, textAt } from "./read.ts";
import { recordSource, recordsOf, respondWithIdentifiers } from "./records.ts";
import type { TriggerDescription, TriggerReader } from "./table.ts";

/**
 * Kinesis: the records of one invocation are of one shard. They have no place for trace context but their data, where
 * `inject` puts it first; what else a producer writes into it is not looked into.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export const kinesis: TriggerReader = {
  type: "aws.kinesis",
  knows: (event) => recordSource(event) === "aws:kinesis",
  read: (event, functionName) => describeKinesis(recordsOf(event), functionName, textAt(event, "eventSourceARN")),
};

/** @param windowArn - the stream, where the last event of a tumbling window has no record */
export function describeKinesis(
  records: readonly unknown[],
  functionName: string,
  windowArn?: string,
): TriggerDescription {
  const [first] = records;
  const stream = afterPrefix(textAt(first, "eventSourceARN") ?? windowArn, ":stream/")?.split("/", 1)[0];
  const arrival = readArrivalSeconds(first);
  const isOne = records.length === 1;
  return messagingInvocation({
    system: "aws.kinesis",
    destination: stream,
    fallbackName: functionName,
    count: records.length,
    isBatch: true,
    records: rereadable(() => readRecords(records)),
    content: readContent,
    order: "stop",
    messageId: isOne ? readSequenceNumber(first) : undefined,
    attributes: known({
      [ATTR_AWS_KINESIS_STREAM_NAME]: stream,
      [ATTR_MESSAGING_DESTINATION_PARTITION_ID]: readShard(textAt(first, "eventID")),
      [ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME]: isOne && arrival !== undefined ? Math.floor(arrival) : undefined,
    }),
    respond: respondWithIdentifiers,
  });
}

/** `shardId-000000000006:4959...`: the shard and the sequence number. */
function readShard(eventId: string | undefined): string | undefined {
  const [shard, sequenceNumber] = eventId?.split(":", 2) ?? [];
  return sequenceNumber === undefined ? undefined : shard;
}

function readArrivalSeconds(record: unknown): number | undefined {
  return numberAt(record, "kinesis", "approximateArrivalTimestamp") ?? numberAt(record, "approximateArrivalTimestamp");
}

/** A record has no attributes. */
function readContent(record: unknown): MessageContent {
  const arrival = readArrivalSeconds(record);
  return {
    body: readAt(record, "kinesis", "data") ?? readAt(record, "data"),
    encoding: "base64",
    enqueuedEpochMillis: arrival === undefined ? undefined : Math.floor(arrival * 1000),
  };
}

/** EventBridge Pipes flatten what is under `kinesis`. */
function readSequenceNumber(record: unknown): string | undefined {
  return textAt(record, "kinesis", "sequenceNumber") ?? textAt(record, "sequenceNumber");
}

function* readRecords(records: readonly unknown[]) {
  for (const value of records) {
    const id = readSequenceNumber(value);
    const carrier = readDataCarrier(readAt(value, "kinesis", "data") ?? readAt(value, "data"));
    yield {
      value,
      group: readShard(textAt(value, "eventID")) ?? "",
      ...(id !== undefined && { id }),
      ...(carrier !== undefined && { carrier }),
    };
  }
}
