import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { QueueServiceClient } from "@azure/storage-queue";
import { resetIsobar } from "@isobar/testing";
import { SpanKind } from "@opentelemetry/api";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { callsWithin, expectTotal, SECRET, toCall } from "../../../test/support/outgoing.ts";
import { instrument } from "../src/index.ts";
import { describeOutgoing } from "../src/outgoing/index.ts";

let server: Server;
let endpoint: string;
let answer = { status: 200, headers: {} as Record<string, string>, body: "" };
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on("end", () => response.writeHead(answer.status, answer.headers).end(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(resetIsobar);
afterEach(resetIsobar);

const callsOf = (work: () => Promise<unknown>) =>
  callsWithin(
    (handler, options) =>
      instrument(handler, options)({} as never, { invocationId: "1", functionName: "orders" } as never),
    work,
  );

describe("Azure's own client of storage queues", () => {
  const createQueue = () => {
    const key = Buffer.from(SECRET).toString("base64");
    const settings = `DefaultEndpointsProtocol=http;AccountName=shop;AccountKey=${key};QueueEndpoint=${endpoint}/shop;`;
    return QueueServiceClient.fromConnectionString(settings, { retryOptions: { maxTries: 1 } }).getQueueClient(
      "orders",
    );
  };
  const sent = `<QueueMessagesList><QueueMessage><MessageId>1</MessageId></QueueMessage></QueueMessagesList>`;

  it("a message that is sent is a producer's span that names the queue", async () => {
    answer = { status: 201, headers: { "x-ms-request-id": "r-1" }, body: sent };
    const calls = await callsOf(() => createQueue().sendMessage(SECRET));
    expect(calls).toMatchObject([{ name: "send orders", kind: SpanKind.PRODUCER, status: "unset" }]);
    expect(calls[0]?.attributes).toEqual({
      "azure.resource_provider.namespace": "Microsoft.Storage",
      "azure.service.request.id": "r-1",
      "messaging.system.name": "azure.storage_queue",
      "messaging.operation.name": "send",
      "messaging.operation.type": "send",
      "messaging.destination.name": "orders",
      "http.request.method": "POST",
      "http.response.status_code": 201,
      "network.protocol.version": "1.1",
      "server.address": "127.0.0.1",
      "server.port": (server.address() as AddressInfo).port,
    });
  });

  it.each([
    ["receive orders", () => createQueue().receiveMessages()],
    ["peek orders", () => createQueue().peekMessages()],
    ["delete orders", () => createQueue().deleteMessage(SECRET, SECRET)],
    ["update orders", () => createQueue().updateMessage(SECRET, SECRET, SECRET)],
    ["CreateQueue orders", () => createQueue().create()],
    ["ClearMessages orders", () => createQueue().clearMessages()],
  ])("%s", async (name, work) => {
    answer = { status: 200, headers: {}, body: "" };
    const calls = await callsOf(work);
    expect(calls.map((call) => [call.name, call.kind])).toEqual([[name, SpanKind.CLIENT]]);
  });

  it("an error is the one that the service says", async () => {
    answer = { status: 404, headers: { "x-ms-error-code": "QueueNotFound" }, body: "" };
    const calls = await callsOf(() => createQueue().receiveMessages());
    expect(calls).toMatchObject([
      { status: "error", attributes: { "error.type": "QueueNotFound", "http.response.status_code": 404 } },
    ]);
  });
});

const describeUrl = (...call: Parameters<typeof toCall>) => describeOutgoing(toCall(...call));

describe("a call by any client", () => {
  it.each([
    [
      "PUT",
      "https://shop.blob.core.windows.net/uploads/people/pLaNtEd.pdf?sig=x",
      "PutBlob uploads",
      { "isobar.call.operation": "PutBlob", "isobar.call.resource": "uploads" },
    ],
    ["PUT", "https://shop.blob.core.windows.net/uploads/pLaNtEd.pdf?comp=block&blockid=1", "PutBlock uploads", {}],
    [
      "GET",
      "https://shop.blob.core.chinacloudapi.cn/uploads?restype=container&comp=list&prefix=pLaNtEd",
      "ListBlobs uploads",
      {},
    ],
    ["GET", "https://shop.blob.core.windows.net/pLaNtEd.pdf", "GetBlob", {}],
    ["GET", "https://shop.blob.core.windows.net/?comp=list", "ListContainers", {}],
    [
      "POST",
      "https://shop.table.core.windows.net/orders",
      "InsertEntity orders",
      { "db.system.name": "azure.tables", "db.operation.name": "InsertEntity", "db.collection.name": "orders" },
    ],
    ["GET", "https://shop.table.core.windows.net/orders(PartitionKey='pLaNtEd',RowKey='1')", "GetEntity orders", {}],
    ["GET", "https://shop.table.core.windows.net/orders()?$filter=pLaNtEd", "QueryEntities orders", {}],
    [
      "POST",
      "https://shop.documents.azure.com/dbs/shop/colls/orders/docs",
      "create_item orders",
      { "db.system.name": "azure.cosmosdb", "db.namespace": "shop", "db.collection.name": "orders" },
    ],
    [
      "GET",
      "https://shop.documents.azure.com/dbs/shop/colls/orders/docs/pLaNtEd",
      "read_item orders",
      { "db.operation.name": "read_item" },
    ],
    ["GET", "https://shop.documents.azure.com/dbs/shop", "azure.cosmosdb shop", {}],
    [
      "POST",
      "https://bus.servicebus.windows.net/orders/messages?timeout=60",
      "send orders",
      { "messaging.system.name": "azure.servicebus", "azure.resource_provider.namespace": "Microsoft.ServiceBus" },
    ],
    [
      "DELETE",
      "https://bus.servicebus.windows.net/a/b/subscriptions/mail/messages/head",
      "receive a/b",
      { "messaging.destination.name": "a/b", "messaging.destination.subscription.name": "mail" },
    ],
    [
      "DELETE",
      "https://bus.servicebus.windows.net/orders/messages/1/pLaNtEd",
      "complete orders",
      { "messaging.operation.type": "settle" },
    ],
    [
      "POST",
      "https://bus.servicebus.windows.net/clicks/partitions/0/messages",
      "send clicks",
      { "messaging.system.name": "azure.eventhubs", "azure.resource_provider.namespace": "Microsoft.EventHub" },
    ],
    [
      "POST",
      "https://bus.servicebus.windows.net/clicks/messages?api-version=2014-01",
      "send clicks",
      { "messaging.system.name": "azure.eventhubs" },
    ],
    [
      "POST",
      "https://orders.westeurope-1.eventgrid.azure.net/api/events?api-version=2018-01-01",
      "send orders",
      { "messaging.system.name": "azure.eventgrid" },
    ],
    ["POST", "https://ns.westeurope-1.eventgrid.azure.net/topics/orders:publish", "send orders", {}],
    ["GET", "https://store.azconfig.io/kv/pLaNtEd?label=live", "GetKeyValue store", {}],
    [
      "GET",
      "https://vault.vault.azure.net/secrets/pLaNtEd/?api-version=7.4",
      "GetSecret vault",
      { "isobar.call.resource": "vault" },
    ],
    ["POST", "https://vault.vault.azure.net/keys/pLaNtEd/1/decrypt", "Decrypt vault", {}],
  ] as const)("%s %s: %s", (method, url, name, attributes) => {
    const described = describeUrl(method, url);
    expect(described).toMatchObject({ name, attributes });
    expect(JSON.stringify(described)).not.toContain(SECRET);
    expect(described?.handsOnContext).toBeUndefined();
  });

  it("of Cosmos DB is told by its headers where the path does not say it", () => {
    const url = "https://shop.documents.azure.com/dbs/shop/colls/orders/docs";
    expect(describeUrl("POST", url, { "x-ms-documentdb-isquery": "True" })?.name).toBe("query_items orders");
    expect(describeUrl("POST", url, { "x-ms-documentdb-is-upsert": "true" })?.name).toBe("upsert_item orders");
    const emulator = { "x-ms-version": "2020-07-15", "user-agent": "azure-cosmos-js/4.5 Node.js/24" };
    expect(describeUrl("PUT", "http://localhost:8081/dbs/shop/colls/orders/docs/x", emulator)?.name).toBe(
      "replace_item orders",
    );
  });

  it.each([
    "https://orders.azurewebsites.net/api/orders",
    "https://blob.core.windows.net.evil.test/",
    "https://api.example.com/dbs/x",
  ])("%s is a call like any other", (url) => expect(describeUrl("GET", url)).toBeUndefined());

  it("whatever it looks like, throws nothing", () => {
    const hostEnds = [
      ".blob.core.windows.net",
      ".queue.core.windows.net",
      ".table.core.windows.net",
      ".documents.azure.com",
      ".servicebus.windows.net",
      ".eventgrid.azure.net",
      ".azconfig.io",
      ".vault.azure.net",
      "",
    ];
    expectTotal(describeOutgoing, hostEnds, ["/messages/messages", "/keys/constructor/1/constructor", "/%/%", "true"]);
  });
});
