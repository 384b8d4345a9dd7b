import { messagingInvocation, readObject, readString } from "@isobar/core/describe";
import {
  ATTR_ISOBAR_MESSAGE_REDELIVERED,
  ATTR_MESSAGING_MESSAGE_CONVERSATION_ID,
  ATTR_RABBITMQ_DELIVERY_TAG,
  ATTR_RABBITMQ_ROUTING_KEY,
} from "@isobar/core/semconv";
import { readResolved } from "./app-setting.ts";
import { readMessageContext, readProperties } from "./message-context.ts";
import { readRecords } from "./messages.ts";
import { readInteger } from "./numbers.ts";
import type { TriggerReader } from "./table.ts";

/**
 * RabbitMQ, one message a call.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-rabbitmq-trigger
 */
export const rabbitMqTrigger: TriggerReader = ({ input, context, options, faasName, env }) => {
  const metadata = readObject(context.triggerMetadata) ?? {};
  const properties = readObject(metadata.basicProperties) ?? {};
  const routingKey = readString(metadata.routingKey);
  const conversation = readString(properties.correlationId);
  const deliveryTag = readInteger(metadata.deliveryTag);
  const carrier = readMessageContext(properties.headers);
  return messagingInvocation({
    system: "rabbitmq",
    destination: nameDestination(readString(metadata.exchange), routingKey, readResolved(options.queueName, env)),
    fallbackName: faasName,
    count: 1,
    isBatch: false,
    messages: carrier === undefined ? [] : [{ carrier }],
    records: readRecords([input], () => ({ carrier, id: properties.messageId })),
    content: () => ({ body: input, attributes: () => readProperties(properties.headers) }),
    messageId: readString(properties.messageId),
    attributes: {
      ...(routingKey !== undefined && { [ATTR_RABBITMQ_ROUTING_KEY]: routingKey }),
      ...(deliveryTag !== undefined && { [ATTR_RABBITMQ_DELIVERY_TAG]: deliveryTag }),
      ...(conversation !== undefined && { [ATTR_MESSAGING_MESSAGE_CONVERSATION_ID]: conversation }),
      ...(metadata.redelivered === true && { [ATTR_ISOBAR_MESSAGE_REDELIVERED]: true }),
    },
  });
};

/**
 * `exchange:routing key:queue` without what is empty, and without the queue where it is named as the routing key.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/rabbitmq/
 */
function nameDestination(
  exchange: string | undefined,
  routingKey: string | undefined,
  queue: string | undefined,
): string | undefined {
  const parts = [exchange, routingKey, queue === routingKey ? undefined : queue].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(":");
}
