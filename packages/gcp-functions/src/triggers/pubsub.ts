import type { BatchMessage, Carrier, MessageContent } from "@isobar/core";
import {
  messageAttributes,
  messagingInvocation,
  readContextFields,
  readEpochMillis,
  readEpochSeconds,
  readObject,
  readString,
} from "@isobar/core/describe";
import {
  ATTR_GCP_PUBSUB_DELIVERY_ATTEMPT,
  ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME,
  ATTR_MESSAGING_DESTINATION_SUBSCRIPTION_NAME,
} from "@isobar/core/semconv";
import type { PubSubData, PubSubMessage } from "../types.ts";
import type { EventDescription, EventReader, GoogleEvent } from "./table.ts";

/** `type` of a Pub/Sub message as a CloudEvent. */
export const MESSAGE_PUBLISHED = "google.cloud.pubsub.topic.v1.messagePublished";

/** Pub/Sub as an event. */
export const pubSubTrigger: EventReader = (event, functionName) =>
  event.type === MESSAGE_PUBLISHED ? describePubSub(event, functionName) : undefined;

/**
 * Pub/Sub, one message an event. The conventions call what a subscriber does `subscribe`.
 *
 * @param payload - body and attributes, where they are not in the message
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/gcp-pubsub/
 */
export function describePubSub(
  event: GoogleEvent,
  functionName: string,
  payload?: () => MessageContent,
): EventDescription {
  const data = (readObject(event.data) ?? {}) as PubSubData;
  const message = (readObject(data.message) ?? {}) as PubSubMessage;
  const id = readString(message.messageId) ?? readString(message.message_id);
  return messagingInvocation({
    system: "gcp.pubsub",
    operation: "subscribe",
    destination: /\/topics\/([^/]+)/.exec(readString(event.source) ?? "")?.[1],
    fallbackName: functionName,
    count: 1,
    isBatch: false,
    records: [{ value: event.record ?? data.message, ...describeMessage(message, id, event.creation) }],
    content: () => ({
      attempt: readAttempt(data),
      enqueuedEpochMillis: readEpochMillis(message.publishTime ?? message.publish_time),
      ...(payload ?? (() => readPayload(message)))(),
    }),
    messageId: id,
    attributes: readAttributes(data, message),
  });
}

/** Not the ordering key: it is often a customer's id. */
function readAttributes(data: PubSubData, message: PubSubMessage): Record<string, string | number> {
  const subscription = readString(data.subscription)?.split("/").at(-1);
  const attempt = readAttempt(data);
  const publishedAt = readEpochSeconds(message.publishTime ?? message.publish_time);
  return {
    ...(subscription && { [ATTR_MESSAGING_DESTINATION_SUBSCRIPTION_NAME]: subscription }),
    ...(attempt !== undefined && { [ATTR_GCP_PUBSUB_DELIVERY_ATTEMPT]: attempt }),
    ...(publishedAt !== undefined && { [ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME]: publishedAt }),
  };
}

function readAttempt({ deliveryAttempt }: PubSubData): number | undefined {
  return Number.isInteger(deliveryAttempt) ? Number(deliveryAttempt) : undefined;
}

function readPayload(message: PubSubMessage): MessageContent {
  return {
    body: message.data,
    encoding: "base64",
    attributes: () => readMessageAttributes(Object.entries(readObject(message.attributes) ?? {})),
  };
}

/** Without what Google's client libraries write for their tracing. */
export function readMessageAttributes(entries: Iterable<readonly [string, unknown]>): Record<string, string> {
  return messageAttributes(entries, [
    "googclient_traceparent",
    "googclient_tracestate",
    "googclient_opentelemetryspancontext",
  ]);
}

function describeMessage(message: PubSubMessage, id: string | undefined, creation: Carrier | undefined): BatchMessage {
  const carrier = readMessageContext(readObject(message.attributes) ?? {}) ?? creation;
  return { ...(id !== undefined && { id }), ...(carrier !== undefined && { carrier }) };
}

function readMessageContext(attributes: Record<string, unknown>): Carrier | undefined {
  // Google's own client libraries put the publisher's context under a name of theirs.
  return (
    readContextFields((name) => readString(attributes[`googclient_${name}`])) ??
    readContextFields((name) => readString(attributes[name]))
  );
}
