import { messagingInvocation, readEpochMillis, readEpochSeconds, readObject, readString } from "@isobar/core/describe";
import {
  ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME,
  ATTR_KAFKA_MESSAGE_TOMBSTONE,
  ATTR_KAFKA_OFFSET,
  ATTR_MESSAGING_CONSUMER_GROUP_NAME,
  ATTR_MESSAGING_DESTINATION_PARTITION_ID,
} from "@isobar/core/semconv";
import { readResolved } from "./app-setting.ts";
import { parseJson, readHeaderList, readHeaderListContext } from "./message-context.ts";
import { readLinks, readRecords } from "./messages.ts";
import { readInteger } from "./numbers.ts";
import type { TriggerReader } from "./table.ts";

/**
 * Kafka, one record or a batch. Its records come as `{Offset, Partition, Topic, Timestamp, Value, Key, Headers}`, often
 * as JSON text. Not the key: it is often a customer's id.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-kafka-trigger
 */
export const kafkaTrigger: TriggerReader = ({ input, context, options, faasName, env }) => {
  const metadata = readObject(context.triggerMetadata) ?? {};
  const isBatch = readString(options.cardinality)?.toLowerCase() === "many";
  const records: readonly unknown[] = isBatch && Array.isArray(input) ? input : [input];
  const record = (index: number, maxLength?: number): Record<string, unknown> => {
    const value = records[index];
    return readObject(typeof value === "string" ? parseJson(value, maxLength) : value) ?? {};
  };
  const one = isBatch ? {} : metadata;
  const headersAt = (index: number) => (isBatch ? readItem(metadata.headersArray, index) : metadata.headers);
  const readCarrier = (index: number, own: Record<string, unknown>) =>
    readHeaderListContext(headersAt(index)) ?? readHeaderListContext(own.Headers);
  const only = records.length === 1 ? record(0) : {};
  const group = readResolved(options.consumerGroup, env);
  return messagingInvocation({
    system: "kafka",
    destination: readResolved(options.topic, env) ?? readString(only.Topic),
    fallbackName: faasName,
    count: records.length,
    isBatch,
    messages: readLinks(records.length, (index) => ({ carrier: readCarrier(index, record(index)) })),
    records: readRecords(records, (index) => {
      const own = record(index);
      const partition = readInteger(own.Partition ?? one.partition);
      return {
        carrier: readCarrier(index, own),
        group: String(partition ?? ""),
        attributes: describePlace(partition, readInteger(own.Offset ?? one.offset)),
      };
    }),
    content: (value, index) => {
      const own = record(index, Number.POSITIVE_INFINITY);
      return {
        // A tombstone's value is null.
        body: "Value" in own ? (own.Value ?? undefined) : value,
        enqueuedEpochMillis: readEpochMillis(own.Timestamp ?? one.timestamp),
        attributes: () => readHeaderList(own.Headers ?? headersAt(index)),
      };
    },
    // The host moves on behind a batch that failed, unless the function has a retry policy.
    order: "continue",
    attributes: {
      ...(group !== undefined && { [ATTR_MESSAGING_CONSUMER_GROUP_NAME]: group }),
      ...describeRecord(only, one),
    },
  });
};

function describeRecord(
  record: Record<string, unknown>,
  metadata: Record<string, unknown>,
): Record<string, string | number | boolean> {
  const partition = readInteger(record.Partition ?? metadata.partition);
  const offset = readInteger(record.Offset ?? metadata.offset);
  const sentAt = readEpochSeconds(record.Timestamp ?? metadata.timestamp);
  return {
    ...describePlace(partition, offset),
    ...(record.Value === null && { [ATTR_KAFKA_MESSAGE_TOMBSTONE]: true }),
    ...(sentAt !== undefined && { [ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME]: sentAt }),
  };
}

function describePlace(partition: number | undefined, offset: number | undefined): Record<string, string | number> {
  return {
    ...(partition !== undefined && { [ATTR_MESSAGING_DESTINATION_PARTITION_ID]: String(partition) }),
    ...(offset !== undefined && { [ATTR_KAFKA_OFFSET]: offset }),
  };
}

function readItem(values: unknown, index: number): unknown {
  return Array.isArray(values) ? values[index] : undefined;
}
