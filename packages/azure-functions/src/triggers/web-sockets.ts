import { KIND_SERVER, messagingInvocation, readObject, readString } from "@isobar/core/describe";
import { ATTR_ISOBAR_EVENT_SOURCE, ATTR_ISOBAR_EVENT_TYPE } from "@isobar/core/semconv";
import { readResolved } from "./app-setting.ts";
import type { TriggerDescription, TriggerReader } from "./table.ts";

/**
 * SignalR: a client's message, or a connection that opens or closes. Neither the user nor the connection.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-signalr-service-trigger
 */
export const signalRTrigger: TriggerReader = ({ input, options, faasName, env }) => {
  const invocation = readObject(input) ?? {};
  const category = readString(options.category) ?? readString(invocation.category);
  return describeSocket(
    "azure.signalr",
    category?.toLowerCase() === "messages",
    readResolved(options.hubName, env) ?? readString(invocation.hub),
    readString(options.event) ?? readString(invocation.event),
    faasName,
    { value: input, body: invocation.arguments },
  );
};

/**
 * Web PubSub: a client's event, or one of the service's own.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-web-pubsub-trigger
 */
export const webPubSubTrigger: TriggerReader = ({ input, options, faasName, env }) => {
  const request = readObject(input) ?? {};
  const connection = readObject(request.connectionContext) ?? {};
  const type = readString(options.eventType) ?? readString(connection.eventType);
  return describeSocket(
    "azure.webpubsub",
    type?.toLowerCase() === "user",
    readResolved(options.hub, env) ?? readString(connection.hub),
    readString(options.eventName) ?? readString(connection.eventName),
    faasName,
    { value: input, body: request.data },
  );
};

function describeSocket(
  system: string,
  isMessage: boolean,
  hub: string | undefined,
  event: string | undefined,
  faasName: string,
  { value, body }: { value: unknown; body: unknown },
): TriggerDescription {
  const attributes = { ...(event !== undefined && { [ATTR_ISOBAR_EVENT_TYPE]: event }) };
  if (isMessage) {
    return messagingInvocation({
      system,
      destination: hub,
      fallbackName: faasName,
      count: 1,
      isBatch: false,
      messages: [],
      records: [{ value }],
      content: () => ({ body }),
      attributes,
    });
  }
  return {
    name: faasName,
    trigger: "other",
    kind: KIND_SERVER,
    attributes: { ...attributes, ...(hub !== undefined && { [ATTR_ISOBAR_EVENT_SOURCE]: hub }) },
  };
}
