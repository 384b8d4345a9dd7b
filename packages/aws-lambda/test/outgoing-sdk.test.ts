import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createMemoryExporters, resetIsobar } from "@isobar/testing";
import { SpanKind } from "@opentelemetry/api";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { instrument } from "../src/index.ts";
import { createLambdaContext } from "./support.ts";

/** What Lambda says of itself, and what the SDK therefore sends. */
const LAMBDA_TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a:1";
const SECRET = "pLaNtEd";

let server: Server;
let endpoint: string;
let received: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
let answer: { readonly status: number; readonly headers: Record<string, string>; readonly body: string };

beforeAll(async () => {
  server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  received = [];
  answer = { status: 200, headers: { "x-amzn-requestid": "request-1" }, body: "{}" };
  vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", "orders-api");
  vi.stubEnv("_X_AMZN_TRACE_ID", LAMBDA_TRACE);
  resetIsobar();
});
afterEach(() => {
  vi.unstubAllEnvs();
  resetIsobar();
});

const settings = () => ({
  endpoint,
  region: "eu-central-1",
  credentials: { accessKeyId: `AKIA${SECRET}`, secretAccessKey: SECRET },
  maxAttempts: 1,
});

/** Runs work as an invocation, and gives the spans of its calls. */
async function callsOf(work: () => Promise<unknown>) {
  const { exporters, spans } = createMemoryExporters();
  const failures: unknown[] = [];
  const run = async (_event: object, _context: object): Promise<void> => {
    await work().catch((error: unknown) => failures.push(error));
  };
  await instrument(run, { exporters })({}, createLambdaContext());
  const calls = spans.filter(({ kind }) => kind === SpanKind.CLIENT || kind === SpanKind.PRODUCER);
  expect(JSON.stringify(calls)).not.toContain(SECRET);
  return { calls, failures };
}

const queueUrl = () => `${endpoint}/123456789012/orders`;
const api = (method: string) => ({
  "rpc.system.name": "aws-api",
  "rpc.method": method,
  "cloud.region": "eu-central-1",
  "http.request.method": expect.any(String),
  "http.response.status_code": 200,
  "server.address": "127.0.0.1",
  "server.port": (server.address() as AddressInfo).port,
  "network.protocol.version": "1.1",
  "aws.request_id": "request-1",
});

describe("SQS", () => {
  it("a message that is sent is a producer's span that names the queue, and nothing of the message", async () => {
    const MessageBody = `{"QueueUrl":"${SECRET}"}, "QueueUrl": "${SECRET}"`;
    const { calls } = await callsOf(() =>
      new SQSClient(settings()).send(new SendMessageCommand({ MessageBody, QueueUrl: queueUrl() })),
    );
    expect(received[0]?.body).toContain(SECRET);
    expect(calls).toMatchObject([{ name: "send orders", kind: SpanKind.PRODUCER }]);
    expect(calls[0]?.attributes).toEqual({
      ...api("SQS/SendMessage"),
      "messaging.system.name": "aws.sqs",
      "messaging.operation.name": "send",
      "messaging.operation.type": "send",
      "messaging.destination.name": "orders",
      "aws.sqs.queue.url": queueUrl(),
    });
  });

  it.each([
    [
      "send orders",
      SpanKind.PRODUCER,
      () => new SendMessageBatchCommand({ QueueUrl: queueUrl(), Entries: [{ Id: "1", MessageBody: SECRET }] }),
    ],
    ["receive orders", SpanKind.CLIENT, () => new ReceiveMessageCommand({ QueueUrl: queueUrl() })],
  ])("%s", async (name, kind, command) => {
    const { calls } = await callsOf(() => new SQSClient(settings()).send(command() as never));
    expect(calls).toMatchObject([{ name, kind, attributes: { "messaging.destination.name": "orders" } }]);
  });

  it("an error is the one that SQS says", async () => {
    answer = {
      status: 400,
      headers: { "x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender" },
      body: `{"message":"${SECRET}"}`,
    };
    const { calls, failures } = await callsOf(() =>
      new SQSClient(settings()).send(new ReceiveMessageCommand({ QueueUrl: queueUrl() })),
    );
    expect(failures).toHaveLength(1);
    expect(calls).toMatchObject([
      {
        status: "error",
        attributes: { "error.type": "AWS.SimpleQueueService.NonExistentQueue", "http.response.status_code": 400 },
      },
    ]);
  });

  it("one span for each attempt", async () => {
    answer = { status: 500, headers: {}, body: "{}" };
    const { calls } = await callsOf(() =>
      new SQSClient({ ...settings(), maxAttempts: 2 }).send(new ReceiveMessageCommand({ QueueUrl: queueUrl() })),
    );
    expect(calls.map(({ attributes }) => attributes["error.type"])).toEqual(["500", "500"]);
  });
});

