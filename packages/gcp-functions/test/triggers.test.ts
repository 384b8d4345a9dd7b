import type { Batch } from "@isobar/core";
import { describe, expect, test } from "vitest";
import { adapter } from "../src/adapter.ts";
import background from "./fixtures/background.json" with { type: "json" };
import events from "./fixtures/events.json" with { type: "json" };
import requests from "./fixtures/requests.json" with { type: "json" };

const env = { K_SERVICE: "orders-worker" };
const TRACEPARENT = "00-1234567890abcdef1234567890abcdef-1234567890abcdef-01";
const TRANSPORT = "00-fedcba0987654321fedcba0987654321-fedcba0987654321-00";

/** What is expected: trigger, kind of trigger, span name, and the attributes of this trigger alone. */
type Row = readonly [trigger: string, type: string, name: string, attributes: Record<string, unknown>];

const ofFunction = (trigger: string, type: string, attributes: Record<string, unknown> = {}): Row => [
  trigger,
  type,
  "orders-worker",
  attributes,
];

const document = (collection: string, operation: string, time?: string) => ({
  "faas.document.collection": collection,
  "faas.document.operation": operation,
  ...(time !== undefined && { "faas.document.time": time }),
});

const message = (attributes: Record<string, unknown>) => ({
  "messaging.system.name": "gcp.pubsub",
  "messaging.operation.name": "subscribe",
  "messaging.operation.type": "process",
  ...attributes,
});

const seconds = (time: string) => Math.floor(Date.parse(time) / 1000);
const kindOf = (trigger: string) => (trigger === "pubsub" ? 4 : 1);

function expectRow(args: readonly unknown[], row: Row, id: string, given: Record<string, unknown> = {}) {
  const [trigger, type, name, attributes] = row;
  const invocation = adapter.describe({ args, env });
  expect(invocation).toMatchObject({ id, trigger, name, kind: kindOf(trigger) });
  expect(invocation?.attributes).toEqual({ "isobar.trigger.type": type, ...attributes, ...given });
  expect(JSON.stringify([invocation?.name, invocation?.attributes])).not.toContain("secret");
  return invocation;
}

/** What the messages of a batch carry, as plain data. */
function readContents({ records = [], content }: Partial<Batch> = {}) {
  return [...records].map(({ value }, index) => {
    const read = content?.(value, index);
    return { ...read, attributes: read?.attributes?.() };
  });
}

const AT = "2026-03-04T05:06:07Z";
const SHOP_RTDB = "shop-rtdb";

const EVENT_ROWS: Record<keyof typeof events, Row> = {
  pubsub: [
    "pubsub",
    "gcp.pubsub",
    "subscribe invoices",
    message({
      "messaging.destination.name": "invoices",
      "messaging.destination.subscription.name": "invoices-run",
      "messaging.message.id": "m-1",
      "gcp.pubsub.message.delivery_attempt": 4,
      "isobar.message.enqueued_time": seconds("2026-03-04T05:06:06Z"),
    }),
  ],
  "storage-finalized": ofFunction("datasource", "gcp.storage", document("photos", "insert", AT)),
  "storage-archived-by-extension": ofFunction("datasource", "gcp.storage", document("photos", "edit")),
  "storage-metadata-by-source": ofFunction("datasource", "gcp.storage", document("photos", "edit")),
  "storage-deleted": ofFunction("datasource", "gcp.storage", document("photos", "delete")),
  "firestore-created": ofFunction("datasource", "gcp.firestore", document("(default)", "insert", AT)),
  "firestore-inserted-by-write": ofFunction("datasource", "gcp.firestore", document("orders", "insert")),
  "firestore-deleted-by-write": ofFunction("datasource", "gcp.firestore", document("orders", "delete")),
  "firestore-edited-by-write": ofFunction("datasource", "gcp.firestore", document("orders", "edit")),
  "firestore-protobuf": ofFunction("datasource", "gcp.firestore", document("orders", "edit")),
  datastore: ofFunction("datasource", "gcp.firestore", document("(default)", "delete")),
  "database-inserted": ofFunction("datasource", "gcp.realtime_database", document(SHOP_RTDB, "insert")),
  "database-deleted": ofFunction("datasource", "gcp.realtime_database", document(SHOP_RTDB, "delete")),
  "database-updated": ofFunction("datasource", "gcp.realtime_database", document(SHOP_RTDB, "edit")),
  "audit-log": ofFunction("other", "gcp.audit_log", {
    "isobar.gcp.audit.service_name": "storage.googleapis.com",
    "isobar.gcp.audit.method_name": "storage.buckets.create",
  }),
  "audit-log-of-the-data": ofFunction("other", "gcp.audit_log", {
    "isobar.gcp.audit.service_name": "storage.googleapis.com",
    "isobar.gcp.audit.method_name": "storage.buckets.delete",
  }),
  scheduler: ofFunction("timer", "gcp.scheduler", { "faas.invocation.start_time": "2026-03-04T03:00:00Z" }),
  "firebase-auth": ofFunction("other", "cloudevents"),
  "firebase-analytics": ofFunction("other", "cloudevents"),
  "firebase-remote-config": ofFunction("other", "cloudevents"),
  "firebase-alerts": ofFunction("other", "cloudevents"),
  "firebase-test-lab": ofFunction("other", "cloudevents"),
  "cloud-build": ofFunction("other", "cloudevents"),
  unknown: ofFunction("other", "cloudevents"),
  "storage-of-a-kind-to-come": ofFunction("other", "cloudevents"),
};

