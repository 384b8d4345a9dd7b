import { createServer, type Server } from "node:http";
import { createServer as createHttp2Server, type Http2Server, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { CloudTasksClient } from "@google-cloud/tasks";
import { credentials } from "@grpc/grpc-js";
import { resetIsobar } from "@isobar/testing";
import { SpanKind } from "@opentelemetry/api";
import { GoogleAuth, OAuth2Client } from "google-auth-library";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { callsWithin, expectTotal, SECRET, toCall } from "../../../test/support/outgoing.ts";
import { instrument } from "../src/index.ts";
import { describeOutgoing } from "../src/outgoing/index.ts";

const PARENT = "projects/shop/locations/europe-west1/queues/orders";
const task = { httpRequest: { url: `https://example.com/${SECRET}`, headers: { authorization: SECRET } } };

const running: (Server | Http2Server)[] = [];
beforeEach(() => {
  // The client asks where it runs, which would be calls of their own.
  vi.stubEnv("METADATA_SERVER_DETECTION", "none");
  resetIsobar();
});
afterEach(() => {
  vi.unstubAllEnvs();
  resetIsobar();
  for (const server of running.splice(0)) server.close();
});

async function listen(server: Server | Http2Server): Promise<number> {
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const event = { specversion: "1.0", id: "1", source: "test", type: "test" };
const callsOf = (work: () => Promise<unknown>) =>
  callsWithin((handler, options) => instrument(handler, options)(event as never), work);

describe("Google's own client, over gRPC", () => {
  async function create(respond: (stream: ServerHttp2Stream) => void) {
    const server = createHttp2Server();
    server.on("stream", (stream) => stream.resume().on("end", () => respond(stream)));
    const port = await listen(server);
    const sslCreds = credentials.createInsecure();
    const client = new CloudTasksClient({ apiEndpoint: "127.0.0.1", port, sslCreds, projectId: "shop" });
    const calls = await callsOf(() => client.createTask({ parent: PARENT, task }, { retry: null }));
    await client.close();
    return { calls, port };
  }

  const attributes = (port: number) => ({
    "rpc.system.name": "grpc",
    "rpc.method": "google.cloud.tasks.v2.CloudTasks/CreateTask",
    "isobar.call.resource": "orders",
    "http.request.method": "POST",
    "http.response.status_code": 200,
    "server.address": "127.0.0.1",
    "server.port": port,
    "network.protocol.version": "2",
  });

  it("is a client's span with service, method and queue", async () => {
    const { calls, port } = await create((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      // A message of no bytes: all its fields are the defaults.
      stream.end(Buffer.alloc(5));
    });
    expect(calls.map(({ name, status }) => [name, status])).toEqual([
      ["google.cloud.tasks.v2.CloudTasks/CreateTask", "unset"],
    ]);
    expect(calls[0]?.attributes).toEqual({ ...attributes(port), "rpc.status_code": "OK" });
  });

  it.each([
    [
      "in the headers",
      (stream: ServerHttp2Stream) =>
        stream.respond(
          { ":status": 200, "content-type": "application/grpc", "grpc-status": "5", "grpc-message": SECRET },
          { endStream: true },
        ),
    ],
    [
      "in the trailers",
      (stream: ServerHttp2Stream) => {
        stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "5", "grpc-message": SECRET }));
        stream.end();
      },
    ],
  ])("has the error that the status says %s", async (_, respond) => {
    const { calls, port } = await create(respond);
    expect(calls.map(({ status }) => status)).toEqual(["error"]);
    expect(calls[0]?.attributes).toEqual({
      ...attributes(port),
      "rpc.status_code": "NOT_FOUND",
      "error.type": "NOT_FOUND",
    });
  });
});

it("Google's own client, over REST, is a client's span with operation and queue", async () => {
  const port = await listen(
    createServer((request, response) => void request.resume().on("end", () => response.end("{}"))),
  );
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: SECRET, expiry_date: Date.now() + 1e7 });
  const auth = new GoogleAuth({ authClient, projectId: "shop" });
  const client = new CloudTasksClient({
    fallback: true,
    protocol: "http",
    apiEndpoint: "127.0.0.1",
    port,
    auth: auth as never,
  });
  const calls = await callsOf(() => client.createTask({ parent: PARENT, task }));
  await client.close();
  expect(calls.map(({ name }) => name)).toEqual(["cloudtasks.tasks.create"]);
  expect(calls[0]?.attributes).toMatchObject({
    "isobar.call.operation": "cloudtasks.tasks.create",
    "isobar.call.resource": "orders",
  });
  expect(calls[0]?.attributes).not.toHaveProperty("url.full");
});

const describeUrl = (...call: Parameters<typeof toCall>) => describeOutgoing(toCall(...call));

