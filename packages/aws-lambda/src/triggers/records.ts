import type { LambdaEvent } from "../types.ts";
import { arnPart, listAt, readAt, textAt } from "./read.ts";

/** The records of an event that has them under `Records`. */
export function recordsOf(event: LambdaEvent): readonly unknown[] {
  return listAt(event, "Records");
}

/**
 * What the first record says that it comes from. The last event of a tumbling window has no record; only its ARN
 * says what the window is over.
 */
export function recordSource(event: LambdaEvent): string | undefined {
  const source = textAt(event, "Records", 0, "eventSource");
  if (source !== undefined || readAt(event, "window") === undefined || !Array.isArray(event.Records)) return source;
  const service = arnPart(event.eventSourceARN, 2);
  return service === undefined ? undefined : `aws:${service}`;
}

/** The answer of SQS, Kinesis and DynamoDB for a part of a batch that failed. */
export function respondWithIdentifiers(failedIds: readonly string[]) {
  return { batchItemFailures: failedIds.map((itemIdentifier) => ({ itemIdentifier })) };
}
