import { EventEmitter } from "node:events";
import type { AnyHandler } from "@isobar/core";
import { type ConformanceCall, testAdapter } from "@isobar/testing";
import { describe, it } from "vitest";
import { adapter } from "../src/adapter.ts";
import { instrument } from "../src/index.ts";
import type { GoogleArguments } from "../src/types.ts";

type Call = ConformanceCall<GoogleArguments>;

const env = {
  K_SERVICE: "orders",
  K_REVISION: "orders-00007-abc",
  K_CONFIGURATION: "orders",
  FUNCTION_TARGET: "placeOrder",
  FUNCTION_SIGNATURE_TYPE: "http",
  GOOGLE_CLOUD_PROJECT: "shop-project",
};

/** What the handler and Isobar use of Node's response; it is sent as soon as it is ended. */
class TestResponse extends EventEmitter {
  statusCode = 200;
  headersSent = false;
  writableEnded = false;
  closed = false;

  readonly headers: Record<string, unknown> = {};

  getHeader(name: string): unknown {
    return this.headers[name.toLowerCase()];
  }

  setHeader(name: string, value: unknown): void {
    this.headers[name.toLowerCase()] = value;
  }

  /** Of the response's own, as Node has it: whoever replaces it sees the headers leave. */
  writeHead(_status: number): void {
    this.headersSent = true;
  }

  end(): void {
    if (!this.headersSent) this.writeHead(this.statusCode);
    if (this.writableEnded) return;
    this.writableEnded = true;
    setImmediate(() => {
      this.emit("finish");
      this.closed = true;
      this.emit("close");
    });
  }
}

const createRequest = (headers: Record<string, string> = {}) => ({
  method: "GET",
  path: "/orders/1207",
  originalUrl: "/orders/1207?expand=lines",
  url: "/orders/1207?expand=lines",
  protocol: "https",
  httpVersion: "1.1",
  executionId: "exec-1207",
  headers: {
    host: "orders-uc.a.run.example.test",
    "user-agent": "shop-client/3.1",
    "x-forwarded-proto": "https",
    // Node gives all names in lower case.
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  },
});

/** As the framework does: it answers for a handler that throws or rejects, and waits for nothing else. */
async function driveHttp(wrapped: AnyHandler, args: GoogleArguments): Promise<unknown> {
  const response = args[1] as TestResponse;
  const closed = new Promise((resolve) => response.once("close", resolve));
  try {
    return await wrapped(...args);
  } catch (error) {
    response.statusCode = 500;
    response.end();
    throw error;
  } finally {
    await closed;
  }
}

const message = (carrier?: Readonly<Record<string, string>>) => ({
  specversion: "1.0",
  id: "9876543210",
  source: "//pubsub.googleapis.com/projects/shop-project/topics/invoices",
  type: "google.cloud.pubsub.topic.v1.messagePublished",
  time: "2026-03-10T05:16:23.000Z",
  datacontenttype: "application/json",
  data: {
    subscription: "projects/shop-project/subscriptions/invoices-sub",
    deliveryAttempt: 2,
    message: { messageId: "9876543210", data: "eyJhIjoxfQ==", orderingKey: "customer-7", attributes: { ...carrier } },
  },
});

const backgroundMessage = (carrier?: Readonly<Record<string, string>>) => ({
  "@type": "type.googleapis.com/google.pubsub.v1.PubsubMessage",
  data: "eyJhIjoxfQ==",
  attributes: { ...carrier },
});

const backgroundContext = {
  eventId: "b-1",
  timestamp: "2026-03-10T05:16:23.000Z",
  eventType: "google.pubsub.topic.publish",
  resource: { service: "pubsub.googleapis.com", name: "projects/shop-project/topics/invoices" },
};

const calls: Call[] = [
  {
    name: "an HTTP request",
    args: () => [createRequest(), new TestResponse()],
    expect: {
      name: "GET",
      trigger: "http",
      attributes: {
        "http.request.method": "GET",
        "url.path": "/orders/1207",
        "url.scheme": "https",
        "server.address": "orders-uc.a.run.example.test",
        "user_agent.original": "shop-client/3.1",
      },
    },
    respond: ([, response]) => (response as TestResponse).end(),
    answers: [
      {
        name: "a response",
        answer: ([, response], own) => {
          if (own !== undefined) (response as TestResponse).setHeader("Server-Timing", own);
        },
        readHeaders: (_settled, [, response]) => (response as TestResponse).headers as Record<string, string>,
      },
    ],
    drive: driveHttp,
    withHeaders: (headers) => [createRequest(headers), new TestResponse()],
    outcomes: [
      {
        settled: { result: { statusCode: 404, isComplete: true } },
        expect: { attributes: { "http.response.status_code": 404 } },
      },
      {
        settled: { error: new Error("no"), result: { statusCode: 500, isComplete: true } },
        expect: { attributes: { "http.response.status_code": 500 }, errorType: "500" },
      },
      { settled: { result: { isComplete: false } }, expect: { errorType: "connection_closed" } },
      { settled: { error: new Error("no answer was sent") }, expect: {} },
    ],
  },
  {
    name: "a Pub/Sub message",
    args: () => [message()],
    expect: {
      name: "subscribe invoices",
      trigger: "pubsub",
      attributes: {
        "messaging.system.name": "gcp.pubsub",
        "messaging.destination.name": "invoices",
        "messaging.destination.subscription.name": "invoices-sub",
        "messaging.message.id": "9876543210",
        "gcp.pubsub.message.delivery_attempt": 2,
      },
    },
    withAmbient: (traceparent) => [{ ...message(), traceparent }],
    maxMessages: 1,
    withMessages: ([carrier]) => [message(carrier)],
  },
  {
    name: "an event of no known kind",
    args: () => [
      {
        specversion: "1.0",
        id: "e-1",
        source: "//shop.example.test/carts",
        type: "test.shop.cart.abandoned",
        data: {},
      },
    ],
    expect: {
      name: "orders",
      trigger: "other",
      attributes: { "cloudevents.event_id": "e-1", "cloudevents.event_type": "test.shop.cart.abandoned" },
    },
    outcomes: [{ settled: { result: { statusCode: 503 } }, expect: {} }],
  },
  {
    name: "a background function's event",
    args: () => [backgroundMessage(), backgroundContext],
    expect: {
      name: "subscribe invoices",
      trigger: "pubsub",
      attributes: {
        "messaging.destination.name": "invoices",
        "messaging.message.id": "b-1",
        "isobar.event.type": "google.pubsub.topic.publish",
      },
    },
    maxMessages: 1,
    withMessages: ([carrier]) => [backgroundMessage(carrier), backgroundContext],
  },
];

testAdapter(
  {
    name: "Google Cloud Functions",
    adapter,
    env,
    instrument,
    calls,
    untouched: [{ name: "a request without a response", args: () => [createRequest(), {}.toString] }],
  },
  { describe, it },
);
