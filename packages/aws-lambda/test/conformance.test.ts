import { type ConformanceCall, testAdapter } from "@isobar/testing";
import { describe, it } from "vitest";
import { adapter } from "../src/adapter.ts";
import { instrument } from "../src/index.ts";
import type { LambdaArguments } from "../src/types.ts";
import { createLambdaContext, lambdaEnv, readFixture } from "./support.ts";

type Call = ConformanceCall<LambdaArguments>;

const argsOf = (name: string) => (): LambdaArguments => [readFixture(name), createLambdaContext()];

const withHeaders =
  (name: string): NonNullable<Call["withHeaders"]> =>
  (headers) => {
    const event = readFixture(name);
    return [{ ...event, headers: { ...(event.headers as object), ...headers } }, createLambdaContext()];
  };

const withMessages =
  (name: string): NonNullable<Call["withMessages"]> =>
  (carriers) => {
    const [record] = readFixture(name).Records as [object];
    const Records = carriers.map((carrier, index) => ({
      ...record,
      messageId: `message-${index}`,
      messageAttributes: Object.fromEntries(
        Object.entries(carrier ?? {}).map(([key, stringValue]) => [key, { stringValue, dataType: "String" }]),
      ),
    }));
    return [{ Records }, createLambdaContext()];
  };

const failures = (count: number) => ({
  batchItemFailures: Array.from({ length: count }, (_, index) => ({ itemIdentifier: String(index) })),
});

const httpOutcomes: Call["outcomes"] = [
  { settled: { result: { statusCode: 201 } }, expect: { attributes: { "http.response.status_code": 201 } } },
  { settled: { result: { statusCode: 404 } }, expect: { attributes: { "http.response.status_code": 404 } } },
  {
    settled: { result: { statusCode: 503 } },
    expect: { attributes: { "http.response.status_code": 503 }, errorType: "503" },
  },
  { settled: { result: { ok: true } }, expect: { attributes: { "http.response.status_code": 200 } } },
  { settled: { result: undefined }, expect: { attributes: { "http.response.status_code": 200 } } },
  { settled: { error: new Error("the gateway decides") }, expect: {} },
];

const readHeaders: NonNullable<Call["answers"]>[number]["readHeaders"] = (settled) => {
  const { headers, multiValueHeaders } = ("result" in settled ? (settled.result ?? {}) : {}) as Record<string, object>;
  return Object.fromEntries(
    Object.entries({ ...headers, ...multiValueHeaders }).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
};

const answers: Call["answers"] = [
  {
    name: "a response",
    answer: (_args, own) => ({ statusCode: 200, ...(own && { headers: { "server-timing": own } }), body: "ok" }),
    readHeaders,
  },
];

const calls: Call[] = [
  {
    name: "an HTTP API GET",
    args: argsOf("http-api-get"),
    expect: {
      name: "GET /orders/{id}",
      trigger: "http",
      attributes: {
        "http.request.method": "GET",
        "http.route": "/orders/{id}",
        "url.path": "/orders/1207",
        "url.scheme": "https",
        "server.address": "shop.example.test",
        "user_agent.original": "shop-client/3.1",
        "network.protocol.version": "1.1",
        "cloud.account.id": "123456789012",
        "cloud.resource_id": "arn:aws:lambda:eu-central-1:123456789012:function:orders-api:7",
        "aws.lambda.invoked_arn": "arn:aws:lambda:eu-central-1:123456789012:function:orders-api:live",
      },
    },
    result: () => ({ statusCode: 200, body: "ok" }),
    withHeaders: withHeaders("http-api-get"),
    answers,
    outcomes: httpOutcomes,
  },
  {
    name: "an HTTP API POST",
    args: argsOf("http-api-post"),
    expect: {
      name: "POST /orders",
      trigger: "http",
      attributes: { "http.request.method": "POST", "http.route": "/orders", "url.path": "/live/orders" },
    },
    result: () => ({ statusCode: 201 }),
    withHeaders: withHeaders("http-api-post"),
  },
  {
    name: "a Function URL request",
    args: argsOf("function-url"),
    expect: {
      name: "PUT",
      trigger: "http",
      attributes: { "url.path": "/checkout", "user_agent.original": "curl/8.9.0" },
    },
    result: () => "a bare string",
    withHeaders: withHeaders("function-url"),
    answers,
    outcomes: httpOutcomes,
  },
  {
    name: "an SQS message",
    args: argsOf("sqs-single"),
    expect: {
      name: "process orders",
      trigger: "pubsub",
      attributes: {
        "messaging.system.name": "aws.sqs",
        "messaging.destination.name": "orders",
        "messaging.operation.type": "process",
        "messaging.batch.message_count": 1,
        "messaging.message.id": "5a1f0c9e-6c1d-4a52-8f0e-2b7d9c4e1a10",
        "aws.sqs.queue.url": "https://sqs.eu-central-1.amazonaws.com/123456789012/orders",
      },
    },
    result: () => undefined,
    withMessages: withMessages("sqs-single"),
  },
  {
    name: "an SQS batch",
    args: argsOf("sqs-batch"),
    expect: {
      name: "process invoices",
      trigger: "pubsub",
      attributes: {
        "messaging.batch.message_count": 3,
        "messaging.message.id": undefined,
        "aws.sqs.queue.url": "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/invoices",
      },
    },
    result: () => failures(1),
    withMessages: withMessages("sqs-batch"),
    outcomes: [
      { settled: { result: undefined }, expect: {} },
      { settled: { result: failures(0) }, expect: {} },
      { settled: { result: failures(2) }, expect: { attributes: { "isobar.batch.failed_count": 2 } } },
      {
        settled: { result: failures(3) },
        expect: { attributes: { "isobar.batch.failed_count": 3 }, errorType: "batch_failed" },
      },
    ],
  },
  {
    name: "a FIFO batch",
    args: argsOf("sqs-fifo"),
    expect: {
      name: "process payments.fifo",
      trigger: "pubsub",
      attributes: { "messaging.batch.message_count": 2, "messaging.destination.name": "payments.fifo" },
    },
    withMessages: withMessages("sqs-fifo"),
  },
  {
    name: "an event of no known kind",
    args: argsOf("unknown"),
    expect: { name: "orders-api", trigger: "other" },
    outcomes: [{ settled: { result: { statusCode: 503 } }, expect: {} }],
  },
];

testAdapter({ name: "AWS Lambda", adapter, env: lambdaEnv, instrument, calls }, { describe, it });
