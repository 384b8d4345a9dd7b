import { datasourceInvocation, readIsoTime, readObject, readString } from "@isobar/core/describe";
import { readResolved } from "./app-setting.ts";
import { readMessageContext } from "./message-context.ts";
import type { TriggerReader } from "./table.ts";

/**
 * Blobs: their container, not their name. The platform does not tell a new blob from one that was written over. Who
 * wrote it may have left a trace context in its metadata, which becomes a link.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger
 */
export const blobTrigger: TriggerReader = ({ context, options, faasName, env }) => {
  const metadata = readObject(context.triggerMetadata) ?? {};
  const path = readString(metadata.blobTrigger) ?? readResolved(options.path, env);
  const container = path?.replace(/^\//, "").split("/", 1)[0];
  const carrier = readMessageContext(metadata.metadata);
  return {
    ...datasourceInvocation({
      functionName: faasName,
      collection: container !== "" && !container?.includes("{") ? container : undefined,
      operation: "insert",
      time: readIsoTime(readObject(metadata.properties)?.lastModified),
    }),
    ...(carrier !== undefined && { batch: { count: 1, messages: [{ carrier }] } }),
  };
};