describe("a call by any client", () => {
  it.each([
    [
      "POST",
      "https://pubsub.googleapis.com/v1/projects/shop/topics/orders:publish",
      "send orders",
      SpanKind.PRODUCER,
      { "messaging.system.name": "gcp.pubsub", "messaging.destination.name": "orders", "gcp.client.service": "pubsub" },
    ],
    [
      "POST",
      "https://europe-west1-pubsub.googleapis.com/v1/projects/shop/subscriptions/mail:pull",
      "receive mail",
      SpanKind.CLIENT,
      { "messaging.destination.subscription.name": "mail", "gcp.client.service": "pubsub" },
    ],
    [
      "POST",
      "https://pubsub.europe-west1.rep.googleapis.com/v1/projects/shop/subscriptions/mail:acknowledge",
      "ack mail",
      SpanKind.CLIENT,
      { "messaging.operation.type": "settle", "gcp.client.service": "pubsub" },
    ],
    [
      "POST",
      "https://pubsub.googleapis.com/google.pubsub.v1.Publisher/Publish",
      "send orders",
      SpanKind.PRODUCER,
      { "rpc.method": "google.pubsub.v1.Publisher/Publish", "messaging.destination.name": "orders" },
    ],
    [
      "GET",
      "https://storage.googleapis.com/storage/v1/b/uploads/o/people%2FpLaNtEd.pdf?alt=media",
      "storage.objects.get",
      undefined,
      { "isobar.call.resource": "uploads", "gcp.client.service": "storage" },
    ],
    [
      "GET",
      "https://storage.googleapis.com/storage/v1/b/uploads/o?prefix=pLaNtEd",
      "storage.objects.list",
      undefined,
      { "isobar.call.operation": "storage.objects.list" },
    ],
    [
      "POST",
      "https://storage.googleapis.com/upload/storage/v1/b/uploads/o?name=pLaNtEd",
      "storage.objects.insert",
      undefined,
      { "isobar.call.resource": "uploads" },
    ],
    [
      "GET",
      "https://storage.googleapis.com/storage/v1/b/uploads",
      "storage.buckets.get",
      undefined,
      { "isobar.call.resource": "uploads" },
    ],
    ["GET", "https://storage.googleapis.com/storage/v1/b?project=shop", "storage.buckets.list", undefined, {}],
    [
      "GET",
      "https://uploads.storage.googleapis.com/pLaNtEd.pdf",
      "GET storage",
      undefined,
      { "gcp.client.service": "storage" },
    ],
    [
      "POST",
      "https://bigquery.googleapis.com/bigquery/v2/projects/shop/datasets/sales/tables/orders/insertAll",
      "tabledata.insertAll orders",
      undefined,
      { "db.system.name": "gcp.bigquery", "db.namespace": "sales", "db.collection.name": "orders" },
    ],
    [
      "POST",
      "https://bigquery.googleapis.com/bigquery/v2/projects/shop/queries",
      "jobs.query",
      undefined,
      { "db.operation.name": "jobs.query" },
    ],
    [
      "PATCH",
      "https://firestore.googleapis.com/v1/projects/shop/databases/(default)/documents/users/pLaNtEd",
      "patch",
      undefined,
      { "db.system.name": "gcp.firestore", "db.namespace": "(default)" },
    ],
    [
      "POST",
      "https://firestore.googleapis.com/v1/projects/shop/databases/(default)/documents:commit",
      "commit",
      undefined,
      { "db.operation.name": "commit" },
    ],
    [
      "POST",
      "https://firestore.googleapis.com/google.firestore.v1.Firestore/Commit",
      "google.firestore.v1.Firestore/Commit",
      undefined,
      { "db.system.name": "gcp.firestore", "db.namespace": "main" },
    ],
    [
      "GET",
      "https://secretmanager.googleapis.com/v1/projects/shop/secrets/pLaNtEd/versions/latest:access",
      "GET secretmanager",
      undefined,
      { "gcp.client.service": "secretmanager" },
    ],
  ] as const)("%s %s: %s", (method, url, name, kind, attributes) => {
    const params = "database=projects%2Fshop%2Fdatabases%2Fmain&topic=projects%2Fshop%2Ftopics%2Forders&name=pLaNtEd";
    const described = describeUrl(method, url, { "x-goog-request-params": params });
    expect(described).toMatchObject({ name, ...(kind !== undefined && { kind }), attributes });
    expect(JSON.stringify(described)).not.toContain(SECRET);
    expect(described?.handsOnContext).toBeUndefined();
  });

  it.each([
    "https://orders-abc-ew.a.run.app/orders",
    "https://europe-west1-shop.cloudfunctions.net/orders",
    "https://googleapis.com.evil.test/",
    "https://api.example.com/storage/v1/b/uploads/o/x",
  ])("%s is a call like any other", (url) => expect(describeUrl("GET", url)).toBeUndefined());

  it("whatever it looks like, throws nothing", () => {
    const words = ["/google.pubsub.v1.Publisher/Publish", "/storage/v1/b/%", "%"];
    expectTotal(describeOutgoing, [".googleapis.com"], words);
  });
});
