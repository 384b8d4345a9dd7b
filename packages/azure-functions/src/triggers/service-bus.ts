import type { BatchMessage } from "@isobar/core";
import { messagingInvocation, readString } from "@isobar/core/describe";
import {
  ATTR_AZURE_SERVICEBUS_DELIVERY_COUNT,
  ATTR_AZURE_SERVICEBUS_ENQUEUED_TIME,
  ATTR_MESSAGING_DESTINATION_SUBSCRIPTION_NAME,
  ATTR_MESSAGING_MESSAGE_CONVERSATION_ID,
} from "@isobar/core/semconv";
import type { ServiceBusMessage } from "../types.ts";
import { resolveAppSettings } from "./app-setting.ts";
import { readMessageContext } from "./message-context.ts";
import { createMessages, type Messages } from "./service-bus-messages.ts";
import type { TriggerReader } from "./table.ts";

/**
 * Service Bus, queues and topics, one message or a batch.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-service-bus-trigger
 */
export const serviceBusTrigger: TriggerReader = (call) => {
  const { options, env } = call;
  const destination = readString(options.queueName) ?? readString(options.topicName);
  const subscription = readString(options.subscriptionName);
  const messages = createMessages(call);
  // In a batch the messages differ in all of this: what they share is all that the span says.
  const only = messages.count === 1 ? messages.at(0) : {};
  return messagingInvocation({
    system: "azure.servicebus",
    destination: destination && resolveAppSettings(destination, env),
    fallbackName: call.faasName,
    count: messages.count,
    isBatch: messages.isBatch,
    messages: readMessages(messages),
    messageId: readString(only.messageId),
    attributes: {
      ...(subscription !== undefined && {
        [ATTR_MESSAGING_DESTINATION_SUBSCRIPTION_NAME]: resolveAppSettings(subscription, env),
      }),
      ...describeMessage(only),
    },
  });
};

function describeMessage(message: ServiceBusMessage): Record<string, string | number> {
  const conversation = readString(message.correlationId);
  const deliveryCount = readCount(message.deliveryCount);
  const enqueuedAt = readEpochSeconds(message.enqueuedTimeUtc);
  return {
    ...(conversation !== undefined && { [ATTR_MESSAGING_MESSAGE_CONVERSATION_ID]: conversation }),
    ...(deliveryCount !== undefined && { [ATTR_AZURE_SERVICEBUS_DELIVERY_COUNT]: deliveryCount }),
    ...(enqueuedAt !== undefined && { [ATTR_AZURE_SERVICEBUS_ENQUEUED_TIME]: enqueuedAt }),
  };
}

/** The worker hands 64-bit integers on as numbers or as text. */
function readCount(value: unknown): number | undefined {
  const count = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof count === "number" && Number.isSafeInteger(count) && count > 0 ? count : undefined;
}

function readEpochSeconds(value: unknown): number | undefined {
  const text = readString(value) ?? "";
  // Without a zone it is UTC, as its name says, and not the local time that Date.parse takes it for.
  const millis = value instanceof Date ? value.getTime() : Date.parse(/T[\d:.]+$/.test(text) ? `${text}Z` : text);
  return Number.isFinite(millis) ? Math.floor(millis / 1000) : undefined;
}

/** Read when asked for: a batch may have thousands of messages, a span 128 links. */
function* readMessages(messages: Messages): Iterable<BatchMessage> {
  for (let index = 0; index < messages.count; index += 1) {
    try {
      const message = messages.at(index);
      const id = readString(message.messageId);
      const carrier = readMessageContext(message);
      if (carrier !== undefined) yield { carrier, ...(id !== undefined && { id }) };
    } catch {
      // A message that cannot be read has no link; the others do.
    }
  }
}
