import { describe, expect, it } from "vitest";
import { createContext, describeCall, TRACEPARENT } from "./support.ts";

const OTHER = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
const queue = { type: "serviceBusTrigger", queueName: "orders", connection: "BUS" };

const one = (triggerMetadata: Record<string, unknown>, trigger = {}, env = {}) =>
  describeCall({ id: 1 }, createContext({ ...queue, ...trigger }, { triggerMetadata }), env);

const linksOf = (metadata: Record<string, unknown>) => [...(one(metadata).batch?.messages ?? [])];

describe("one Service Bus message", () => {
  it("is a consumer span named by its queue", () => {
    const call = one({
      messageId: "m-1",
      correlationId: "conversation-1",
      deliveryCount: 3,
      enqueuedTimeUtc: "2026-02-03T04:05:06.7890000Z",
      applicationProperties: { traceparent: TRACEPARENT, tracestate: "vendor=1", tenant: "blue" },
      lockToken: "planted-token",
    });
    expect(call).toMatchObject({ name: "process orders", trigger: "pubsub", kind: 4 });
    expect(call).not.toHaveProperty("carrier");
    expect(call.attributes).toEqual({
      "isobar.trigger.type": "azure.servicebus",
      "faas.name": "placeOrder",
      "messaging.system.name": "azure.servicebus",
      "messaging.operation.name": "process",
      "messaging.operation.type": "process",
      "messaging.destination.name": "orders",
      "messaging.message.id": "m-1",
      "messaging.message.conversation_id": "conversation-1",
      "azure.servicebus.message.delivery_count": 3,
      "azure.servicebus.message.enqueued_time": Date.UTC(2026, 1, 3, 4, 5, 6) / 1000,
    });
    expect(call.batch).toMatchObject({ count: 1, destination: "orders" });
    expect([...(call.batch?.messages ?? [])]).toEqual([
      { id: "m-1", carrier: { traceparent: TRACEPARENT, tracestate: "vendor=1" } },
    ]);
  });

  it("names topic and subscription, by app settings where they are named so", () => {
    const topic = { type: "ServiceBusTrigger", topicName: "%TOPIC%-%stage:name%", subscriptionName: "%Billing%" };
    const env = { TOPIC: "orders", stage__name: "live", BILLING: "billing" };
    const call = describeCall({}, createContext(topic, { triggerMetadata: {} }), env);
    expect(call.name).toBe("process orders-live");
    expect(call.attributes).toMatchObject({
      "messaging.destination.name": "orders-live",
      "messaging.destination.subscription.name": "billing",
    });
  });

  it("keeps the name of an app setting that is not set", () => {
    expect(one({}, { queueName: "%MISSING%" }).name).toBe("process %MISSING%");
  });

  it.each([
    ["a Date", new Date("2026-02-03T04:05:06Z")],
    ["a time without zone", "2026-02-03T04:05:06.123"],
    ["a time with an offset", "2026-02-03T05:05:06+01:00"],
  ])("reads when it was enqueued from %s", (_name, enqueuedTimeUtc) => {
    expect(one({ enqueuedTimeUtc }).attributes["azure.servicebus.message.enqueued_time"]).toBe(
      Date.UTC(2026, 1, 3, 4, 5, 6) / 1000,
    );
  });

  it("reads a count that came as text, and no count that is none", () => {
    const countOf = (deliveryCount: unknown) =>
      one({ deliveryCount }).attributes["azure.servicebus.message.delivery_count"];
    expect(countOf("2")).toBe(2);
    expect([0, -1, "", "many", 1.5, null, [3], true].map(countOf)).toEqual(new Array(8).fill(undefined));
  });

  it("is an invocation without its metadata too", () => {
    expect(describeCall("text", createContext(queue))).toMatchObject({ name: "process orders", batch: { count: 1 } });
  });
});

