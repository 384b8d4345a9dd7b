import type { Message } from "@isobar/core";
import { afterEach, describe, expect, it } from "vitest";
import { adapter } from "../src/adapter.ts";
import { currentInvocation, instrument, processBatch } from "../src/index.ts";
import background from "./fixtures/background.json" with { type: "json" };
import events from "./fixtures/events.json" with { type: "json" };
import requests from "./fixtures/requests.json" with { type: "json" };

const ORDER = { order: 7, city: "Köln" };
const TEXT = JSON.stringify(ORDER);
const BASE64 = Buffer.from(TEXT).toString("base64");
const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const TIME = "2026-03-04T05:06:07.500Z";
const AT = Date.parse(TIME);

const attributes = { tenant: "acme", priority: "5" };
const message = {
  messageId: "m-1",
  publishTime: TIME,
  data: BASE64,
  attributes: { ...attributes, googclient_traceparent: TRACEPARENT, googclient_tracestate: "a=1" },
};
const subscription = "projects/shop/subscriptions/ship";
const pubSub = { id: "m-1", enqueuedEpochMillis: AT, attributes };

const ofEvent = { type: "shop.order.placed", source: "//shop", subject: "orders/7", tenant: "acme" };
const cloudEvent = { specversion: "1.0", id: "e-1", time: TIME, ...ofEvent };
const event = { id: "e-1", enqueuedEpochMillis: AT, attributes: ofEvent };

const response = { end: () => {}, on: () => {} };
const post = (body: unknown, headers: Record<string, string>, rawBody?: Buffer) => [
  { method: "POST", path: "/", headers: { authorization: "Bearer planted", ...headers }, body, rawBody },
  response,
];

interface Row {
  readonly args: readonly unknown[];
  /** What `processBatch` is given, where that is not the first argument. */
  readonly batch?: unknown;
  readonly id: string;
  readonly attempt?: number;
  readonly enqueuedEpochMillis: number;
  readonly attributes: Readonly<Record<string, string>>;
}

const ROWS: Record<string, Row> = {
  "Pub/Sub as a CloudEvent": {
    args: [
      {
        specversion: "1.0",
        id: "m-1",
        type: "google.cloud.pubsub.topic.v1.messagePublished",
        source: "//pubsub.googleapis.com/projects/shop/topics/orders",
        data: { message, subscription, deliveryAttempt: 3 },
      },
    ],
    ...pubSub,
    attempt: 3,
  },
  "Pub/Sub to a background function": {
    args: [
      {
        "@type": "type.googleapis.com/google.pubsub.v1.PubsubMessage",
        data: BASE64,
        attributes: message.attributes,
      },
      {
        eventId: "m-1",
        timestamp: TIME,
        eventType: "google.pubsub.topic.publish",
        resource: { service: "pubsub.googleapis.com", name: "projects/shop/topics/orders" },
      },
    ],
    ...pubSub,
  },
  "Pub/Sub by push": {
    args: post({ message, subscription, deliveryAttempt: 2 }, { "content-type": "application/json" }),
    batch: { message, subscription, deliveryAttempt: 2 },
    ...pubSub,
    attempt: 2,
  },
  "Pub/Sub by push, in the spelling of emulators": {
    args: post(
      {
        message: { ...message, messageId: undefined, message_id: "m-1", publishTime: undefined, publish_time: TIME },
        subscription,
      },
      { "content-type": "application/json" },
    ),
    ...pubSub,
  },
  "Pub/Sub by push without the envelope": {
    args: post(
      ORDER,
      {
        "x-goog-pubsub-message-id": "m-1",
        "x-goog-pubsub-publish-time": TIME,
        "x-goog-pubsub-subscription-name": subscription,
        traceparent: TRACEPARENT,
        googclient_traceparent: TRACEPARENT,
        ...attributes,
      },
      Buffer.from(TEXT),
    ),
    ...pubSub,
  },
  "a CloudEvent": { args: [{ ...cloudEvent, traceparent: TRACEPARENT, data: ORDER }], ...event },
  "a CloudEvent with its data as bytes": { args: [{ ...cloudEvent, data_base64: BASE64 }], ...event },
  "a CloudEvent in the headers of a request": {
    args: post(
      ORDER,
      Object.fromEntries(
        Object.entries({ ...cloudEvent, traceparent: TRACEPARENT }).map(([name, value]) => [`ce-${name}`, value]),
      ),
      Buffer.from(TEXT),
    ),
    ...event,
  },
  "a CloudEvent in the body of a request": {
    args: post({ ...cloudEvent, data: ORDER }, { "content-type": "application/cloudevents+json" }),
    ...event,
  },
  "a CloudEvent to a background function": {
    args: [ORDER, { ...cloudEvent }],
    ...event,
    attributes: { type: ofEvent.type, source: ofEvent.source },
  },
};

