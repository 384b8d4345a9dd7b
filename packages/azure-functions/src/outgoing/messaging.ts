import { type MessagingCallParts, messagingCall, readPathName } from "@isobar/core/describe";
import { ATTR_AZURE_RESOURCE_PROVIDER_NAMESPACE } from "@isobar/core/semconv";
import type { AzureCall } from "./service.ts";

type Work = readonly [operation: string, type: MessagingCallParts["type"]];
type MessagingCall = ReturnType<typeof messagingCall>;

/** Storage queues: `/queue/messages`, and `/queue/messages/id` for one that was received. */
export function describeStorageQueue({ call, segments }: AzureCall): MessagingCall | undefined {
  const [queue, messages, id] = segments;
  if (messages !== "messages") return undefined;
  const work =
    id === undefined ? readQueueWork(call.method, call.query("peekonly") === "true") : readMessageWork(call.method);
  if (work === undefined) return undefined;
  return messagingCall({
    system: "azure.storage_queue",
    operation: work[0],
    type: work[1],
    destination: readPathName(queue),
  });
}

function readQueueWork(method: string, isPeek: boolean): Work | undefined {
  if (method === "POST") return ["send", "send"];
  return method === "GET" ? [isPeek ? "peek" : "receive", "receive"] : undefined;
}

function readMessageWork(method: string): Work | undefined {
  if (method === "DELETE") return ["delete", "settle"];
  return method === "PUT" ? ["update", "settle"] : undefined;
}

/**
 * Service Bus and Event Hubs over HTTP, at one host: a path that names a partition or a publisher is an event hub's, and
 * so is the version of its own.
 *
 * @see https://learn.microsoft.com/en-us/rest/api/servicebus/runtime-rest
 */
export function describeServiceBus({ call, segments }: AzureCall): MessagingCall | undefined {
  const at = segments.lastIndexOf("messages");
  if (at < 1) return undefined;
  const [before, after] = [segments.slice(0, at), segments.slice(at + 1)];
  const isHub = /^(?:partitions|publishers)$/i.test(before.at(-2) ?? "") || call.query("api-version") === "2014-01";
  const work = after.length === 0 ? (call.method === "POST" ? SEND : undefined) : readReceived(call.method, after);
  if (work === undefined) return undefined;
  const isSubscription = /^subscriptions$/i.test(before.at(-2) ?? "");
  const entity = isHub && before.length > 2 ? before.slice(0, -2) : isSubscription ? before.slice(0, -2) : before;
  return messagingCall({
    system: isHub ? "azure.eventhubs" : "azure.servicebus",
    operation: work[0],
    type: work[1],
    destination: readEntity(entity),
    subscription: isSubscription ? readPathName(before.at(-1)) : undefined,
    ...(isHub && { attributes: { [ATTR_AZURE_RESOURCE_PROVIDER_NAMESPACE]: "Microsoft.EventHub" } }),
  });
}

const SEND: Work = ["send", "send"];

/** `head` is the next message; one that is locked has its id and the lock's token. */
function readReceived(method: string, [id]: readonly string[]): Work | undefined {
  if (id?.toLowerCase() === "head")
    return method === "POST" || method === "DELETE" ? ["receive", "receive"] : undefined;
  if (method === "DELETE") return ["complete", "settle"];
  if (method === "PUT") return ["abandon", "settle"];
  return method === "POST" ? ["renew_lock", "settle"] : undefined;
}

/** Names of queues and topics may have slashes. */
function readEntity(segments: readonly string[]): string | undefined {
  const names = segments.map(readPathName);
  return names.includes(undefined) ? undefined : names.join("/");
}

/** Event Grid: a topic of its own host, or one of a namespace. */
export function describeEventGrid({ account, call, segments }: AzureCall): MessagingCall | undefined {
  const [first, second = ""] = segments;
  const isTopic = first === "api" && second === "events";
  const inNamespace = first === "topics" ? /^([^:]+):publish$/.exec(second)?.[1] : undefined;
  if (call.method !== "POST" || (!isTopic && inNamespace === undefined)) return undefined;
  return messagingCall({
    system: "azure.eventgrid",
    operation: "send",
    type: "send",
    destination: isTopic ? account : readPathName(inNamespace),
  });
}
