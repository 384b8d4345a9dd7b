import { HttpRequest, HttpResponse, type HttpResponseInit } from "@azure/functions";
import { type ConformanceCall, testAdapter } from "@isobar/testing";
import { describe, it } from "vitest";
import { adapter } from "../src/adapter.ts";
import { instrument } from "../src/index.ts";
import type { AzureArguments } from "../src/types.ts";
import { createContext } from "./support.ts";

type Call = ConformanceCall<AzureArguments>;

const env = {
  FUNCTIONS_WORKER_RUNTIME: "node",
  REGION_NAME: "West Europe",
  WEBSITE_INSTANCE_ID: "0a1b2c3d",
  WEBSITE_OWNER_NAME: "00000000-1111-2222-3333-444444444444+shop-WestEuropewebspace",
  WEBSITE_RESOURCE_GROUP: "shop",
  WEBSITE_SITE_NAME: "shop-orders",
};

const httpArgs = (headers: Readonly<Record<string, string>> = {}): AzureArguments => [
  new HttpRequest({
    method: "GET",
    url: "https://shop-orders.example.test/api/orders/1207?code=not-a-real-key",
    headers: { "user-agent": "shop-client/3.1", ...headers },
  }),
  createContext({ type: "httpTrigger", route: "orders/{id}" }),
];

const queue = { type: "serviceBusTrigger", queueName: "invoices", connection: "BUS" };

const messageArgs = (carrier?: Readonly<Record<string, string>>): AzureArguments => [
  { invoice: 7 },
  createContext(queue, {
    triggerMetadata: { messageId: "m-0", deliveryCount: 1, applicationProperties: { ...carrier } },
  }),
];

const batchArgs = (carriers: readonly (Readonly<Record<string, string>> | undefined)[]): AzureArguments => [
  carriers.map((_carrier, index) => ({ invoice: index })),
  createContext(
    { ...queue, cardinality: "many" },
    {
      triggerMetadata: {
        messageIdArray: carriers.map((_carrier, index) => `m-${index}`),
        applicationPropertiesArray: carriers.map((carrier) => ({ ...carrier })),
      },
    },
  ),
];

/** As the library reads them. */
const readHeaders: NonNullable<Call["answers"]>[number]["readHeaders"] = (settled) => {
  const result = ("result" in settled ? settled.result : undefined) as HttpResponseInit | undefined;
  const response = result instanceof HttpResponse ? result : new HttpResponse(result);
  return Object.fromEntries(response.headers.entries());
};
const own = (serverTiming: string | undefined) => (serverTiming === undefined ? {} : { "server-timing": serverTiming });

const answers: Call["answers"] = [
  {
    name: "a response",
    answer: (_args, serverTiming) => ({ status: 200, headers: own(serverTiming), jsonBody: { ok: true } }),
    readHeaders,
  },
  {
    name: "a response with pairs for headers",
    answer: (_args, serverTiming) => ({ headers: Object.entries(own(serverTiming)) }),
    readHeaders,
  },
  {
    name: "a response with Headers",
    answer: (_args, serverTiming) => ({ headers: new Headers(own(serverTiming)) }),
    readHeaders,
  },
  {
    name: "an HttpResponse",
    answer: (_args, serverTiming) => new HttpResponse({ status: 201, headers: own(serverTiming), body: "ok" }),
    readHeaders,
  },
];

const calls: Call[] = [
  {
    name: "an HTTP request",
    args: () => httpArgs(),
    expect: {
      name: "GET /api/orders/{id}",
      trigger: "http",
      attributes: {
        "faas.name": "shop-orders/placeOrder",
        "http.request.method": "GET",
        "http.route": "/api/orders/{id}",
        "url.path": "/api/orders/1207",
        "url.scheme": "https",
        "server.address": "shop-orders.example.test",
        "user_agent.original": "shop-client/3.1",
      },
    },
    result: () => ({ status: 200, jsonBody: { ok: true } }),
    withHeaders: httpArgs,
    answers,
    outcomes: [
      { settled: { result: { status: 201 } }, expect: { attributes: { "http.response.status_code": 201 } } },
      { settled: { result: {} }, expect: { attributes: { "http.response.status_code": 200 } } },
      {
        settled: { result: { status: 503 } },
        expect: { attributes: { "http.response.status_code": 503 }, errorType: "503" },
      },
      { settled: { error: new Error("the host answers") }, expect: {} },
    ],
  },
  {
    name: "a Service Bus message",
    args: () => messageArgs(),
    expect: {
      name: "process invoices",
      trigger: "pubsub",
      attributes: {
        "messaging.system.name": "azure.servicebus",
        "messaging.destination.name": "invoices",
        "messaging.message.id": "m-0",
      },
    },
    result: () => undefined,
    maxMessages: 1,
    withMessages: ([carrier]) => messageArgs(carrier),
  },
  {
    name: "a Service Bus batch",
    args: () => batchArgs([undefined, undefined]),
    expect: { name: "process invoices", trigger: "pubsub", attributes: { "messaging.batch.message_count": 2 } },
    withMessages: batchArgs,
  },
  {
    name: "a trigger of no known kind",
    args: () => [{ any: "input" }, createContext({ type: "somethingNewTrigger" })],
    expect: { name: "shop-orders/placeOrder", trigger: "other", attributes: { "faas.name": "shop-orders/placeOrder" } },
    withAmbient: (traceParent) => [
      { any: "input" },
      createContext({ type: "somethingNewTrigger" }, { traceContext: { traceParent } }),
    ],
    outcomes: [{ settled: { result: { status: 503 } }, expect: {} }],
  },
];

testAdapter(
  {
    name: "Azure Functions",
    adapter,
    env,
    instrument,
    calls,
    untouched: [{ name: "a warm-up call", args: (): AzureArguments => [{}, createContext({ type: "warmupTrigger" })] }],
  },
  { describe, it },
);
