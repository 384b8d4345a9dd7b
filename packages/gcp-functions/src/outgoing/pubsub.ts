import { type MessagingCallParts, messagingCall, readOwn } from "@isobar/core/describe";

type Work = readonly [operation: string, type: MessagingCallParts["type"]];

/** What the methods of Pub/Sub are in the words of its conventions, over gRPC (`Publish`) and REST (`publish`). */
const WORK: Readonly<Record<string, Work>> = {
  publish: ["send", "send"],
  pull: ["receive", "receive"],
  streamingpull: ["receive", "receive"],
  acknowledge: ["ack", "settle"],
  modifyackdeadline: ["modack", "settle"],
};

/**
 * Sending to a topic of Pub/Sub and taking from a subscription; undefined for what else is done with them.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/gcp-pubsub/
 */
export function describePubSub(
  method: string,
  { topic, subscription }: { readonly topic: string | undefined; readonly subscription: string | undefined },
): ReturnType<typeof messagingCall> | undefined {
  const work = readOwn(WORK, method.toLowerCase());
  if (work === undefined) return undefined;
  return messagingCall({ system: "gcp.pubsub", operation: work[0], type: work[1], destination: topic, subscription });
}
