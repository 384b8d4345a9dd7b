import { type DocumentOperation, datasourceInvocation } from "@isobar/core/describe";
import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_NAMESPACE,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ISOBAR_BATCH_RECORD_COUNT,
  ATTR_ISOBAR_EVENT_TYPE,
} from "@isobar/core/semconv";
import { known, listAt, numberAt, readAt, textAt } from "./read.ts";
import type { TriggerReader } from "./table.ts";
import { isoFromSeconds } from "./time.ts";

const OPERATIONS: ReadonlyMap<unknown, DocumentOperation> = new Map([
  ["insert", "insert"],
  ["update", "edit"],
  ["replace", "edit"],
  ["delete", "delete"],
]);

/**
 * Change streams of DocumentDB, which speaks MongoDB's protocol.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-documentdb.html
 */
export const documentDb: TriggerReader = {
  type: "aws.documentdb",
  knows: (event) => event.eventSource === "aws:docdb",
  read: (event, functionName) => {
    const events = listAt(event, "events");
    const first = readAt(events[0], "event");
    const database = textAt(first, "ns", "db");
    const operation = textAt(first, "operationType");
    return datasourceInvocation({
      functionName,
      collection: database,
      operation: OPERATIONS.get(operation) ?? "edit",
      time: isoFromSeconds(numberAt(first, "clusterTime", "$timestamp", "t")),
      attributes: known({
        [ATTR_DB_SYSTEM_NAME]: "mongodb",
        [ATTR_DB_NAMESPACE]: database,
        [ATTR_DB_COLLECTION_NAME]: textAt(first, "ns", "coll"),
        [ATTR_ISOBAR_BATCH_RECORD_COUNT]: events.length,
        [ATTR_ISOBAR_EVENT_TYPE]: operation,
      }),
    });
  },
};
