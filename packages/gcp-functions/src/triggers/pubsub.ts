import type { BatchMessage, Carrier } from "@isobar/core";
import { messagingInvocation, readEpochSeconds, readObject, readString } from "@isobar/core/describe";
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
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/gcp-pubsub/
 */
export function describePubSub(event: GoogleEvent, functionName: string): EventDescription {
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
    messageId: id,
    attributes: readAttributes(data, message),
  });
}

/** Not the ordering key: it is often a customer's id. */
function readAttributes(data: PubSubData, message: PubSubMessage): Record<string, string | number> {
  const subscription = readString(data.subscription)?.split("/").at(-1);
  const attempt = data.deliveryAttempt;
  const publishedAt = readEpochSeconds(message.publishTime ?? message.publish_time);
  return {
    ...(subscription && { [ATTR_MESSAGING_DESTINATION_SUBSCRIPTION_NAME]: subscription }),
    ...(Number.isInteger(attempt) && { [ATTR_GCP_PUBSUB_DELIVERY_ATTEMPT]: Number(attempt) }),
    ...(publishedAt !== undefined && { [ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME]: publishedAt }),
  };
}

function describeMessage(message: PubSubMessage, id: string | undefined, creation: Carrier | undefined): BatchMessage {
  const carrier = readMessageContext(readObject(message.attributes) ?? {}) ?? creation;
  return { ...(id !== undefined && { id }), ...(carrier !== undefined && { carrier }) };
}

function readMessageContext(attributes: Record<string, unknown>): Carrier | undefined {
  // Google's own client libraries put the publisher's context under a name of theirs.
  const prefix = readString(attributes.googclient_traceparent) === undefined ? "" : "googclient_";
  const traceparent = readString(attributes[`${prefix}traceparent`]);
  const tracestate = readString(attributes[`${prefix}tracestate`]);
  return traceparent === undefined ? undefined : { traceparent, ...(tracestate !== undefined && { tracestate }) };
}
