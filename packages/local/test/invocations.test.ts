import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { InvocationInfo } from "../src/index.ts";
import { invokeInTurn, settled, start, startGate, until } from "./lambda-support.ts";
import { azure, google } from "./platform-support.ts";

const UUID = /^[0-9a-f-]{36}$/;
const MARGIN = 0.9;
const sum = ({ initMillis = 0, responseMillis, holdMillis = 0 }: InvocationInfo) =>
  initMillis + responseMillis + holdMillis;

describe("an invocation on AWS Lambda", () => {
  test("has a start, an answer and a hold, and is billed for all of them", async () => {
    const gate = await startGate();
    const platform = await start("extension.mjs", { env: { GATE: gate.url, HOLD: "invoke" } });
    const { invocationId } = await platform.invoke({});
    await until(() => gate.waits("/invoke"));
    expect(platform.invocations()).toEqual([]);
    await sleep(200);
    gate.release();
    await settled(platform);

    const [instance] = platform.instances();
    const [first] = platform.invocations();
    expect(first).toEqual({
      invocationId,
      instanceId: instance?.id,
      outcome: "ok",
      initMillis: instance?.initMillis,
      beganAtMillis: expect.any(Number),
      responseMillis: expect.any(Number),
      holdMillis: expect.any(Number),
      billedMillis: expect.any(Number),
    });
    expect(first?.holdMillis).toBeGreaterThan(200 * MARGIN);
    expect(first?.responseMillis).toBeGreaterThan(0);
    expect(first?.billedMillis).toBe(Math.ceil(sum(first as InvocationInfo)));
  });

  test("begins when its instance is handed it, behind what that was doing before", async () => {
    const platform = await start("functions.mjs", { target: "slow" });
    const before = performance.now();
    await invokeInTurn(platform, { millis: 50 }, { millis: 0 });
    const [first, second] = platform.invocations() as [InvocationInfo, InvocationInfo];
    expect(first.beganAtMillis - before).toBeGreaterThan((first.initMillis ?? 0) * MARGIN);
    expect(second.beganAtMillis).toBeGreaterThanOrEqual(
      first.beganAtMillis + first.responseMillis + (first.holdMillis ?? 0),
    );
    expect(second.beganAtMillis).toBeLessThan(performance.now());
  });

  test("has no start where its instance ran before, and its outcome is the counted one", async () => {
    const platform = await start("functions.mjs", { target: "slow" });
    await invokeInTurn(platform, { millis: 150 }, { millis: 0 });
    const [first, second] = platform.invocations();
    expect(first?.responseMillis).toBeGreaterThan(150 * MARGIN);
    expect(second).not.toHaveProperty("initMillis");
    expect(second?.billedMillis).toBe(Math.ceil(sum(second as InvocationInfo)));

    const failing = await start("functions.mjs", { target: "fail" });
    await invokeInTurn(failing, {}, { kind: "exit" });
    expect(failing.invocations().map(({ outcome }) => outcome)).toEqual(["error", "error"]);
  });

  test("that an extension holds beyond the time limit has timed out: its instance is gone, and the next one starts", async () => {
    const gate = await startGate();
    const platform = await start("extension.mjs", {
      timeoutMillis: 1000,
      env: { GATE: gate.url, HOLD: "invoke" },
    });
    const answered = await platform.invoke({});
    expect(answered.ok).toBe(true);
    await until(() => platform.invocations().length === 1);
    const [held] = platform.invocations();
    expect(held).toMatchObject({ invocationId: answered.invocationId, outcome: "timeout" });
    const { responseMillis = 0, holdMillis = 0 } = held ?? {};
    expect(responseMillis + holdMillis).toBeGreaterThan(1000 * MARGIN);
    expect(holdMillis).toBeGreaterThan(0);
    await until(() => platform.instances()[0]?.state === "ended");
    await platform.invoke({});
    await until(() => platform.invocations().length === 2);
    expect(platform.invocations()[1]?.initMillis).toBeGreaterThan(0);
    expect(platform.invocations()[1]?.instanceId).toBe(platform.instances()[1]?.id);
  });

  test("is billed for a start that failed, too", async () => {
    const platform = await start("broken.mjs");
    const { invocationId } = await platform.invoke({});
    await until(() => platform.invocations().length === 1);
    const [failed] = platform.invocations();
    expect(failed).toMatchObject({ invocationId, outcome: "error", responseMillis: 0, holdMillis: 0 });
    expect(failed?.initMillis).toBeGreaterThan(0);
    expect(failed?.billedMillis).toBe(Math.ceil(failed?.initMillis ?? 0));
  });

  test("over HTTP is found by the id that the caller got", async () => {
    const platform = await start("functions.mjs", { target: "nothing" });
    const response = await fetch(platform.url);
    await settled(platform);
    expect(platform.invocations()).toMatchObject([{ invocationId: response.headers.get("x-amzn-requestid") }]);
  });
});

