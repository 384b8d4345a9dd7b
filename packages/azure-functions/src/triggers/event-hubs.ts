import { messagingInvocation, readEpochMillis, readEpochSeconds, readObject, readString } from "@isobar/core/describe";
import {
  ATTR_AZURE_EVENTHUBS_ENQUEUED_TIME,
  ATTR_MESSAGING_CONSUMER_GROUP_NAME,
  ATTR_MESSAGING_DESTINATION_PARTITION_ID,
  ATTR_SERVER_ADDRESS,
} from "@isobar/core/semconv";
import { readResolved } from "./app-setting.ts";
import { readMessageContext, readProperties } from "./message-context.ts";
import { createMessages, readLinks, readRecords } from "./messages.ts";
import type { TriggerReader } from "./table.ts";

const DEFAULT_CONSUMER_GROUP = "$Default";

/**
 * Event Hubs and IoT Hub, one event or a batch of one partition. Neither partition keys nor device ids.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-hubs-trigger
 */
export const eventHubTrigger: TriggerReader = (call) => {
  const { context, options, env } = call;
  const metadata = readObject(context.triggerMetadata) ?? {};
  const partition = readObject(metadata.triggerPartitionContext) ?? readObject(metadata.partitionContext) ?? {};
  const partitionId = readString(partition.partitionId);
  const namespace = readString(partition.fullyQualifiedNamespace);
  const messages = createMessages(call);
  const only = messages.count === 1 ? messages.at(0) : {};
  const read = (index: number) => ({ carrier: readMessageContext(messages.at(index).properties) });
  const enqueuedAt = readEpochSeconds(only.enqueuedTimeUtc);
  return messagingInvocation({
    system: "azure.eventhubs",
    destination: readResolved(options.eventHubName, env) ?? readString(partition.eventHubName),
    fallbackName: call.faasName,
    count: messages.count,
    isBatch: messages.isBatch,
    messages: readLinks(messages.count, read),
    records: readRecords(messages.values, (index) => ({ ...read(index), group: partitionId ?? "" })),
    content: (_, index) => {
      const { enqueuedTimeUtc, properties } = messages.at(index);
      return {
        body: messages.bodyAt(index),
        enqueuedEpochMillis: readEpochMillis(enqueuedTimeUtc),
        attributes: () => readProperties(properties),
      };
    },
    // The host moves on behind a batch that failed, unless the function has a retry policy.
    order: "continue",
    attributes: {
      [ATTR_MESSAGING_CONSUMER_GROUP_NAME]:
        readString(partition.consumerGroup) ?? readResolved(options.consumerGroup, env) ?? DEFAULT_CONSUMER_GROUP,
      ...(partitionId !== undefined && { [ATTR_MESSAGING_DESTINATION_PARTITION_ID]: partitionId }),
      ...(namespace !== undefined && { [ATTR_SERVER_ADDRESS]: namespace }),
      ...(enqueuedAt !== undefined && { [ATTR_AZURE_EVENTHUBS_ENQUEUED_TIME]: enqueuedAt }),
    },
  });
};
