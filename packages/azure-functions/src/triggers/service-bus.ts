import { messagingInvocation, readEpochMillis, readEpochSeconds, readString } from "@isobar/core/describe";
import {
  ATTR_AZURE_SERVICEBUS_DELIVERY_COUNT,
  ATTR_AZURE_SERVICEBUS_ENQUEUED_TIME,
  ATTR_MESSAGING_DESTINATION_SUBSCRIPTION_NAME,
  ATTR_MESSAGING_MESSAGE_CONVERSATION_ID,
} from "@isobar/core/semconv";
import type { BrokerMessage } from "../types.ts";
import { resolveAppSettings } from "./app-setting.ts";
import { readMessageContext, readProperties } from "./message-context.ts";
import { createMessages, readLinks, readRecords } from "./messages.ts";
import { readCount } from "./numbers.ts";
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
  const hasSessions = options.isSessionsEnabled === true;
  const read = (index: number) => {
    const { messageId, sessionId, applicationProperties, userProperties } = messages.at(index);
    return {
      id: messageId,
      carrier: readMessageContext(applicationProperties, userProperties),
      group: hasSessions ? (readString(sessionId) ?? "") : undefined,
    };
  };
  // In a batch the messages differ in all of this: what they share is all that the span says.
  const only = messages.count === 1 ? messages.at(0) : {};
  return messagingInvocation({
    system: "azure.servicebus",
    destination: destination && resolveAppSettings(destination, env),
    fallbackName: call.faasName,
    count: messages.count,
    isBatch: messages.isBatch,
    messages: readLinks(messages.count, read),
    records: readRecords(messages.values, read),
    content: (_, index) => {
      const { deliveryCount, enqueuedTimeUtc, applicationProperties, userProperties } = messages.at(index);
      return {
        body: messages.bodyAt(index),
        attempt: readCount(deliveryCount),
        enqueuedEpochMillis: readEpochMillis(enqueuedTimeUtc),
        attributes: () => readProperties(userProperties, applicationProperties),
      };
    },
    ...(hasSessions && { order: "stop" }),
    messageId: readString(only.messageId),
    attributes: {
      ...(subscription !== undefined && {
        [ATTR_MESSAGING_DESTINATION_SUBSCRIPTION_NAME]: resolveAppSettings(subscription, env),
      }),
      ...describeMessage(only),
    },
  });
};

function describeMessage(message: BrokerMessage): Record<string, string | number> {
  const conversation = readString(message.correlationId);
  const deliveryCount = readCount(message.deliveryCount);
  const enqueuedAt = readEpochSeconds(message.enqueuedTimeUtc);
  return {
    ...(conversation !== undefined && { [ATTR_MESSAGING_MESSAGE_CONVERSATION_ID]: conversation }),
    ...(deliveryCount !== undefined && { [ATTR_AZURE_SERVICEBUS_DELIVERY_COUNT]: deliveryCount }),
    ...(enqueuedAt !== undefined && { [ATTR_AZURE_SERVICEBUS_ENQUEUED_TIME]: enqueuedAt }),
  };
}
