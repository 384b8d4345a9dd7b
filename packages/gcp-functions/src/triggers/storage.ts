import {
  type DocumentOperation,
  datasourceInvocation,
  readIsoTime,
  readObject,
  readString,
} from "@isobar/core/describe";
import type { EventReader } from "./table.ts";

const TYPE_PREFIX = "google.cloud.storage.object.v1.";

const OPERATIONS: ReadonlyMap<string, DocumentOperation> = new Map([
  ["finalized", "insert"],
  ["deleted", "delete"],
  ["archived", "edit"],
  ["metadataUpdated", "edit"],
]);

/**
 * Cloud Storage. Not the object's name.
 *
 * @see https://cloud.google.com/eventarc/docs/cloudevents#storage
 */
export const storageTrigger: EventReader = (event, functionName) => {
  const type = readString(event.type);
  const operation = type?.startsWith(TYPE_PREFIX) ? OPERATIONS.get(type.slice(TYPE_PREFIX.length)) : undefined;
  if (operation === undefined) return undefined;
  return datasourceInvocation({
    functionName,
    collection:
      readString(readObject(event.data)?.bucket) ??
      readString(event.bucket) ??
      /\/buckets\/([^/]+)/.exec(readString(event.source) ?? "")?.[1],
    operation,
    time: readIsoTime(event.time),
  });
};
