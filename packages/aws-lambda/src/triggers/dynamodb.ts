import type { Carrier } from "@isobar/core";
import { type DocumentOperation, datasourceInvocation, toMessages } from "@isobar/core/describe";
import {
  ATTR_AWS_DYNAMODB_TABLE_NAMES,
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ISOBAR_AWS_DYNAMODB_EXPIRED,
  ATTR_ISOBAR_BATCH_RECORD_COUNT,
  ATTR_ISOBAR_EVENT_TYPE,
} from "@isobar/core/semconv";
import { afterPrefix, known, numberAt, readAt, rereadable, textAt } from "./read.ts";
import { recordSource, recordsOf, respondWithIdentifiers } from "./records.ts";
import type { TriggerDescription, TriggerReader } from "./table.ts";
import { isoFromSeconds } from "./time.ts";

/**
 * DynamoDB Streams. Of the items, only an attribute named `traceparent` is read, which is there for this.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export const dynamoDb: TriggerReader = {
  type: "aws.dynamodb",
  knows: (event) => recordSource(event) === "aws:dynamodb",
  read: (event, functionName) => describeDynamoDb(recordsOf(event), functionName, textAt(event, "eventSourceARN")),
};

const OPERATIONS: ReadonlyMap<unknown, DocumentOperation> = new Map([
  ["INSERT", "insert"],
  ["MODIFY", "edit"],
  ["REMOVE", "delete"],
]);

/**
 * A batch may mix operations: it is described by its first record, because looking at all would cost with its size.
 *
 * @param windowArn - the stream, where the last event of a tumbling window has no record
 */
export function describeDynamoDb(
  records: readonly unknown[],
  functionName: string,
  windowArn?: string,
): TriggerDescription {
  const [first] = records;
  const table = afterPrefix(textAt(first, "eventSourceARN") ?? windowArn, ":table/")?.split("/", 1)[0];
  const eventName = textAt(first, "eventName");
  const read = rereadable(() => readRecords(records));
  return {
    ...datasourceInvocation({
      functionName,
      collection: table,
      operation: OPERATIONS.get(eventName) ?? "edit",
      time: isoFromSeconds(numberAt(first, "dynamodb", "ApproximateCreationDateTime")),
      attributes: known({
        [ATTR_DB_SYSTEM_NAME]: "aws.dynamodb",
        [ATTR_DB_COLLECTION_NAME]: table,
        [ATTR_AWS_DYNAMODB_TABLE_NAMES]: table === undefined ? undefined : [table],
        [ATTR_ISOBAR_BATCH_RECORD_COUNT]: records.length,
        [ATTR_ISOBAR_EVENT_TYPE]: eventName,
        [ATTR_ISOBAR_AWS_DYNAMODB_EXPIRED]:
          readAt(first, "userIdentity", "principalId") === "dynamodb.amazonaws.com" ? true : undefined,
      }),
    }),
    batch: {
      count: records.length,
      messages: toMessages(read),
      records: read,
      order: "stop",
      respond: respondWithIdentifiers,
    },
  };
}

/** The records of one invocation are of one shard. */
function* readRecords(records: readonly unknown[]) {
  for (const value of records) {
    const id = textAt(value, "dynamodb", "SequenceNumber");
    const carrier = readCarrier(readAt(value, "dynamodb", "NewImage"));
    yield { value, group: "", ...(id !== undefined && { id }), ...(carrier !== undefined && { carrier }) };
  }
}

function readCarrier(image: unknown): Carrier | undefined {
  const traceparent = textAt(image, "traceparent", "S");
  const tracestate = textAt(image, "tracestate", "S");
  if (traceparent === undefined) return undefined;
  return { traceparent, ...(tracestate !== undefined && { tracestate }) };
}
