import type { MessageContent } from "@isobar/core";
import { messagingInvocation } from "@isobar/core/describe";
import {
  ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME,
  ATTR_KAFKA_MESSAGE_TOMBSTONE,
  ATTR_KAFKA_OFFSET,
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_DESTINATION_PARTITION_ID,
} from "@isobar/core/semconv";
import type { LambdaEvent } from "../types.ts";
import { readKafkaAttributes, readKafkaHeaders } from "./kafka-headers.ts";
import { known, numberAt, readAt, rereadable, secondsFromMillis, textAt } from "./read.ts";
import type { TriggerDescription, TriggerReader } from "./table.ts";

/**
 * Kafka in Amazon MSK.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
 */
export const msk: TriggerReader = {
  type: "aws.msk",
  knows: (event) => event.eventSource === "aws:kafka",
  read: readKafkaEvent,
};

/** Kafka that its users run themselves; both spellings occur. */
export const selfManagedKafka: TriggerReader = {
  type: "kafka",
  knows: (event) => event.eventSource === "aws:SelfManagedKafka" || event.eventSource === "SelfManagedKafka",
  read: readKafkaEvent,
};

/** The records of one partition, under the name that the event has for it: `orders-0`. */
type Partition = readonly [name: string, records: readonly unknown[]];

function readKafkaEvent(event: LambdaEvent, functionName: string): TriggerDescription {
  const partitions = readAt(event, "records");
  const names = typeof partitions === "object" && partitions !== null ? Object.keys(partitions) : [];
  return describeKafka(
    names.map((name): Partition => [name, readList(readAt(partitions, name))]),
    functionName,
  );
}

/** Some converters make objects of lists. */
function readList(records: unknown): readonly unknown[] {
  if (Array.isArray(records)) return records;
  return typeof records === "object" && records !== null ? Object.values(records) : [];
}

/** EventBridge Pipes flatten the records, and name the partition in each. */
export function describeFlatKafka(records: readonly unknown[], functionName: string): TriggerDescription {
  const [first] = records;
  const name = textAt(first, "eventSourceKey") ?? `${textAt(first, "topic")}-${readPartitionId(first)}`;
  const isOnePartition = readAt(records.at(-1), "eventSourceKey") === readAt(first, "eventSourceKey");
  return describeKafka([[name, records]], functionName, isOnePartition);
}

function describeKafka(
  partitions: readonly Partition[],
  functionName: string,
  isOnePartition = partitions.length === 1,
): TriggerDescription {
  const [name = "", records = []] = partitions[0] ?? [];
  const [first] = records;
  const topic = textAt(first, "topic") ?? readTopic(name);
  const isOneTopic = partitions.every(([other]) => readTopic(other) === readTopic(name));
  const count = partitions.reduce((sum, [, list]) => sum + list.length, 0);
  const isOne = count === 1 && records.length === 1;
  return messagingInvocation({
    system: "kafka",
    destination: isOneTopic ? topic : undefined,
    fallbackName: isOneTopic ? functionName : "process multiple_sources",
    count,
    isBatch: true,
    records: rereadable(() => readRecords(partitions)),
    content: readContent,
    order: "stop",
    attributes: known({
      [ATTR_MESSAGING_DESTINATION_PARTITION_ID]: isOnePartition ? readPartitionId(first) : undefined,
      ...(isOne && {
        [ATTR_KAFKA_OFFSET]: numberAt(first, "offset"),
        [ATTR_KAFKA_MESSAGE_TOMBSTONE]: readAt(first, "value") === null ? true : undefined,
        [ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME]: secondsFromMillis(numberAt(first, "timestamp")),
      }),
    }),
    respond: (failedIds) => ({ batchItemFailures: failedIds.map((id) => ({ itemIdentifier: readIdentifier(id) })) }),
  });
}

function readTopic(name: string): string | undefined {
  return name.replace(/-\d{1,10}$/, "") || undefined;
}

function readPartitionId(record: unknown): string | undefined {
  return numberAt(record, "partition")?.toString();
}

function* readRecords(partitions: readonly Partition[]) {
  for (const [name, records] of partitions) {
    for (const value of records) {
      const group = textAt(value, "eventSourceKey") ?? name;
      const offset = numberAt(value, "offset");
      const carrier = readKafkaHeaders(readAt(value, "headers"));
      yield {
        value,
        group,
        ...(offset !== undefined && { id: `${group}:${offset}` }),
        ...(carrier !== undefined && { carrier }),
        attributes: known({
          [ATTR_MESSAGING_DESTINATION_NAME]: textAt(value, "topic") ?? readTopic(group),
          [ATTR_MESSAGING_DESTINATION_PARTITION_ID]: readPartitionId(value),
          [ATTR_KAFKA_OFFSET]: offset,
        }),
      };
    }
  }
}

/** A tombstone has no body. */
function readContent(record: unknown): MessageContent {
  return {
    body: readAt(record, "value") ?? undefined,
    encoding: "base64",
    enqueuedEpochMillis: numberAt(record, "timestamp"),
    attributes: () => readKafkaAttributes(readAt(record, "headers")),
  };
}

/** Kafka has no message ids: an offset in a partition is one, and no name of a topic has a colon. */
function readIdentifier(id: string): { partition: string; offset: number } {
  const at = id.lastIndexOf(":");
  return { partition: id.slice(0, at), offset: Number(id.slice(at + 1)) };
}
