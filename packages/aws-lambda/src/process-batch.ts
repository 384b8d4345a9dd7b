import { createProcessBatch, type Message, type ProcessBatchOptions } from "@isobar/core";
import { readObject } from "@isobar/core/describe";
import type { BatchAnswer, RecordOf } from "./batch-types.ts";
import { log } from "./log.ts";
import { describeTrigger } from "./triggers/index.ts";

const run = createProcessBatch({
  read: (event) => describeTrigger(event, ""),
  items: readItems,
  log,
});

/**
 * Runs a function once for each record of an event, each in a span of its own that is linked to where the record comes
 * from, and answers as the event's source wants it: `batchItemFailures` for SQS, Kinesis, DynamoDB and Kafka (the event
 * source mapping needs `ReportBatchItemFailures`), an answer for each record for Firehose and S3 Batch Operations.
 *
 * The records of a shard, of a Kafka partition and of a FIFO queue's message group are processed one after the other,
 * and none after one that failed. It does the same with telemetry switched off.
 *
 * @param event - what the handler was called with
 * @param process - given one record, and the same as the message that all platforms have. Firehose: may return `{ data, result, metadata }`; S3 Batch Operations: a text for
 * the report, or `{ resultCode, resultString }`; AppSync Events: the payload. What it throws is the record's failure.
 * @throws BatchError where the source knows no partial failure and a record failed; of an event with one record, what
 * `process` threw
 * @example
 * ```ts
 * export const handler = instrument(async (event: SQSEvent) =>
 *   processBatch(event, async (record) => {
 *     await ship(JSON.parse(record.body));
 *   }),
 * );
 * ```
 */
export function processBatch<Event>(
  event: Event,
  process: (record: RecordOf<Event>, message: Message) => unknown,
  options?: ProcessBatchOptions,
): Promise<BatchAnswer<Event>> {
  return run(event, process, options) as Promise<BatchAnswer<Event>>;
}

/** Of what is no batch to the platform: S3's notifications, changes in DocumentDB, a list of one's own. */
function readItems(event: unknown): readonly unknown[] {
  if (Array.isArray(event)) return event;
  const { Records: records, events } = readObject(event) ?? {};
  const items = [records, events].find((list) => Array.isArray(list));
  return Array.isArray(items) ? items : [event];
}
