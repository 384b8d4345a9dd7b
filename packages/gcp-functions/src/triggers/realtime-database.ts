import {
  type DocumentOperation,
  datasourceInvocation,
  readIsoTime,
  readObject,
  readString,
} from "@isobar/core/describe";
import type { EventReader } from "./table.ts";

const TYPE = /^google\.firebase\.database\.ref\.v1\.(written|created|updated|deleted)$/;

const OPERATIONS: Readonly<Record<string, DocumentOperation>> = {
  created: "insert",
  updated: "edit",
  deleted: "delete",
};

/**
 * Firebase Realtime Database. Not the path of what changed.
 *
 * @see https://firebase.google.com/docs/functions/database-events
 */
export const realtimeDatabaseTrigger: EventReader = (event, functionName) => {
  const verb = TYPE.exec(readString(event.type) ?? "")?.[1];
  if (verb === undefined) return undefined;
  return datasourceInvocation({
    functionName,
    collection: /\/instances\/([^/]+)/.exec(readString(event.source) ?? "")?.[1],
    operation: OPERATIONS[verb] ?? readWriteOperation(readObject(event.data)),
    time: readIsoTime(event.time),
  });
};

/** `data` is what was there before, `delta` what was written over it. */
function readWriteOperation(change: Record<string, unknown> | undefined): DocumentOperation {
  if (change?.data === null) return "insert";
  return change?.delta === null ? "delete" : "edit";
}
