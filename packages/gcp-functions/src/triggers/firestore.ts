import {
  type DocumentOperation,
  datasourceInvocation,
  readIsoTime,
  readObject,
  readString,
} from "@isobar/core/describe";
import type { EventReader } from "./table.ts";

/** With `.withAuthContext`, the event also names who made the change, which is not read. */
const TYPE =
  /^google\.cloud\.(?:firestore\.document|datastore\.entity)\.v1\.(written|created|updated|deleted)(?:\.withAuthContext)?$/;

const OPERATIONS: Readonly<Record<string, DocumentOperation>> = {
  created: "insert",
  updated: "edit",
  deleted: "delete",
};

/**
 * Firestore, in its native mode and in the mode of Datastore. Not the document's path.
 *
 * @see https://cloud.google.com/eventarc/docs/cloudevents#firestore
 */
export const firestoreTrigger: EventReader = (event, functionName) => {
  const verb = TYPE.exec(readString(event.type) ?? "")?.[1];
  if (verb === undefined) return undefined;
  return datasourceInvocation({
    functionName,
    collection: /\/databases\/([^/]+)/.exec(readString(event.source) ?? "")?.[1],
    operation: OPERATIONS[verb] ?? readWriteOperation(readObject(event.data) ?? {}),
    time: readIsoTime(event.time),
  });
};

/** Eventarc sends the data as protobuf, which is not read: an edit then, as is most of what is written. */
function readWriteOperation(data: Record<string, unknown>): DocumentOperation {
  const hasValue = isDocument(data.value);
  const hadValue = isDocument(data.oldValue);
  if (hasValue === hadValue) return "edit";
  return hasValue ? "insert" : "delete";
}

/** The side of a change that has no document is missing, or empty. */
function isDocument(value: unknown): boolean {
  const document = readObject(value);
  return document !== undefined && (document.name !== undefined || document.fields !== undefined);
}
