import { HttpRequest } from "@azure/functions";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adapter } from "../src/adapter.ts";
import { createContext, describeCall } from "./support.ts";

const env = { WEBSITE_SITE_NAME: "shop" };

describe("a call of any other trigger", () => {
  it.each(["connectorTrigger", "authenticationEventsTrigger", "somethingNew"])("%s is `other`", (type) => {
    expect(describeCall({}, createContext({ type }), env)).toMatchObject({
      id: "invocation-1",
      name: "shop/placeOrder",
      trigger: "other",
      kind: 1,
      attributes: { "faas.name": "shop/placeOrder", "isobar.trigger.type": type },
    });
  });

  it.each(["warmupTrigger", "orchestrationTrigger", "entityTrigger", "WarmupTrigger"])("%s runs untouched", (type) => {
    expect(adapter.describe({ args: [{}, createContext({ type })], env })).toBeUndefined();
  });

  it("is an invocation without a context, as in a unit test", () => {
    expect(describeCall({}, undefined)).toMatchObject({ id: "unknown", name: "function", trigger: "other" });
  });

  it("never names a version of the function", () => {
    const call = describeCall({}, createContext({ type: "timerTrigger" }), env);
    expect(call.attributes).not.toHaveProperty("faas.version");
  });

  it("takes the app's ready-made id where the plan has one", () => {
    const id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/shop";
    const call = describeCall({}, createContext({ type: "timerTrigger" }), { ...env, WEBSITE_ARM_RESOURCE_ID: id });
    expect(call.attributes["cloud.resource_id"]).toBe(`${id}/functions/placeOrder`);
  });
});

describe("describe", () => {
  const type = fc.constantFrom("httpTrigger", "serviceBusTrigger", "timerTrigger", "warmupTrigger", "");
  const fields = fc.constantFrom(
    "route",
    "queueName",
    "topicName",
    "cardinality",
    "sdkBinding",
    "messageId",
    "messageIdArray",
    "applicationProperties",
    "applicationPropertiesArray",
    "enqueuedTimeUtc",
    "traceparent",
    "url",
    "headers",
    "method",
    "messages",
  );
  const json = fc.dictionary(fields, fc.oneof(fc.jsonValue(), fc.constantFrom("many", true, "%A%")));

  const drain = (args: readonly [unknown, unknown]): void => {
    const call = adapter.describe({ args, env });
    if (call === undefined) return;
    expect(call.id).not.toBe("");
    expect(call.name).not.toBe("");
    for (const message of call.batch?.messages ?? []) expect(message).toBeTypeOf("object");
    expect(() => JSON.stringify(call.attributes)).not.toThrow();
  };

  it("takes any input and any options", () => {
    fc.assert(
      fc.property(type, json, json, fc.oneof(fc.jsonValue(), json), (type, options, triggerMetadata, input) => {
        drain([
          input,
          { functionName: "f", invocationId: "i", options: { trigger: { ...options, type } }, triggerMetadata },
        ]);
      }),
    );
  });

  it("takes anything at all", () => {
    fc.assert(fc.property(fc.anything(), fc.anything(), (input, context) => drain([input, context])));
  });

  it("takes objects of which every property throws", () => {
    const hostile: object = new Proxy(
      {},
      {
        get() {
          throw new Error("no");
        },
        ownKeys() {
          throw new Error("no");
        },
      },
    );
    drain([hostile, hostile]);
    for (const type of ["httpTrigger", "serviceBusTrigger"]) {
      drain([hostile, createContext({ type, cardinality: "many", sdkBinding: true })]);
      drain([hostile, createContext({ type }, { triggerMetadata: hostile as Record<string, unknown> })]);
    }
  });

  it("does not change what it reads", () => {
    const context = Object.freeze(createContext({ type: "httpTrigger", route: "orders" }));
    const request = new HttpRequest({ method: "POST", url: "http://h/api/orders", body: { string: "body" } });
    describeCall(Object.freeze(request), context);
    expect(request.bodyUsed).toBe(false);
  });
});

describe("the start of a worker", () => {
  it("is cold for its first invocation, unless it waited for one", () => {
    expect(adapter.startKind({}, 800)).toBe("cold");
    expect(adapter.startKind({}, 20_000)).toBe("cold");
    expect(adapter.startKind({}, 600_000)).toBe("preinitialized");
  });
});
