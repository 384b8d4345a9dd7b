import { InvocationContext } from "@azure/functions";
import { describe, expect, it, test } from "vitest";
import calls from "./fixtures/calls.json" with { type: "json" };
import { createContext, describeCall } from "./support.ts";

const env = { WEBSITE_SITE_NAME: "shop", PREFIX: "live", NIGHTLY: "0 0 3 * * *", GROUP: "analytics" };
const TRACEPARENT = "00-1234567890abcdef1234567890abcdef-1234567890abcdef-01";
const AT = Date.UTC(2026, 2, 4, 5, 6, 7) / 1000;

interface Row {
  readonly trigger: "pubsub" | "datasource" | "timer" | "other";
  /** `isobar.trigger.type`. */
  readonly type: string;
  /** @default the function's */
  readonly name?: string;
  readonly attributes: Record<string, unknown>;
  readonly links?: readonly object[];
}

const LINK = { carrier: { traceparent: TRACEPARENT } };

const messaging = (
  system: string,
  destination: string | undefined,
  attributes: Record<string, unknown> = {},
  links: readonly object[] = [],
  type = system,
): Row => ({
  trigger: "pubsub",
  type,
  ...(destination !== undefined && { name: `process ${destination}` }),
  attributes: {
    "messaging.system.name": system,
    "messaging.operation.name": "process",
    "messaging.operation.type": "process",
    ...(destination !== undefined && { "messaging.destination.name": destination }),
    ...attributes,
  },
  links,
});

const changes = (
  type: string,
  system: string,
  [collection, table]: readonly [string, string],
  operation: string,
  count: number,
): Row => ({
  trigger: "datasource",
  type,
  attributes: {
    "faas.document.collection": collection,
    "faas.document.operation": operation,
    "db.system.name": system,
    "db.collection.name": table,
    "isobar.batch.record_count": count,
  },
});

const other = (type: string, attributes: Record<string, unknown> = {}): Row => ({ trigger: "other", type, attributes });

const SQL = ["azure.sql", "microsoft.sql_server", ["dbo.Orders", "dbo.Orders"]] as const;
const COSMOS = ["azure.cosmosdb", "azure.cosmosdb", ["shop", "orders"]] as const;

const ROWS: Record<keyof typeof calls, Row> = {
  timer: { trigger: "timer", type: "azure.timer", attributes: { "faas.cron": "0 */10 * * * *" } },
  "timer-late-by-setting": {
    trigger: "timer",
    type: "azure.timer",
    attributes: { "faas.cron": "0 0 3 * * *", "isobar.azure.timer.past_due": true },
  },
  "timer-of-a-setting-that-is-not-set": { trigger: "timer", type: "azure.timer", attributes: {} },
  "storage-queue": messaging("azure.storage_queue", "live-emails", {
    "messaging.message.id": "q-1",
    "isobar.attempt": 3,
    "isobar.message.enqueued_time": AT,
  }),
  "event-hub-one": messaging(
    "azure.eventhubs",
    "telemetry",
    {
      "messaging.consumer.group.name": "$Default",
      "messaging.destination.partition.id": "3",
      "server.address": "hubs.example.test",
      "azure.eventhubs.message.enqueued_time": AT,
    },
    [LINK],
  ),
  "event-hub-many": messaging(
    "azure.eventhubs",
    "telemetry",
    {
      "messaging.batch.message_count": 2,
      "messaging.consumer.group.name": "analytics",
      "messaging.destination.partition.id": "0",
    },
    [LINK],
  ),
  "event-grid": messaging("azure.eventgrid", undefined, {
    "messaging.message.id": "g-1",
    "isobar.event.type": "Microsoft.Storage.BlobCreated",
    "isobar.event.source": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/shop",
    "isobar.message.enqueued_time": AT,
  }),
  "event-grid-cloudevent": messaging(
    "azure.eventgrid",
    undefined,
    {
      "messaging.message.id": "g-2",
      "cloudevents.event_id": "g-2",
      "cloudevents.event_source": "/subscriptions/s",
      "cloudevents.event_type": "Microsoft.Storage.BlobCreated",
      "cloudevents.event_spec_version": "1.0",
    },
    [{ id: "g-2", ...LINK }],
  ),
  "event-grid-many": messaging("azure.eventgrid", undefined, { "messaging.batch.message_count": 2 }, [
    { id: "g-4", carrier: { traceparent: TRACEPARENT, tracestate: "shop=1" } },
  ]),
  blob: {
    trigger: "datasource",
    type: "azure.blob",
    attributes: {
      "faas.document.collection": "invoices",
      "faas.document.operation": "insert",
      "faas.document.time": "2026-03-04T04:06:07.000Z",
    },
    links: [LINK],
  },
  "blob-by-its-path": {
    trigger: "datasource",
    type: "azure.blob",
    attributes: { "faas.document.collection": "live-invoices", "faas.document.operation": "insert" },
  },
  "cosmos-db": changes(...COSMOS, "edit", 2),
  "cosmos-db-all-versions": changes(...COSMOS, "delete", 2),
  sql: changes(...SQL, "edit", 1),
  "sql-mixed": changes(...SQL, "edit", 2),
  mysql: changes("azure.mysql", "mysql", ["orders", "orders"], "delete", 1),
  "kafka-one": messaging(
    "kafka",
    "orders",
    {
      "messaging.consumer.group.name": "billing",
      "messaging.destination.partition.id": "1",
      "kafka.offset": 42,
      "kafka.message.tombstone": true,
      "isobar.message.enqueued_time": AT,
    },
    [LINK],
    "azure.kafka",
  ),
  "kafka-one-as-text": messaging(
    "kafka",
    "orders",
    { "messaging.destination.partition.id": "2", "kafka.offset": 7 },
    [LINK],
    "azure.kafka",
  ),
  "kafka-many": messaging(
    "kafka",
    "orders",
    { "messaging.batch.message_count": 2, "messaging.consumer.group.name": "billing" },
    [LINK],
    "azure.kafka",
  ),
  rabbitmq: messaging(
    "rabbitmq",
    "shop:orders.paid:emails",
    {
      "messaging.message.id": "r-1",
      "messaging.message.conversation_id": "c-1",
      "rabbitmq.destination.routing_key": "orders.paid",
      "rabbitmq.message.delivery_tag": 9,
      "isobar.message.redelivered": true,
    },
    [LINK],
    "azure.rabbitmq",
  ),
  "rabbitmq-default-exchange": messaging(
    "rabbitmq",
    "emails",
    { "rabbitmq.destination.routing_key": "emails" },
    [],
    "azure.rabbitmq",
  ),
  "signalr-message": messaging("azure.signalr", "chat", { "isobar.event.type": "say" }),
  "signalr-connection": other("azure.signalr", { "isobar.event.type": "connected", "isobar.event.source": "chat" }),
  "web-pubsub-message": messaging("azure.webpubsub", "chat", { "isobar.event.type": "say" }),
  "web-pubsub-connection": other("azure.webpubsub", {
    "isobar.event.type": "connected",
    "isobar.event.source": "chat",
  }),
  "durable-activity": {
    ...other("azure.durable.activity", { "isobar.azure.durable.instance_id": "orchestration-1" }),
    name: "placeOrder",
  },
  "mcp-tool": other("azure.mcp", { "mcp.method.name": "tools/call", "gen_ai.tool.name": "find_order" }),
  "mcp-resource": other("azure.mcp", { "mcp.method.name": "resources/read" }),
  "mcp-prompt": other("azure.mcp", { "mcp.method.name": "prompts/get" }),
  connector: other("connectorTrigger"),
  "authentication-event": other("authenticationEventsTrigger"),
  unknown: other("fireAlarmTrigger"),
};

