import { messagingInvocation, readEpochMillis, readEpochSeconds, readObject, readString } from "@isobar/core/describe";
import { ATTR_ISOBAR_ATTEMPT, ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME } from "@isobar/core/semconv";
import { readResolved } from "./app-setting.ts";
import { readCount } from "./numbers.ts";
import type { TriggerReader } from "./table.ts";

/**
 * Storage queues, one message a call. They know no properties of a message, so nothing says where it comes from.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger
 */
export const storageQueueTrigger: TriggerReader = ({ input, context, options, faasName, env }) => {
  const metadata = readObject(context.triggerMetadata) ?? {};
  const messageId = readString(metadata.id);
  const attempt = readCount(metadata.dequeueCount);
  const enqueuedAt = readEpochSeconds(metadata.insertionTime);
  return messagingInvocation({
    system: "azure.storage_queue",
    destination: readResolved(options.queueName, env),
    fallbackName: faasName,
    count: 1,
    isBatch: false,
    messages: [],
    records: [{ value: input, ...(messageId !== undefined && { id: messageId }) }],
    content: () => ({ body: input, attempt, enqueuedEpochMillis: readEpochMillis(metadata.insertionTime) }),
    messageId,
    attributes: {
      ...(attempt !== undefined && { [ATTR_ISOBAR_ATTEMPT]: attempt }),
      ...(enqueuedAt !== undefined && { [ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME]: enqueuedAt }),
    },
  });
};
