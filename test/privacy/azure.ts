import { flush, instrument, processBatch } from "../../packages/azure-functions/src/index.ts";
import calls from "../../packages/azure-functions/test/fixtures/calls.json" with { type: "json" };
import { createContext } from "../../packages/azure-functions/test/support.ts";
import type { Platform, Sample } from "./probe.ts";

export const azure: Platform = {
  instrument: instrument as Platform["instrument"],
  process: ([input, context], record) => processBatch(input, record, { context }),
  flush,
  call: async (handler, args) => Reflect.apply(handler, undefined, args),
  answer: (_args, text) => ({ status: 503, body: text, headers: { "x-own": text } }),
};

interface Fixture {
  readonly trigger: Record<string, unknown> & { type: string };
  readonly input?: unknown;
  readonly metadata?: Record<string, unknown>;
  readonly context?: Record<string, string>;
}

/** What the other fixtures leave out: requests, whose headers are an object of classes, and Service Bus. */
const further = {
  http: {
    trigger: { type: "httpTrigger", route: "carts/{id}", methods: ["POST"], authLevel: "function" },
    input: {
      method: "POST",
      url: "https://shop.example.test/api/carts/7?code=key&coupon=a",
      headers: {
        host: "shop.example.test",
        "user-agent": "browser/1",
        authorization: "Bearer t",
        cookie: "session=s",
        "x-functions-key": "k",
        "x-forwarded-for": "203.0.113.7",
        "x-forwarded-proto": "https",
        traceparent: "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01",
        tracestate: "shop=1",
        baggage: "user=ada",
      },
      query: { code: "key", coupon: "a" },
      params: { id: "7" },
      user: { id: "u-1", username: "ada" },
      body: "card=4111",
    },
    context: { invocationId: "i-1", functionName: "cart" },
  },
  "http-without-a-route": {
    trigger: { type: "httpTrigger" },
    input: { method: "GET", url: "https://shop.example.test/api/carts/7", headers: {} },
    context: { invocationId: "i-2", functionName: "carts" },
  },
  "service-bus-one": {
    trigger: { type: "serviceBusTrigger", topicName: "orders", subscriptionName: "ship", connection: "BUS" },
    input: { card: "4111" },
    metadata: {
      messageId: "m-1",
      correlationId: "c-1",
      sessionId: "ada",
      partitionKey: "ada",
      lockToken: "l",
      replyTo: "r",
      subject: "s",
      to: "t",
      deliveryCount: 1,
      applicationProperties: {
        traceparent: "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01",
        tracestate: "shop=1",
        user: "ada",
      },
    },
  },
  "service-bus-sessions": {
    trigger: { type: "serviceBusTrigger", queueName: "orders", cardinality: "many", isSessionsEnabled: true },
    input: [{ card: "4111" }, "text"],
    metadata: {
      messageIdArray: ["m-1", "m-2"],
      sessionIdArray: ["ada", "eve"],
      correlationIdArray: ["c-1", "c-2"],
      applicationPropertiesArray: [{ user: "ada" }, { "diagnostic-Id": "d" }],
    },
  },
};

export const azureFixtures: readonly Sample[] = Object.entries({ ...calls, ...further }).map(([name, document]) => ({
  name,
  document,
  argumentsOf: ({ trigger, input, metadata, context }: Fixture) => [
    input,
    createContext(trigger, { ...context, ...(metadata !== undefined && { triggerMetadata: metadata }) }),
  ],
}));
