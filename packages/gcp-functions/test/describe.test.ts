import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adapter } from "../src/adapter.ts";

const env = { K_SERVICE: "orders-worker" };
const TRACEPARENT = "00-11111111111111111111111111111111-2222222222222222-01";

function pubSubEvent(message: object, data: object = {}) {
  return {
    specversion: "1.0",
    id: "event-1",
    type: "google.cloud.pubsub.topic.v1.messagePublished",
    source: "//pubsub.googleapis.com/projects/shop-1/topics/orders",
    time: "2026-01-02T03:04:05.678Z",
    data: { message, ...data },
  };
}

describe("Pub/Sub", () => {
  test("a message with Google's own trace attributes", () => {
    const event = pubSubEvent(
      {
        messageId: "m-1",
        orderingKey: "customer-1",
        attributes: {
          googclient_traceparent: TRACEPARENT,
          googclient_tracestate: "a=1",
          traceparent: "00-33333333333333333333333333333333-4444444444444444-01",
        },
      },
      { subscription: "projects/shop-1/subscriptions/orders-worker-1", deliveryAttempt: 3 },
    );
    const invocation = adapter.describe({ args: [event], env });
    expect(invocation).toMatchObject({ id: "event-1", name: "subscribe orders", trigger: "pubsub", kind: 4 });
    expect(invocation?.attributes).toEqual({
      "isobar.trigger.type": "gcp.pubsub",
      "messaging.system.name": "gcp.pubsub",
      "messaging.operation.name": "subscribe",
      "messaging.operation.type": "process",
      "messaging.destination.name": "orders",
      "messaging.destination.subscription.name": "orders-worker-1",
      "messaging.message.id": "m-1",
      "gcp.pubsub.message.delivery_attempt": 3,
      "cloudevents.event_id": "event-1",
      "cloudevents.event_source": "//pubsub.googleapis.com/projects/shop-1/topics/orders",
      "cloudevents.event_type": "google.cloud.pubsub.topic.v1.messagePublished",
      "cloudevents.event_spec_version": "1.0",
    });
    expect([...(invocation?.batch?.messages ?? [])]).toEqual([
      { id: "m-1", carrier: { traceparent: TRACEPARENT, tracestate: "a=1" } },
    ]);
  });

  test("the other spelling, and plain trace attributes", () => {
    const event = pubSubEvent({ message_id: "m-2", attributes: { traceparent: TRACEPARENT } });
    const invocation = adapter.describe({ args: [event], env });
    expect(invocation?.attributes["messaging.message.id"]).toBe("m-2");
    expect([...(invocation?.batch?.messages ?? [])]).toEqual([{ id: "m-2", carrier: { traceparent: TRACEPARENT } }]);
  });

  test("the request that brought the event is not the message's origin", () => {
    const event = { ...pubSubEvent({ messageId: "m-3" }), traceparent: TRACEPARENT };
    const invocation = adapter.describe({ args: [event], env });
    expect(invocation?.carrier).toBeUndefined();
    expect(invocation?.ambient).toEqual({ traceparent: TRACEPARENT });
    expect([...(invocation?.batch?.messages ?? [])]).toEqual([{ id: "m-3" }]);
  });

  test("without a topic it has the function's name", () => {
    const invocation = adapter.describe({ args: [{ ...pubSubEvent({}), source: "somewhere" }], env });
    expect(invocation?.name).toBe("orders-worker");
  });
});