test("an instance's active time stands still while it is frozen", async () => {
  const platform = await start("functions.mjs", { target: "slow" });
  await platform.invoke({ millis: 100 });
  await until(() => platform.instances()[0]?.state === "frozen");
  const before = platform.instances()[0]?.activeMillis ?? 0;
  expect(before).toBeGreaterThan((platform.instances()[0]?.initMillis ?? 0) + 100 * MARGIN);
  await sleep(150);
  expect(platform.instances()[0]?.activeMillis).toBe(before);
  await platform.invoke({ millis: 100 });
  await until(() => platform.instances()[0]?.state === "frozen");
  expect(platform.instances()[0]?.activeMillis).toBeGreaterThan(before + 100 * MARGIN);
});

describe("an invocation on Google", () => {
  test("holds its instance until the throttle: as long as others are in flight there", async () => {
    const platform = await google("google-http.cjs", { timeoutMillis: 2000 });
    await platform.get("/ok");
    await until(() => platform.invocations().length === 1);
    const hung = platform.get("/hang");
    await until(() => platform.instances()[0]?.invocations === 2);
    await platform.get("/ok");
    expect(platform.invocations()).toHaveLength(1);
    expect((await hung).status).toBe(504);
    await until(() => platform.invocations().length === 3);
    const [first, quick, long] = platform.invocations();
    expect(first).toEqual({
      invocationId: expect.stringMatching(/^[0-9a-z]{12}$/),
      instanceId: platform.instances()[0]?.id,
      outcome: "ok",
      initMillis: platform.instances()[0]?.initMillis,
      beganAtMillis: expect.any(Number),
      responseMillis: expect.any(Number),
      holdMillis: expect.any(Number),
    });
    expect(quick).not.toHaveProperty("initMillis");
    expect([quick?.outcome, long?.outcome]).toEqual(["ok", "timeout"]);
    expect(quick?.holdMillis).toBeGreaterThan(long?.holdMillis ?? 0);
    expect(long?.responseMillis).toBeGreaterThan(2000 * MARGIN);
  });

  test("has no hold where the CPU is never taken away", async () => {
    const platform = await google("google-http.cjs", { freeze: false });
    await platform.get("/ok");
    await until(() => platform.invocations().length === 1);
    expect(platform.invocations()[0]).not.toHaveProperty("holdMillis");
  });

  test("is found by its event's id", async () => {
    const platform = await google("google-event.mjs", { signature: "cloudevent" });
    const event = { specversion: "1.0", id: "event 1/é", source: "s", type: "t", data: {} };
    const { invocationId } = await platform.invoke(event);
    expect(invocationId).toBe("event 1/é");
    await until(() => platform.invocations().length === 1);
    expect(platform.invocations()).toMatchObject([{ invocationId, outcome: "ok" }]);
  });
});

test("an invocation on Azure is billed for 100 ms at least, and holds nothing", async () => {
  const platform = await azure("azure-app.cjs");
  await platform.get("/api/bytes");
  await platform.get("/api/throw");
  expect(platform.invocations()).toEqual([
    {
      invocationId: expect.stringMatching(UUID),
      instanceId: platform.instances()[0]?.id,
      outcome: "ok",
      initMillis: platform.instances()[0]?.initMillis,
      beganAtMillis: expect.any(Number),
      responseMillis: expect.any(Number),
      billedMillis: expect.any(Number),
    },
    expect.objectContaining({ outcome: "error" }),
  ]);
  for (const { billedMillis, responseMillis } of platform.invocations()) {
    expect(billedMillis).toBe(Math.max(100, Math.ceil(responseMillis)));
  }
});
