import { describe, expect, test } from "vitest";
import { azure } from "./platform-support.ts";

describe("other triggers on Azure", () => {
  test("Service Bus: one message, its metadata with the first letter of every key in lower case", async () => {
    const platform = await azure("azure-app.cjs");
    const { ok, result } = await platform.invoke({
      functionName: "one",
      input: { Id: 1 },
      triggerMetadata: { MessageId: "m-1", DeliveryCount: 2, ApplicationProperties: { "Diagnostic-Id": "x", Own: 1 } },
      traceContext: { traceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00" },
    });
    expect(ok).toBe(true);
    expect(result).toEqual({
      message: { Id: 1 },
      metadata: { messageId: "m-1", deliveryCount: 2, applicationProperties: { "diagnostic-Id": "x", own: 1 } },
      trace: {
        traceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
        traceState: "",
        attributes: {},
      },
    });
  });

  test("Service Bus: many messages, each text parsed where it is JSON, as the library does", async () => {
    const platform = await azure("azure-app.cjs");
    const { result } = await platform.invoke({
      functionName: "many",
      input: [{ id: 1 }, "text", "42"],
      triggerMetadata: {
        MessageIdArray: ["a", "b", "c"],
        DeliveryCountArray: [1, 2, 1],
        ApplicationPropertiesArray: [{ "Diagnostic-Id": "x" }, {}, { traceparent: "y" }],
      },
    });
    expect(result).toEqual({
      messages: [{ id: 1 }, "text", 42],
      metadata: {
        messageIdArray: ["a", "b", "c"],
        deliveryCountArray: [1, 2, 1],
        applicationPropertiesArray: [{ "diagnostic-Id": "x" }, {}, { traceparent: "y" }],
      },
    });
  });

  test("a timer, whose input is camel-cased", async () => {
    const platform = await azure("azure-app.cjs");
    const input = { IsPastDue: false, ScheduleStatus: { Last: "2026-01-01T00:00:00Z" } };
    const { result } = await platform.invoke({ functionName: "nightly", input });
    expect(result).toEqual({ isPastDue: false, scheduleStatus: { last: "2026-01-01T00:00:00Z" } });
  });

  test("a handler that throws has failed, with its type and message", async () => {
    const platform = await azure("azure-app.cjs");
    const result = await platform.invoke({ functionName: "one", input: { fail: true, id: 9 } });
    expect(result).toMatchObject({ ok: false, error: { type: "RangeError", message: "cannot take 9" } });
    expect(result.invocationId).toMatch(/^[\da-f-]{36}$/);
    expect(platform.counts()).toMatchObject({ invocations: 1, errors: 1 });
  });

  test("a handler that takes too long, or ends its process, has failed by the host's word", async () => {
    const platform = await azure("azure-app.cjs", { timeoutMillis: 1000 });
    const hung = await platform.invoke({ functionName: "one", input: { hang: true } });
    expect(hung).toMatchObject({
      ok: false,
      error: {
        type: "FunctionTimeoutException",
        message: "Timeout value of 00:00:01 was exceeded by function: Functions.one",
      },
    });
    const ended = await platform.invoke({ functionName: "one", input: { exit: true } });
    expect(ended).toMatchObject({ ok: false, error: { type: "WorkerProcessExitException" } });
    expect(platform.counts()).toMatchObject({ invocations: 2, errors: 2, timeouts: 1 });
  });

  test("a function that is not there, or is called by HTTP, is refused", async () => {
    const platform = await azure("azure-app.cjs");
    await expect(platform.invoke({ functionName: "nobody" })).rejects.toThrow("no function nobody");
    await expect(platform.invoke({ functionName: "echo" })).rejects.toThrow("HTTP trigger");
    await expect(platform.invoke({ input: 1 })).rejects.toThrow(TypeError);
    expect(platform.counts().invocations).toBe(0);
  });
});