describe("the context that goes to a queue", () => {
  const send = () =>
    new SQSClient(settings()).send(new SendMessageCommand({ MessageBody: "x", QueueUrl: queueUrl() })).catch(() => {});

  it("is the call's own as W3C has it, beside what the SDK sends", async () => {
    const { calls } = await callsOf(send);
    expect(received[0]?.headers).toMatchObject({
      traceparent: `00-${calls[0]?.traceId}-${calls[0]?.spanId}-01`,
      "x-amzn-trace-id": LAMBDA_TRACE,
    });
  });

  it("is in X-Ray's header in place of what the SDK copies from the environment, with the lineage", async () => {
    vi.stubEnv("OTEL_PROPAGATORS", "tracecontext,xray");
    const { calls } = await callsOf(send);
    const [call] = calls;
    const root = `1-${call?.traceId.slice(0, 8)}-${call?.traceId.slice(8)}`;
    expect(received[0]?.headers["x-amzn-trace-id"]).toBe(`Root=${root};Parent=${call?.spanId};Sampled=1;Lineage=a:1`);
    // The signature does not cover it.
    expect(received[0]?.headers.authorization).not.toContain("x-amzn-trace-id");
  });

  it("does not go to services that hand it on to nobody", async () => {
    await callsOf(() => new S3Client(settings()).send(new HeadBucketCommand({ Bucket: "uploads" })));
    expect(received[0]?.headers).not.toHaveProperty("traceparent");
  });
});

describe("SNS", () => {
  const topic = "arn:aws:sns:eu-central-1:123456789012:orders";

  it("is a producer's span that names the topic, although the operation stands in the body", async () => {
    const { calls } = await callsOf(() =>
      new SNSClient(settings()).send(
        new PublishCommand({ Message: `${SECRET}&TopicArn=${SECRET}&Action=${SECRET}`, TopicArn: topic }),
      ),
    );
    expect(calls).toMatchObject([{ name: "send orders", kind: SpanKind.PRODUCER }]);
    expect(calls[0]?.attributes).toEqual({
      ...api("SNS/Publish"),
      "messaging.system.name": "aws.sns",
      "messaging.operation.name": "send",
      "messaging.operation.type": "send",
      "messaging.destination.name": "orders",
      "aws.sns.topic.arn": topic,
    });
  });

  it("does not say whom a text message goes to", async () => {
    const { calls } = await callsOf(() =>
      new SNSClient(settings()).send(new PublishCommand({ Message: "x", PhoneNumber: `+49${SECRET}` })),
    );
    expect(calls).toMatchObject([{ name: "send" }]);
    expect(calls[0]?.attributes).not.toHaveProperty("messaging.destination.name");
  });
});

describe("S3", () => {
  const Key = `people/${SECRET}.pdf`;
  it.each([
    ["S3.GetObject", () => new GetObjectCommand({ Bucket: "uploads", Key })],
    ["S3.PutObject", () => new PutObjectCommand({ Bucket: "uploads", Key, Body: SECRET })],
    ["S3.CreateMultipartUpload", () => new CreateMultipartUploadCommand({ Bucket: "uploads", Key })],
    ["S3.ListObjectsV2", () => new ListObjectsV2Command({ Bucket: "uploads", Prefix: SECRET })],
    ["S3.HeadBucket", () => new HeadBucketCommand({ Bucket: "uploads" })],
  ])("%s names the bucket, and not the object", async (name, command) => {
    answer = { ...answer, headers: { "x-amz-request-id": "request-1" }, body: "" };
    const { calls } = await callsOf(() => new S3Client(settings()).send(command() as never));
    expect(calls.map((call) => call.name)).toEqual([name]);
    expect(calls[0]?.kind).toBe(SpanKind.CLIENT);
    expect(calls[0]?.attributes).toEqual({ ...api(name.replace(".", "/")), "aws.s3.bucket": "uploads" });
  });
});