describe("the link to a message's sender", () => {
  it.each([
    ["traceparent", { traceparent: TRACEPARENT }],
    ["a name in any case", { traceParent: TRACEPARENT }],
    ["Diagnostic-Id, as the worker writes it", { "diagnostic-Id": TRACEPARENT }],
    ["both, where traceparent wins", { "diagnostic-Id": OTHER, traceparent: TRACEPARENT }],
    ["a Diagnostic-Id beside an unusable traceparent", { "diagnostic-Id": TRACEPARENT, traceparent: "none" }],
  ])("comes from %s", (_name, applicationProperties) => {
    expect(linksOf({ applicationProperties })).toEqual([{ carrier: { traceparent: TRACEPARENT } }]);
  });

  it("comes from the user properties where the application properties have none", () => {
    const userProperties = { traceparent: TRACEPARENT };
    expect(linksOf({ userProperties })).toEqual([{ carrier: { traceparent: TRACEPARENT } }]);
    expect(linksOf({ userProperties, applicationProperties: { tenant: "blue" } })).toHaveLength(1);
    expect(linksOf({ userProperties, applicationProperties: { traceparent: OTHER } })).toEqual([
      { carrier: { traceparent: OTHER } },
    ]);
  });

  it("is none for a Diagnostic-Id of the older form", () => {
    expect(linksOf({ applicationProperties: { "diagnostic-Id": "|4bf92f3577b34da6.1." } })).toEqual([]);
  });
});

describe("a batch of Service Bus messages", () => {
  const batch = (input: unknown, triggerMetadata: Record<string, unknown>) =>
    describeCall(input, createContext({ ...queue, cardinality: "many" }, { triggerMetadata }));

  it("counts its messages, links each, and says nothing in which they differ", () => {
    const call = batch([{}, "text", 42], {
      messageIdArray: ["m-1", "m-2", "m-3"],
      deliveryCountArray: [1, 2, 1],
      correlationIdArray: ["c", "c", "c"],
      enqueuedTimeUtcArray: ["2026-02-03T04:05:06Z", "2026-02-03T04:05:07Z", "2026-02-03T04:05:08Z"],
      applicationPropertiesArray: [{ traceparent: TRACEPARENT }, {}, { "diagnostic-Id": OTHER }],
    });
    expect(call.attributes).toEqual({
      "isobar.trigger.type": "azure.servicebus",
      "faas.name": "placeOrder",
      "messaging.system.name": "azure.servicebus",
      "messaging.operation.name": "process",
      "messaging.operation.type": "process",
      "messaging.destination.name": "orders",
      "messaging.batch.message_count": 3,
    });
    expect([...(call.batch?.messages ?? [])]).toEqual([
      { id: "m-1", carrier: { traceparent: TRACEPARENT } },
      { id: "m-3", carrier: { traceparent: OTHER } },
    ]);
  });

  it("of one is still a batch, and names its only message", () => {
    const call = batch(["text"], { messageIdArray: ["m-1"], deliveryCountArray: [2] });
    expect(call.attributes).toMatchObject({
      "messaging.batch.message_count": 1,
      "messaging.message.id": "m-1",
      "azure.servicebus.message.delivery_count": 2,
    });
  });

  it("is not what one message is whose body is a list", () => {
    const call = describeCall([1, 2, 3], createContext(queue, { triggerMetadata: { messageId: "m-1" } }));
    expect(call.attributes).not.toHaveProperty("messaging.batch.message_count");
    expect(call.attributes["messaging.message.id"]).toBe("m-1");
  });

  it("goes on where one message cannot be read", () => {
    const hostile = {
      get traceparent(): string {
        throw new Error("no");
      },
    };
    const call = batch([1, 2], { applicationPropertiesArray: [hostile, { traceparent: TRACEPARENT }] });
    expect([...(call.batch?.messages ?? [])]).toEqual([{ carrier: { traceparent: TRACEPARENT } }]);
  });
});

describe("messages of the vendor's SDK", () => {
  const sdk = { ...queue, sdkBinding: true };
  const message = {
    messageId: "m-1",
    deliveryCount: 1,
    enqueuedTimeUtc: new Date("2026-02-03T04:05:06Z"),
    applicationProperties: { "Diagnostic-Id": TRACEPARENT },
  };

  it("are read from the input", () => {
    const call = describeCall({ messages: [message], actions: {} }, createContext(sdk));
    expect(call.attributes).toMatchObject({
      "messaging.message.id": "m-1",
      "azure.servicebus.message.enqueued_time": Date.UTC(2026, 1, 3, 4, 5, 6) / 1000,
    });
    expect([...(call.batch?.messages ?? [])]).toEqual([{ id: "m-1", carrier: { traceparent: TRACEPARENT } }]);
  });

  it("are a batch where the function takes many", () => {
    const call = describeCall(
      { messages: [message, { ...message, messageId: "m-2" }] },
      createContext({ ...sdk, cardinality: "many" }),
    );
    expect(call.attributes["messaging.batch.message_count"]).toBe(2);
    expect([...(call.batch?.messages ?? [])].map(({ id }) => id)).toEqual(["m-1", "m-2"]);
  });
});