describe("a CloudEvent function", () => {
  test.each(Object.entries(EVENT_ROWS))("%s", (name, row) => {
    const event = events[name as keyof typeof events];
    const invocation = expectRow([event], row, event.id, {
      "cloudevents.event_id": event.id,
      "cloudevents.event_source": name === "unknown" ? "https://shop.example.test/carts" : event.source,
      "cloudevents.event_type": event.type,
      "cloudevents.event_spec_version": "1.0",
    });
    const links = [...(invocation?.batch?.messages ?? [])];
    expect(links).toEqual(name === "pubsub" ? [{ id: "m-1", carrier: { traceparent: TRACEPARENT } }] : []);
    // The framework has written the request's own context over the event's.
    expect(invocation?.ambient).toEqual(name === "unknown" ? { traceparent: TRACEPARENT } : undefined);
    expect(invocation?.carrier).toBeUndefined();
  });

  test("a callback beside the event changes nothing", () => {
    const callback = () => {};
    const read = (args: readonly unknown[]) => {
      const { batch, ...invocation } = adapter.describe({ args, env }) ?? {};
      return { ...invocation, batch: { ...batch, content: readContents(batch) } };
    };
    expect(read([events.pubsub, callback])).toEqual(read([events.pubsub]));
  });
});

const BACKGROUND_ROWS: Record<keyof typeof background, Row> = {
  pubsub: [
    "pubsub",
    "gcp.pubsub",
    "subscribe invoices",
    message({
      "messaging.destination.name": "invoices",
      "messaging.message.id": "b-1",
      "isobar.message.enqueued_time": seconds(AT),
    }),
  ],
  "pubsub-older": [
    "pubsub",
    "gcp.pubsub",
    "subscribe invoices",
    message({ "messaging.destination.name": "invoices", "messaging.message.id": "b-2" }),
  ],
  storage: ofFunction("datasource", "gcp.storage", document("photos", "edit", AT)),
  "storage-older": ofFunction("datasource", "gcp.storage", document("photos", "insert")),
  firestore: ofFunction("datasource", "gcp.firestore", document("(default)", "insert")),
  database: ofFunction("datasource", "gcp.realtime_database", document(SHOP_RTDB, "delete")),
  auth: ofFunction("other", "gcp.event"),
  analytics: ofFunction("other", "gcp.event"),
  "remote-config": ofFunction("other", "gcp.event"),
  "structured-cloudevent": ofFunction("datasource", "gcp.storage", {
    ...document("photos", "insert"),
    "cloudevents.event_id": "b-10",
    "cloudevents.event_source": "//storage.googleapis.com/projects/_/buckets/photos",
    "cloudevents.event_type": "google.cloud.storage.object.v1.finalized",
    "cloudevents.event_spec_version": "1.0",
  }),
};

describe("a background function", () => {
  test.each(Object.entries(BACKGROUND_ROWS))("%s", (name, row) => {
    const { data, context } = background[name as keyof typeof background];
    const eventType = "eventType" in context ? context.eventType : undefined;
    const id = "eventId" in context ? context.eventId : context.id;
    const invocation = expectRow([data, context], row, id, {
      ...(eventType !== undefined && { "isobar.event.type": eventType }),
    });
    if (name === "pubsub") {
      expect([...(invocation?.batch?.messages ?? [])]).toEqual([{ id: "b-1", carrier: { traceparent: TRACEPARENT } }]);
    }
  });
});