interface Fixture {
  readonly trigger: { readonly type: string };
  readonly input: unknown;
  readonly metadata?: Record<string, unknown>;
}

const contextOf = ({ trigger, metadata }: Fixture) =>
  createContext(trigger, { ...(metadata !== undefined && { triggerMetadata: metadata }) });

describe("each trigger", () => {
  it.each(Object.entries(ROWS))("%s", (name, row) => {
    const fixture: Fixture = calls[name as keyof typeof calls];
    const call = describeCall(fixture.input, contextOf(fixture), env);
    expect(call).toMatchObject({
      id: "invocation-1",
      trigger: row.trigger,
      kind: row.trigger === "pubsub" ? 4 : 1,
      name: row.name ?? "shop/placeOrder",
    });
    expect(call.attributes).toEqual({
      "faas.name": "shop/placeOrder",
      "isobar.trigger.type": row.type,
      ...row.attributes,
    });
    expect([...(call.batch?.messages ?? [])]).toEqual(row.links ?? []);
    expect(JSON.stringify([call.name, call.attributes])).not.toContain("secret");
  });
});

describe("a retry policy", () => {
  const context = (retryCount: unknown) =>
    new InvocationContext({
      invocationId: "invocation-1",
      functionName: "placeOrder",
      retryContext: { retryCount, maxRetryCount: 5 } as never,
      options: { trigger: { type: "timerTrigger", name: "t" }, extraInputs: [], extraOutputs: [] },
    });

  it("counts its attempts from one", () => {
    expect(describeCall({}, context(2), env).attributes["isobar.attempt"]).toBe(3);
    expect(describeCall({}, context("2"), env).attributes).not.toHaveProperty("isobar.attempt");
  });
});

describe("messages of the vendor's SDK, of Event Hubs", () => {
  it("are read from the input", () => {
    const event = { body: "secret", properties: { "Diagnostic-Id": TRACEPARENT } };
    const trigger = { type: "eventHubTrigger", eventHubName: "telemetry", sdkBinding: true, cardinality: "many" };
    const call = describeCall(
      [event, { properties: { traceparent: new TextEncoder().encode(TRACEPARENT) } }],
      createContext(trigger),
    );
    expect(call.attributes["messaging.batch.message_count"]).toBe(2);
    expect([...(call.batch?.messages ?? [])]).toEqual([LINK, LINK]);
  });
});

test("a long batch of changes is an edit, whatever it holds", () => {
  const input = Array.from({ length: 11 }, () => ({ Operation: 0 }));
  const call = (rows: readonly object[]) =>
    describeCall(rows, createContext({ type: "sqlTrigger", tableName: "t" })).attributes["faas.document.operation"];
  expect(call(input)).toBe("edit");
  expect(call(input.slice(1))).toBe("insert");
});