afterEach(() => {
  delete process.env.OTEL_SDK_DISABLED;
});

/** What a handler reads of its messages. */
async function read(args: readonly unknown[]): Promise<readonly Message[]> {
  let seen: readonly Message[] = [];
  const handler = instrument(async (_first: unknown, _second?: unknown) => {
    seen = currentInvocation()?.messages ?? [];
  });
  await Reflect.apply(handler, undefined, args);
  return seen;
}

describe("a message is the same through", () => {
  it.each(Object.entries(ROWS))("%s", async (_name, { args, ...row }) => {
    const messages = await read(args);
    expect(messages).toHaveLength(1);
    const [first] = messages;
    expect(first?.json()).toEqual(ORDER);
    expect(first?.text()).toBe(TEXT);
    expect(Buffer.from(first?.bytes() ?? []).toString("base64")).toBe(BASE64);
    expect(first?.attributes).toEqual(row.attributes);
    expect([first?.id, first?.attempt, first?.enqueuedEpochMillis]).toEqual([
      row.id,
      row.attempt,
      row.enqueuedEpochMillis,
    ]);
  });

  it.each(["", "true"])("processBatch, whatever brought it, where telemetry is disabled: %j", async (disabled) => {
    process.env.OTEL_SDK_DISABLED = disabled;
    for (const name of ["Pub/Sub as a CloudEvent", "Pub/Sub to a background function", "Pub/Sub by push"]) {
      const { args, batch = args[0] } = ROWS[name] as Row;
      const seen: unknown[] = [];
      const handler = instrument(async (_first: unknown, _second?: unknown) =>
        processBatch(batch, (_record, given) => void seen.push([given.json(), given.attributes])),
      );
      await Reflect.apply(handler, undefined, args);
      expect(seen, name).toEqual([[ORDER, attributes]]);
    }
  });
});

describe("messages", () => {
  const batchOfEvents = [{ ...cloudEvent, data: 1 }, { ...cloudEvent, id: "e-2", data: 2 }, null];

  it.each([
    // As the framework has it: it parses only `application/json` and `application/cloudevents+json`.
    ["bytes", Buffer.from(JSON.stringify(batchOfEvents))],
    ["parsed", batchOfEvents],
  ])("of a batch of CloudEvents are its events: %s", async (_, body) => {
    const messages = await read(post(body, { "content-type": "application/cloudevents-batch+json" }));
    expect(messages.map((given) => [given.id, given.text(), given.attributes])).toEqual([
      ["e-1", "1", ofEvent],
      ["e-2", "2", ofEvent],
      [undefined, "", {}],
    ]);
  });

  it.each([Buffer.from("[{"), Buffer.from('{"specversion":"1.0"}'), Buffer.alloc(0), "[]"])(
    "there are none in what is no batch of CloudEvents: %s",
    async (body) => {
      expect(await read(post(body, { "content-type": "application/cloudevents-batch+json" }))).toEqual([]);
    },
  );

  const CALLS: [string, readonly unknown[]][] = [
    ...Object.entries(events).map(([name, value]): [string, readonly unknown[]] => [`event ${name}`, [value]]),
    ...Object.entries(background).map(([name, value]): [string, readonly unknown[]] => [
      `background ${name}`,
      [value.data, value.context],
    ]),
    ...Object.entries(requests).map(([name, value]): [string, readonly unknown[]] => [
      `request ${name}`,
      [value, response],
    ]),
  ];

  it.each(CALLS)("there are for what is no change, no schedule and no request: %s", async (name, args) => {
    const described = adapter.describe({ args, env: {} });
    const isMessage = described?.trigger === "pubsub" || described?.trigger === "other";
    const messages = await read(args);
    expect(messages.length).toBe(isMessage ? (described?.batch?.count ?? 0) : 0);
    if (!name.startsWith("request")) expect(messages).toHaveLength(isMessage ? 1 : 0);
    for (const given of messages) {
      expect(given.text()).toBeTypeOf("string");
      expect(Object.keys(given.attributes).join()).not.toMatch(/traceparent|authorization/);
    }
  });

  it("processBatch is given the event itself, as before, where it is no broker's", async () => {
    const seen: unknown[] = [];
    const value = { ...cloudEvent, data: ORDER };
    const handler = instrument(async (given: unknown) =>
      processBatch(given, (record, { id }) => void seen.push(record, id)),
    );
    await handler(value);
    expect(seen).toEqual([value, "e-1"]);
    expect(seen[0]).toBe(value);
  });
});
