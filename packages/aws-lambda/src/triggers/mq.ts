import { messagingInvocation } from "@isobar/core/describe";
import {
  ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME,
  ATTR_ISOBAR_MESSAGE_REDELIVERED,
  ATTR_MESSAGING_MESSAGE_CONVERSATION_ID,
} from "@isobar/core/semconv";
import type { LambdaEvent } from "../types.ts";
import { attributesOf, mapCarrier } from "./carrier.ts";
import { known, listAt, numberAt, readAt, rereadable, secondsFromMillis, textAt } from "./read.ts";
import type { TriggerDescription, TriggerReader } from "./table.ts";

/**
 * ActiveMQ in Amazon MQ.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html
 */
export const activeMq: TriggerReader = {
  type: "aws.mq.activemq",
  knows: (event) => event.eventSource === "aws:mq",
  read: (event, functionName) => describeActiveMq(listAt(event, "messages"), functionName),
};

/** RabbitMQ in Amazon MQ. */
export const rabbitMq: TriggerReader = {
  type: "aws.mq.rabbitmq",
  knows: (event) => event.eventSource === "aws:rmq",
  read: readRabbitMqEvent,
};

/** What the messages of one of the two brokers are read with. */
interface Reader {
  readonly idOf: (message: unknown) => string | undefined;
  readonly conversationOf: (message: unknown) => string | undefined;
  readonly propertiesOf: (message: unknown) => unknown;
}

const JMS: Reader = {
  idOf: (message) => textAt(message, "messageID"),
  conversationOf: (message) => textAt(message, "correlationID"),
  propertiesOf: (message) => readAt(message, "properties"),
};

const AMQP: Reader = {
  idOf: (message) => textAt(message, "basicProperties", "messageId"),
  conversationOf: (message) => textAt(message, "basicProperties", "correlationId"),
  propertiesOf: (message) => readAt(message, "basicProperties", "headers"),
};

export function describeActiveMq(messages: readonly unknown[], functionName: string): TriggerDescription {
  const [first] = messages;
  const queue = textAt(first, "destination", "physicalName");
  const isOneQueue = textAt(messages.at(-1), "destination", "physicalName") === queue;
  return describeBroker("activemq", JMS, [messages], isOneQueue ? queue : "", functionName);
}

/** Messages are under the names of their queues: `orders::/`, with the virtual host. */
function readRabbitMqEvent(event: LambdaEvent, functionName: string): TriggerDescription {
  const queues = readAt(event, "rmqMessagesByQueue");
  const names = typeof queues === "object" && queues !== null ? Object.keys(queues) : [];
  const queue = names.length > 1 ? "" : names[0]?.split("::", 1)[0];
  const lists = names.map((name) => listAt(queues, name));
  return describeBroker("rabbitmq", AMQP, lists, queue, functionName);
}

/** Through EventBridge Pipes, which leave the queue out. */
export function describeRabbitMq(messages: readonly unknown[], functionName: string): TriggerDescription {
  return describeBroker("rabbitmq", AMQP, [messages], undefined, functionName);
}

/** @param queue - empty where there are several */
function describeBroker(
  system: string,
  reader: Reader,
  lists: readonly (readonly unknown[])[],
  queue: string | undefined,
  functionName: string,
): TriggerDescription {
  const first = lists[0]?.[0];
  const count = lists.reduce((sum, list) => sum + list.length, 0);
  const isOne = count === 1 && first !== undefined;
  const redelivered = readAt(first, "redelivered");
  return messagingInvocation({
    system,
    destination: queue || undefined,
    fallbackName: queue === "" ? "process multiple_sources" : functionName,
    count,
    isBatch: true,
    records: rereadable(() => readRecords(reader, lists)),
    content: (message) => ({
      body: readAt(message, "data"),
      encoding: "base64",
      enqueuedEpochMillis: numberAt(message, "timestamp"),
      attributes: () => attributesOf(reader.propertiesOf(message)),
    }),
    messageId: isOne ? reader.idOf(first) : undefined,
    attributes: isOne
      ? known({
          [ATTR_MESSAGING_MESSAGE_CONVERSATION_ID]: reader.conversationOf(first),
          [ATTR_ISOBAR_MESSAGE_REDELIVERED]: typeof redelivered === "boolean" ? redelivered : undefined,
          [ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME]: secondsFromMillis(numberAt(first, "timestamp")),
        })
      : {},
  });
}

function* readRecords(reader: Reader, lists: readonly (readonly unknown[])[]) {
  for (const list of lists) {
    for (const value of list) {
      const id = reader.idOf(value);
      const carrier = mapCarrier(reader.propertiesOf(value));
      yield { value, ...(id !== undefined && { id }), ...(carrier !== undefined && { carrier }) };
    }
  }
}