describe("HTTP", () => {
  const response = { end() {}, on() {} };

  test("a request by its headers as the front end sets them", () => {
    const request = {
      method: "POST",
      url: "/orders/1?token=abc",
      path: "/orders/1",
      httpVersion: "1.1",
      executionId: "exec-1",
      headers: {
        host: "orders.example.com",
        "x-forwarded-proto": "https,http",
        "user-agent": "curl/8",
        traceparent: TRACEPARENT,
      },
    };
    const invocation = adapter.describe({ args: [request, response], env });
    expect(invocation).toMatchObject({ id: "exec-1", name: "POST", trigger: "http", kind: 1 });
    expect(invocation?.carrier).toMatchObject({ traceparent: TRACEPARENT });
    expect(invocation?.attributes).toEqual({
      "isobar.trigger.type": "gcp.http",
      "http.request.method": "POST",
      "url.path": "/orders/1",
      "url.scheme": "https",
      "server.address": "orders.example.com",
      "network.protocol.version": "1.1",
      "user_agent.original": "curl/8",
    });
  });

  test.each([
    ["planted", "https", "https"],
    ["planted", "planted", undefined],
    ["HTTPS", "http", "https"],
  ])("a scheme of %s, which Express has as %s, is %s", (forwarded, protocol, scheme) => {
    const request = { method: "GET", url: "/a", protocol, headers: { "x-forwarded-proto": forwarded } };
    expect(adapter.describe({ args: [request, response], env })?.attributes["url.scheme"]).toBe(scheme);
  });

  test("Node's own request, without Express, has its path without the query", () => {
    const request = { method: "GET", url: "/a?secret=1", headers: { "function-execution-id": "exec-2" } };
    const invocation = adapter.describe({ args: [request, response], env });
    expect(invocation?.id).toBe("exec-2");
    expect(invocation?.attributes["url.path"]).toBe("/a");
  });
});

describe("the time limit", () => {
  const timeoutOf = (limits: Record<string, string>) => adapter.describe({ args: [{}], env: limits })?.timeoutMillis;

  test("is what the environment says", () => {
    expect(timeoutOf({ CLOUD_RUN_TIMEOUT_SECONDS: "1.5" })).toBe(1500);
    expect(timeoutOf({ FUNCTION_TIMEOUT_SEC: "60" })).toBe(60_000);
    expect(timeoutOf({ CLOUD_RUN_TIMEOUT_SECONDS: "0" })).toBeUndefined();
    expect(timeoutOf({ CLOUD_RUN_TIMEOUT_SECONDS: "soon" })).toBeUndefined();
    expect(timeoutOf({})).toBeUndefined();
  });
});

describe("describing a call never throws, and never changes what it reads", () => {
  const hostile = (value: object): object =>
    new Proxy(value, {
      get() {
        throw new Error("hostile");
      },
      ownKeys() {
        throw new Error("hostile");
      },
    });

  test("for any arguments", () => {
    const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true });
    const pubSub = fc.record({
      type: fc.constant("google.cloud.pubsub.topic.v1.messagePublished"),
      source: anything,
      data: fc.oneof(anything, fc.record({ subscription: anything, deliveryAttempt: anything, message: anything })),
    });
    const request = fc.record({ method: fc.string(), headers: anything, url: anything, path: anything });
    const response = fc.constant({ end() {}, on() {} });
    const args = fc.oneof(
      fc.tuple(anything),
      fc.tuple(pubSub),
      fc.tuple(request, response),
      fc.array(anything, { maxLength: 4 }),
    );
    fc.assert(
      fc.property(args, (values) => {
        const before = fc.stringify(values);
        const invocation = adapter.describe({ args: values, env });
        for (const message of invocation?.batch?.messages ?? []) expect(message).toBeTypeOf("object");
        expect(fc.stringify(values)).toBe(before);
        if (invocation === undefined) return;
        expect(invocation.id).toBeTypeOf("string");
        expect(invocation.name).not.toBe("");
        for (const value of Object.values(invocation.attributes)) expect(["string", "number"]).toContain(typeof value);
      }),
    );
  });

  test("for objects whose every property throws", () => {
    expect(adapter.describe({ args: [hostile({})], env })).toMatchObject({ id: "unknown", trigger: "other" });
    expect(adapter.describe({ args: [hostile({}), hostile({})], env })).toMatchObject({ trigger: "other" });
    const request = { method: "GET", headers: hostile({}) };
    expect(adapter.describe({ args: [request, { end() {}, on() {} }], env })).toMatchObject({ trigger: "other" });
  });
});

test("an instance that waited long for its first request was kept ready", () => {
  expect(adapter.startKind({}, 200)).toBe("cold");
  expect(adapter.startKind({}, 60_000)).toBe("preinitialized");
});
