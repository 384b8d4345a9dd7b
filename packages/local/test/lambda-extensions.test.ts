import { describe, expect, test } from "vitest";
import { isGone, processState, start, startGate, until } from "./lambda-support.ts";

describe("a function that is an extension too", () => {
  test("holds the freeze until it asks for its next event, while the caller has the answer", async () => {
    const gate = await startGate();
    const platform = await start("extension.mjs", { env: { GATE: gate.url, HOLD: "invoke" } });
    const { result, invocationId } = await platform.invoke({});
    const { pid, registration } = result as { pid: number; registration: unknown };
    expect(registration).toEqual({
      functionName: "function",
      functionVersion: "$LATEST",
      handler: "extension.handler",
    });
    await until(() => gate.waits("/invoke"));
    expect(processState(pid)).not.toBe("T");
    expect(platform.instances()).toMatchObject([{ state: "busy" }]);
    gate.release();
    await until(() => processState(pid) === "T");
    expect(platform.instances()).toMatchObject([{ state: "frozen" }]);

    const second = platform.invoke({});
    await until(() => gate.waits("/invoke"));
    gate.release();
    expect((await second).result).toMatchObject({
      pid,
      received: expect.arrayContaining([
        {
          eventType: "INVOKE",
          deadlineMs: expect.any(Number),
          requestId: invocationId,
          invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:function",
          tracing: {
            type: "X-Amzn-Trace-Id",
            value: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
          },
        },
      ]),
    });
  });

  test("without a subscription holds nothing and gets no event", async () => {
    const gate = await startGate();
    const platform = await start("extension.mjs", { env: { GATE: gate.url, HOLD: "invoke", EVENTS: "[]" } });
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await platform.invoke({})).result).toMatchObject({ received: [] });
      await until(() => platform.instances()[0]?.state === "frozen");
    }
  });

  test("delays the first event until it has asked for its own", async () => {
    const gate = await startGate();
    const platform = await start("extension.mjs", { env: { GATE: gate.url, HOLD: "init" } });
    const first = platform.invoke({});
    await until(() => gate.waits("/init"));
    expect(platform.instances()).toMatchObject([{ state: "starting", invocations: 0 }]);
    gate.release();
    expect((await first).ok).toBe(true);
  });

  test("that holds beyond the time limit is killed, after the caller had its answer", async () => {
    const gate = await startGate();
    const options = { timeoutMillis: 1000, env: { GATE: gate.url, HOLD: "invoke" } };
    const platform = await start("extension.mjs", options);
    const { ok, result } = await platform.invoke({});
    expect(ok).toBe(true);
    await until(() => isGone((result as { pid: number }).pid));
    expect(platform.counts()).toMatchObject({ invocations: 1, errors: 1, timeouts: 1 });
    expect(await platform.invoke({})).toMatchObject({ ok: true });
    expect(platform.counts().coldStarts).toBe(2);
  });

  test("gets SIGTERM at shutdown, frozen as it was", async () => {
    const platform = await start("extension.mjs");
    const { pid } = (await platform.invoke({})).result as { pid: number };
    await until(() => processState(pid) === "T");
    await platform.terminate();
    expect(platform.lines).toEqual(["SIGTERM"]);
    expect(isGone(pid)).toBe(true);
  });

  test("gets SIGTERM where the time limit is over as well, when its caller has been told", async () => {
    const platform = await start("extension.mjs", { target: "hang", timeoutMillis: 500 });
    expect((await platform.invoke({})).error?.type).toBe("Sandbox.Timedout");
    await until(() => platform.instances()[0]?.state === "ended");
    expect(platform.lines).toEqual(["SIGTERM"]);
    expect(platform.counts()).toMatchObject({ invocations: 1, errors: 1, timeouts: 1 });
  });

  test("that does not end on SIGTERM is killed", async () => {
    const platform = await start("extension.mjs", { env: { STUBBORN: "1" } });
    const { pid } = (await platform.invoke({})).result as { pid: number };
    await platform.terminate();
    expect(platform.lines).toEqual(["SIGTERM"]);
    expect(isGone(pid)).toBe(true);
  });

  test("cannot register once the runtime has asked for its first event", async () => {
    const platform = await start("extension.mjs", { target: "late" });
    expect((await platform.invoke({})).result).toEqual({
      status: 403,
      errorType: "Extension.RegistrationClosed",
      errorMessage: "Extension registration closed already",
    });
  });

  test("registers under the platform's rules", async () => {
    const platform = await start("registrations.mjs");
    expect((await platform.invoke({})).result).toEqual([
      "403 Extension.InvalidExtensionName",
      "403 Extension.InvalidEventType",
      "403 InvalidRequestFormat",
      "200",
      "403 Extension.InvalidExtensionState",
      ...Array.from({ length: 9 }, () => "200"),
      "403 Extension.TooManyExtensions",
    ]);
  });

  test("gets the platform's own refusals for calls that make no sense", async () => {
    const platform = await start("extension.mjs", { target: "misuse" });
    expect((await platform.invoke({})).result).toEqual([
      "403 Extension.MissingExtensionIdentifier",
      "403 Extension.InvalidExtensionIdentifier",
      "403 Extension.UnknownExtensionIdentifier",
      "400 InvalidRequestID",
      "404",
      "403 Telemetry.SubscriptionClosed",
      "202 Logs.NotSupported",
    ]);
  });
});
