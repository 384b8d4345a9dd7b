import { type Fields, type Messages, readHeaders, toBase64, type Ways } from "./messages.ts";

/** What Google's framework calls a function with, by the kind of function that it is. */
export type GcpDelivery =
  | { readonly signature: "cloudevent"; readonly event: Fields }
  | { readonly signature: "event"; readonly data: Fields; readonly context: Fields }
  | { readonly signature: "http"; readonly request: GcpRequest };

export interface GcpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed, as the framework does it. */
  readonly body?: unknown;
}

const post = (type: string, body: unknown, headers: Readonly<Record<string, string>> = {}): GcpDelivery => ({
  signature: "http",
  request: { method: "POST", path: "/", headers: { "content-type": type, ...headers }, body },
});

/** How messages reach a function on Google Cloud. */
export const TO_GCP: Ways<GcpDelivery> = {
  "Pub/Sub, to a CloudEvent function": {
    system: "pubsub",
    deliver: (message) => ({
      signature: "cloudevent",
      event: {
        specversion: "1.0",
        id: "1",
        source: "//pubsub.googleapis.com/projects/shop/topics/orders",
        type: "google.cloud.pubsub.topic.v1.messagePublished",
        data: { message: pubSubMessage(message) },
      },
    }),
  },
  "Pub/Sub, by push to an HTTP function": {
    system: "pubsub",
    deliver: (message) =>
      post("application/json", {
        message: pubSubMessage(message),
        subscription: "projects/shop/subscriptions/orders",
      }),
  },
  "Pub/Sub, to a background function": {
    system: "pubsub",
    deliver: ({ data = "", attributes }) => ({
      signature: "event",
      data: {
        "@type": "type.googleapis.com/google.pubsub.v1.PubsubMessage",
        data: toBase64(data),
        attributes,
      },
      context: { eventId: "1", eventType: "google.pubsub.topic.publish" },
    }),
  },
  "a CloudEvent in binary mode": {
    system: "cloudevent",
    deliver: ({ data, ...attributes }) => {
      const headers = Object.entries(attributes).map(([name, value]) => [`ce-${name}`, String(value)]);
      return post("application/json", data, Object.fromEntries(headers));
    },
  },
  "a CloudEvent in structured mode": {
    system: "cloudevent",
    deliver: (event) => post("application/cloudevents+json", toJson(event)),
  },
  "CloudEvents in batch mode": {
    system: "cloudevent",
    deliver: (event) => post("application/cloudevents-batch+json", [toJson(event)]),
  },
  "a request": {
    system: "http",
    deliver: (headers) => ({
      signature: "http",
      request: { method: "GET", path: "/orders/1", headers: readHeaders(headers) },
    }),
  },
};

const toJson = (event: Fields): unknown => JSON.parse(JSON.stringify(event));

const pubSubMessage = ({ data = Buffer.alloc(0), attributes }: Messages["pubsub"]) => ({
  messageId: "1",
  data: toBase64(data),
  attributes,
});