const REQUEST_ROWS: Record<keyof typeof requests, Row> = {
  "binary-cloudevent": ofFunction("datasource", "gcp.storage", {
    ...document("photos", "delete", AT),
    "cloudevents.event_id": "r-1",
    "cloudevents.event_source": "//storage.googleapis.com/projects/_/buckets/photos",
    "cloudevents.event_type": "google.cloud.storage.object.v1.deleted",
    "cloudevents.event_spec_version": "1.0",
  }),
  "binary-pubsub": [
    "pubsub",
    "gcp.pubsub",
    "subscribe invoices",
    message({
      "messaging.destination.name": "invoices",
      "messaging.destination.subscription.name": "s",
      "messaging.message.id": "m-2",
      "cloudevents.event_id": "r-2",
      "cloudevents.event_source": "//pubsub.googleapis.com/projects/shop/topics/invoices",
      "cloudevents.event_type": "google.cloud.pubsub.topic.v1.messagePublished",
      "cloudevents.event_spec_version": "1.0",
    }),
  ],
  "structured-cloudevent": ofFunction("other", "cloudevents", {
    "cloudevents.event_id": "r-3",
    "cloudevents.event_source": "//shop.example.test/carts",
    "cloudevents.event_type": "test.shop.cart.abandoned",
    "cloudevents.event_spec_version": "1.0",
  }),
  "cloudevents-batch": ofFunction("other", "cloudevents"),
  push: [
    "pubsub",
    "gcp.pubsub.push",
    "orders-worker",
    message({
      "messaging.destination.subscription.name": "invoices-push",
      "messaging.message.id": "m-3",
      "gcp.pubsub.message.delivery_attempt": 2,
      "isobar.message.enqueued_time": seconds("2026-03-04T05:06:06Z"),
      "user_agent.original": requests.push.headers["user-agent"],
    }),
  ],
  "unwrapped-push": [
    "pubsub",
    "gcp.pubsub.push",
    "orders-worker",
    message({
      "messaging.destination.subscription.name": "invoices-push",
      "messaging.message.id": "m-4",
      "isobar.message.enqueued_time": seconds("2026-03-04T05:06:06Z"),
    }),
  ],
  scheduler: ofFunction("timer", "gcp.scheduler", {
    "faas.invocation.start_time": "2026-03-04T03:00:00Z",
    "isobar.gcp.scheduler.job_name": "nightly",
    "user_agent.original": "Google-Cloud-Scheduler",
  }),
  tasks: [
    "http",
    "gcp.tasks",
    "POST",
    {
      "isobar.gcp.tasks.queue_name": "emails",
      "isobar.attempt": 3,
      "isobar.gcp.tasks.execution_count": 1,
      "isobar.gcp.tasks.previous_response": 503,
      "isobar.gcp.tasks.retry_reason": "HTTP 503",
      "isobar.gcp.tasks.scheduled_time": "2026-03-04T05:06:07.500Z",
    },
  ],
  plain: ["http", "gcp.http", "GET", {}],
  "an-api-of-its-own": ["http", "gcp.http", "POST", {}],
};

const LINKS: Record<string, readonly object[]> = {
  "binary-cloudevent": [{ id: "r-1", carrier: { traceparent: TRACEPARENT } }],
  "binary-pubsub": [{ id: "m-2", carrier: { traceparent: TRACEPARENT } }],
  "structured-cloudevent": [{ id: "r-3", carrier: { traceparent: TRACEPARENT } }],
  "cloudevents-batch": [{ id: "r-4", carrier: { traceparent: TRACEPARENT } }, { id: "r-5" }],
  push: [{ id: "m-3" }],
  "unwrapped-push": [{ id: "m-4", carrier: { traceparent: TRACEPARENT } }],
};

describe("an HTTP function that is sent", () => {
  const response = { end() {}, on() {} };

  test.each(Object.entries(REQUEST_ROWS))("%s", (name, row) => {
    const request: { method: string; path: string; headers: Record<string, unknown> } =
      requests[name as keyof typeof requests];
    const invocation = expectRow([request, response], row, "unknown", {
      "http.request.method": request.method,
      "url.path": request.path,
    });
    expect([...(invocation?.batch?.messages ?? [])]).toEqual(LINKS[name] ?? []);
    expect(invocation?.carrier).toEqual(row[0] === "http" ? request.headers : undefined);
    expect(invocation?.isSampledFlagForeign).toBe(row[0] === "http" ? true : undefined);
    const ambient = request.headers.traceparent === TRANSPORT ? { traceparent: TRANSPORT } : undefined;
    const legacy = "00-1234567890abcdef1234567890abcdef-00000000000000ff-01";
    expect(invocation?.ambient).toEqual(name === "plain" ? { traceparent: legacy } : ambient);
  });

  test.each([
    ["no span", "1234567890abcdef1234567890abcdef"],
    ["a span's id of more than 64 bits", "1234567890abcdef1234567890abcdef/18446744073709551616"],
    ["something else", "x/1"],
  ])("X-Cloud-Trace-Context with %s is none", (_name, value) => {
    const request = { method: "GET", headers: { "x-cloud-trace-context": value } };
    expect(adapter.describe({ args: [request, response], env })?.ambient).toBeUndefined();
  });

  test("an event that is refused has failed, a 4xx included; a plain 4xx has not", () => {
    const outcomeOf = (request: object, statusCode: number) => {
      const invocation = adapter.describe({ args: [request, response], env });
      if (invocation === undefined) throw new Error("untouched");
      return adapter.outcome?.({ result: { statusCode, isComplete: true } }, invocation)?.errorType;
    };
    expect(outcomeOf(requests.push, 404)).toBe("404");
    expect(outcomeOf(requests.push, 204)).toBeUndefined();
    expect(outcomeOf(requests.scheduler, 302)).toBe("302");
    expect(outcomeOf(requests.plain, 404)).toBeUndefined();
    expect(outcomeOf(requests.plain, 503)).toBe("503");
  });
});
