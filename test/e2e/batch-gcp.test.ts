import { randomUUID } from "node:crypto";
import { describe } from "vitest";
import { startGoogle } from "../../packages/local/dist/index.js";
import {
  type BatchSource,
  type Deliver,
  deliverBefore,
  describeSources,
  LINK,
  TEN,
  traceparent,
  withoutPoison,
} from "./support/batch.ts";
import { call } from "./support/request.ts";

const message = (order: number) => ({
  data: Buffer.from(JSON.stringify({ order })).toString("base64"),
  attributes: { googclient_traceparent: traceparent(order) },
});
const push = (order: number) => ({
  subscription: "projects/local-project/subscriptions/ship",
  message: { messageId: `m-${order}`, ...message(order) },
});
const PUBSUB = { processed: withoutPoison, system: "gcp.pubsub", id: "m-3", link: LINK };

/** What one function of the fixture is called with. */
interface Case {
  readonly target: string;
  readonly signature: "cloudevent" | "event" | "http";
  readonly sources: readonly BatchSource[];
  readonly deliver?: Deliver;
}

const cloudEvents: Case = {
  target: "handler",
  signature: "cloudevent",
  sources: [
    {
      name: "Pub/Sub",
      events: TEN.map((order) => ({
        specversion: "1.0",
        id: `m-${order}`,
        source: "//pubsub.googleapis.com/projects/local-project/topics/orders",
        type: "google.cloud.pubsub.topic.v1.messagePublished",
        time: "2026-01-01T00:00:00Z",
        datacontenttype: "application/json",
        data: push(order),
      })),
      span: "process orders",
      ...PUBSUB,
    },
    {
      name: "Cloud Storage, through Eventarc",
      events: TEN.map((order) => ({
        specversion: "1.0",
        id: `s-${order}`,
        source: "//storage.googleapis.com/projects/_/buckets/photos",
        type: "google.cloud.storage.object.v1.finalized",
        bucket: "photos",
        data: { bucket: "photos", name: "a.png", metageneration: String(order) },
      })),
      span: "process photos",
      processed: withoutPoison,
    },
    {
      name: "a type of one's own, through Eventarc",
      events: TEN.map((order) => ({
        specversion: "1.0",
        id: `o-${order}`,
        source: "/shop",
        type: "shop.ordered",
        data: { order },
      })),
      span: "process",
      processed: withoutPoison,
    },
  ],
};

const background: Case = {
  target: "background",
  signature: "event",
  sources: [
    {
      name: "Pub/Sub, to a background function",
      events: TEN.map((order) => ({
        data: { "@type": "type.googleapis.com/google.pubsub.v1.PubsubMessage", ...message(order) },
        context: {
          eventId: `m-${order}`,
          timestamp: "2026-01-01T00:00:00Z",
          eventType: "google.pubsub.topic.publish",
          resource: {
            service: "pubsub.googleapis.com",
            name: "projects/local-project/topics/orders",
            type: "type.googleapis.com/google.pubsub.v1.PubsubMessage",
          },
        },
      })),
      span: "process orders",
      ...PUBSUB,
    },
  ],
};

const http: Case = {
  target: "http",
  signature: "http",
  sources: [{ name: "Pub/Sub, by push", events: TEN.map(push), span: "process", ...PUBSUB }],
  deliver: async (platform, event) => {
    const invocationId = randomUUID();
    const headers = { "function-execution-id": invocationId };
    const { status, body } = await call(platform.url, { headers, body: JSON.stringify(event) });
    if (status === 204) return { ok: true, invocationId };
    return { ok: false, error: { type: String(status), message: body.toString() }, invocationId };
  },
};

describe.each([cloudEvents, background, http])("a function of the signature $signature", (given) => {
  const { target, signature, sources, deliver } = given;
  const runs = deliverBefore(startGoogle, { fixture: "gcp.mjs", target, signature }, sources, deliver);
  // A failure has the event delivered again.
  describeSources(runs, [], sources, sources);
});
