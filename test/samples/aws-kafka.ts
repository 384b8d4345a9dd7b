import { each, messageRow, single } from "./aws-rules.ts";
import { at, type Expected, from, lengthOf, type MessageRow, type Row, secondsOfMillis, text } from "./expect.ts";

/** Bytes are signed or not, in lists or in objects made of lists (triggers.md 1.7, Kafka). */
export function headerText(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return Buffer.from(Object.values(value).map((byte) => Number(byte) & 255)).toString("latin1");
}

function kafkaHeader(record: unknown, name: string): string | undefined {
  const headers = at("headers")(record);
  const list: unknown[] = typeof headers === "object" && headers !== null ? Object.values(headers) : [];
  return list.map((header) => headerText(at(name)(header))).find((value) => value !== undefined);
}

const kafkaMessage = (partition: string, record: unknown): MessageRow => {
  const traceparent = kafkaHeader(record, "traceparent");
  return {
    id: `${partition}:${String(at("offset")(record))}`,
    carrier: traceparent === undefined ? {} : { traceparent },
  };
};

const partitions = (sample: unknown): [string, unknown[]][] =>
  Object.entries(at("records")(sample) ?? {}).map(([name, list]) => [name, Object.values(list as object)]);
const kafkaRecords = (sample: unknown): unknown[] => partitions(sample).flatMap(([, list]) => list);
const oneRecord = (sample: unknown): unknown =>
  kafkaRecords(sample).length === 1 ? kafkaRecords(sample)[0] : undefined;

const topic: Expected<string> = (sample) => {
  const topics = new Set(kafkaRecords(sample).map((record) => text("topic")(record)));
  return topics.size === 1 ? [...topics][0] : undefined;
};

const kafka = (files: string, type: string): Row =>
  messageRow({
    files,
    type,
    system: "kafka",
    destination: topic,
    count: (sample) => kafkaRecords(sample).length,
    attributes: {
      "messaging.destination.partition.id": (sample) =>
        partitions(sample).length === 1 ? String(at("partition")(kafkaRecords(sample)[0])) : undefined,
      "kafka.offset": (sample) => at("offset")(oneRecord(sample)),
      "kafka.message.tombstone": (sample) => (at("value")(oneRecord(sample)) === null ? true : undefined),
      "isobar.message.enqueued_time": (sample) => secondsOfMillis(at("timestamp"))(oneRecord(sample)),
    },
    messages: (sample) =>
      partitions(sample).flatMap(([name, list]) => list.map((record) => kafkaMessage(name, record))),
  });

/** triggers.md 1.7: Kafka, and through EventBridge Pipes. */
export const kafkaRows: readonly Row[] = [
  kafka("kafka", "aws.msk"),
  kafka("kafka-self-managed", "kafka"),
  messageRow({
    files: "eventbridge-pipes-kafka",
    type: "aws.eventbridge.pipes",
    system: "kafka",
    destination: text(0, "topic"),
    count: lengthOf(),
    attributes: {
      "messaging.destination.partition.id": from(at(0, "partition"), String),
      "kafka.offset": single([], at(0, "offset")),
      "isobar.message.enqueued_time": single([], secondsOfMillis(at(0, "timestamp"))),
    },
    messages: each([], (item) => kafkaMessage(String(at("eventSourceKey")(item)), item)),
  }),
];
