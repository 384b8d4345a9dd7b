import type { Invocation, Outcome } from "@isobar/core";
import { readObject, readString } from "@isobar/core/describe";
import { ATTR_ISOBAR_BATCH_FAILED_COUNT } from "@isobar/core/semconv";

/** A partial failure is no failed invocation; that all items failed is. */
function failedOutcome(failed: number, count: number | undefined): Outcome {
  if (failed === 0) return {};
  return {
    attributes: { [ATTR_ISOBAR_BATCH_FAILED_COUNT]: failed },
    ...(count !== undefined && failed >= count && { errorType: "batch_failed" }),
  };
}

/**
 * `batchItemFailures`, of queues and streams. Lambda takes a list with an identifier that is none for the failure of
 * the whole batch.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function batchItemFailures(result: unknown, { batch }: Invocation): Outcome {
  const failures = readObject(result)?.batchItemFailures;
  if (!Array.isArray(failures)) return {};
  const identifiers = new Set(failures.map(readIdentifier));
  if (identifiers.has(undefined)) return failedOutcome(batch?.count ?? failures.length, batch?.count);
  return failedOutcome(identifiers.size, batch?.count);
}

/** A text, or what names a record of Kafka: `{ partition: "orders-0", offset: 15 }`. */
function readIdentifier(failure: unknown): string | undefined {
  const identifier = readObject(failure)?.itemIdentifier;
  const record = readObject(identifier);
  if (record === undefined) return readString(identifier);
  return typeof record.partition === "string" && Number.isInteger(record.offset)
    ? `${record.partition}:${String(record.offset)}`
    : undefined;
}

/** Firehose: an answer for each record. What was dropped was dropped on purpose. */
export function recordFailures(result: unknown, { batch }: Invocation): Outcome {
  return countIn(readObject(result)?.records, (record) => record?.result === "ProcessingFailed", batch?.count);
}

/** S3 Batch Operations: a code for each task. */
export function taskFailures(result: unknown, { batch }: Invocation): Outcome {
  return countIn(readObject(result)?.results, (task) => FAILED_TASK.has(task?.resultCode), batch?.count);
}

const FAILED_TASK: ReadonlySet<unknown> = new Set(["TemporaryFailure", "PermanentFailure"]);

/** AppSync Events: those that are not to be broadcast have an error. */
export function eventFailures(result: unknown, { batch }: Invocation): Outcome {
  return countIn(readObject(result)?.events, (event) => readString(event?.error) !== undefined, batch?.count);
}

function countIn(
  items: unknown,
  hasFailed: (item: Record<string, unknown> | undefined) => boolean,
  count: number | undefined,
): Outcome {
  return Array.isArray(items) ? failedOutcome(items.filter((item) => hasFailed(readObject(item))).length, count) : {};
}
