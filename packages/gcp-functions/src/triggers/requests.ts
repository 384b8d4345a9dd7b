import type { Carrier } from "@isobar/core";
import {
  cloudEventContent,
  decodeUtf8,
  KIND_SERVER,
  readContextFields,
  readObject,
  readString,
  toMessages,
} from "@isobar/core/describe";
import type { CloudEventFields, HttpRequest, PubSubData, PubSubMessage } from "../types.ts";
import { describeEventParts, withType } from "./events.ts";
import { readRequestHeader } from "./headers.ts";
import { describePubSub, readMessageAttributes } from "./pubsub.ts";
import { schedulerRequest } from "./scheduler.ts";
import type { EventDescription, NamedReader } from "./table.ts";

/** Reads a request as one kind of event; undefined where it is none. Pure, and total for any object. */
export type RequestReader = (request: HttpRequest, functionName: string) => EventDescription | undefined;

/** In order: the first that knows the request decides. One that nobody knows is plain HTTP. */
const REQUESTS: readonly NamedReader<RequestReader>[] = [
  { type: "cloudevents", read: readBinaryEvent },
  { type: "cloudevents", read: readStructuredEvent },
  { type: "gcp.pubsub.push", read: readPush },
  { type: "gcp.pubsub.push", read: readUnwrappedPush },
  { type: "gcp.scheduler", read: schedulerRequest },
];

/** An event that an HTTP function was sent. */
export const readRequestEvent: RequestReader = (request, functionName) => {
  for (const { type, read } of REQUESTS) {
    const description = read(request, functionName);
    if (description !== undefined) return withType(description, type);
  }
  return undefined;
};

/** A CloudEvent whose attributes are headers. */
function readBinaryEvent(request: HttpRequest, functionName: string): EventDescription | undefined {
  const { headers, body } = request;
  const attribute = (name: string): string | undefined => readRequestHeader(headers, `ce-${name}`);
  const [id, source, specversion, type] = [
    attribute("id"),
    attribute("source"),
    attribute("specversion"),
    attribute("type"),
  ];
  if (id === undefined || source === undefined || specversion === undefined || type === undefined) return undefined;
  const event = {
    id,
    source,
    specversion,
    type,
    time: attribute("time"),
    bucket: attribute("bucket"),
    servicename: attribute("servicename"),
    methodname: attribute("methodname"),
    data: body,
    creation: readContextFields(attribute),
  };
  return describeEventParts(event, functionName, {
    value: request,
    content: () => {
      const attributes = Object.entries(readObject(headers) ?? {}).filter(([name]) => name.startsWith("ce-"));
      return cloudEventContent({
        ...Object.fromEntries(attributes.map(([name, value]) => [name.slice("ce-".length), value])),
        datacontenttype: readRequestHeader(headers, "content-type"),
        data: readBody(request),
      });
    },
  });
}

/** The bytes as they came, where the framework kept them. */
function readBody({ rawBody, body }: HttpRequest): unknown {
  return rawBody instanceof Uint8Array ? rawBody : body;
}

/** A CloudEvent that is the body, or several. */
function readStructuredEvent(request: HttpRequest, functionName: string): EventDescription | undefined {
  const { headers, body } = request;
  const mediaType = readRequestHeader(headers, "content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (mediaType === "application/cloudevents-batch+json") {
    const events = readList(body);
    return events && describeEventBatch(events, functionName);
  }
  const event = mediaType === "application/cloudevents+json" ? readObject(body) : undefined;
  if (event === undefined) return undefined;
  return describeEventParts({ ...pickEvent(event), creation: readCreation(event) }, functionName, {
    value: request,
    content: () => cloudEventContent(event),
  });
}

/** The framework parses no batches: it hands over their bytes. */
function readList(body: unknown): readonly unknown[] | undefined {
  if (Array.isArray(body)) return body;
  if (!(body instanceof Uint8Array)) return undefined;
  try {
    const parsed: unknown = JSON.parse(decodeUtf8(body));
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Events of a batch may be of different kinds; they are linked to where they come from. */
function describeEventBatch(events: readonly unknown[], functionName: string): EventDescription {
  const read = function* () {
    for (const value of events) {
      const event = (readObject(value) ?? {}) as CloudEventFields;
      const id = readString(event.id);
      const carrier = readCreation(event);
      yield { value, ...(carrier !== undefined && { carrier }), ...(id !== undefined && { id }) };
    }
  };
  const records = { [Symbol.iterator]: read };
  return {
    name: functionName,
    trigger: "other",
    kind: KIND_SERVER,
    attributes: {},
    batch: {
      count: events.length,
      messages: toMessages(records),
      records,
      content: (value) => cloudEventContent(readObject(value) ?? {}),
    },
  };
}

/** Pub/Sub's push delivery: the body is the message in its envelope. */
function readPush({ body }: HttpRequest, functionName: string): EventDescription | undefined {
  const data = readObject(body) as PubSubData | undefined;
  const message = readObject(data?.message) as PubSubMessage | undefined;
  const subscription = readString(data?.subscription);
  const id = readString(message?.messageId) ?? readString(message?.message_id);
  // A function's own API may have such bodies as well: the subscription's path is Google's alone.
  if (id === undefined || !/^projects\/[^/]+\/subscriptions\/[^/]+$/.test(subscription ?? "")) return undefined;
  // The topic is not in a push.
  return describePubSub({ data: { message, subscription, deliveryAttempt: data?.deliveryAttempt } }, functionName);
}

/**
 * Pub/Sub's push delivery without the envelope, which leaves the message's metadata to headers. `traceparent` among
 * them is the delivery's own. Nothing tells the message's attributes from the headers of the request.
 *
 * @see https://cloud.google.com/pubsub/docs/payload-unwrapping
 */
function readUnwrappedPush(request: HttpRequest, functionName: string): EventDescription | undefined {
  const { headers, body } = request;
  const header = (name: string): string | undefined => readRequestHeader(headers, `x-goog-pubsub-${name}`);
  const messageId = header("message-id");
  if (messageId === undefined) return undefined;
  const attributes = {
    googclient_traceparent: readRequestHeader(headers, "googclient_traceparent"),
    googclient_tracestate: readRequestHeader(headers, "googclient_tracestate"),
  };
  const message = { messageId, publishTime: header("publish-time"), attributes };
  const event = { data: { message, subscription: header("subscription-name") }, record: body };
  return describePubSub(event, functionName, () => ({
    body: readBody(request),
    attributes: () =>
      readMessageAttributes(Object.entries(readObject(headers) ?? {}).filter(([name]) => !OF_DELIVERY.test(name))),
  }));
}

/** Headers that are not the message's: what Pub/Sub says, and its own credentials. */
const OF_DELIVERY = /^(?:x-goog-pubsub-|authorization$)/;

function readCreation(event: CloudEventFields): Carrier | undefined {
  return readContextFields((name) => readString((event as Readonly<Record<string, unknown>>)[name]));
}

/** A copy of what is read: a body may have members by any name. */
function pickEvent(event: CloudEventFields): CloudEventFields {
  const { id, source, specversion, type, time, data, bucket, servicename, serviceName, methodname, methodName } = event;
  return { id, source, specversion, type, time, data, bucket, servicename, serviceName, methodname, methodName };
}
