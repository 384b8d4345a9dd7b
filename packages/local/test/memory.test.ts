import { describe, expect, test } from "vitest";
import type { PlatformOptions } from "../src/index.ts";
import { isGone, settled, start, until } from "./lambda-support.ts";
import { azure, fixture, google } from "./platform-support.ts";

const LIMIT = 256;
const TOO_MUCH = { megabytes: 400, millis: 60_000 };
const fillLambda = (options: Partial<PlatformOptions> = {}) =>
  start("", { file: fixture("fill.cjs"), memoryMegabytes: LIMIT, ...options });

describe("the memory of an instance on AWS Lambda", () => {
  test("has a limit: the process is killed there, and the next event gets a new one", async () => {
    const platform = await fillLambda();
    const { result: pid } = await platform.invoke({ megabytes: 1 });
    await settled(platform);
    const [before] = platform.instances();
    expect(before?.outOfMemory).toBe(false);
    expect(before?.peakMegabytes).toBeGreaterThan(20);
    expect(before?.peakMegabytes).toBeLessThan(LIMIT);

    const { ok, error } = await platform.invoke(TOO_MUCH);
    expect(ok).toBe(false);
    expect(error?.type).toBe("Runtime.ExitError");
    expect(error?.message).toMatch(/Runtime exited with error: signal: killed$/);
    expect(isGone(pid as number)).toBe(true);
    const [killed] = platform.instances();
    expect(killed).toMatchObject({ state: "ended", outOfMemory: true });
    expect(killed?.peakMegabytes).toBeGreaterThanOrEqual(LIMIT);
    expect(await platform.invoke({ megabytes: 1 })).toMatchObject({ ok: true });
    expect(platform.counts()).toMatchObject({ invocations: 3, errors: 1, timeouts: 0, coldStarts: 2 });
  });

  test("is what it was at most, although it was free again when it was looked at", async () => {
    const platform = await fillLambda({ nodeArguments: ["--expose-gc"] });
    const { error } = await platform.invoke({ ...TOO_MUCH, free: true });
    expect(error?.type).toBe("Runtime.ExitError");
    expect(platform.instances()[0]?.outOfMemory).toBe(true);
  });

  test("adds up from event to event", async () => {
    const platform = await fillLambda();
    let invocations = 0;
    while (platform.instances().every(({ outOfMemory }) => !outOfMemory)) {
      await platform.invoke({ megabytes: 40, millis: 50 });
      await settled(platform);
      invocations += 1;
    }
    expect(invocations).toBeGreaterThan(1);
  });
});

test("an instance on Google that is at its limit is killed: 503, and why is in the log", async () => {
  const platform = await google("fill.cjs", { memoryMegabytes: LIMIT });
  const { megabytes, millis } = TOO_MUCH;
  expect((await platform.get(`/?megabytes=${megabytes}&millis=${millis}`)).status).toBe(503);
  expect(platform.lines.map(({ text }) => text).join("\n")).toMatch(
    /Memory limit of 256 MiB exceeded with \d+ MiB used\./,
  );
  await until(() => platform.instances()[0]?.state === "ended");
  expect(platform.instances()).toMatchObject([{ outOfMemory: true }]);
  expect((await platform.get("/?megabytes=1&millis=0")).status).toBe(200);
  expect(platform.counts()).toMatchObject({ invocations: 2, errors: 1, coldStarts: 2 });
});

test("a worker on Azure that is at its limit is killed: 500, and a new one starts", async () => {
  const platform = await azure("azure-fill.cjs", { memoryMegabytes: LIMIT });
  const { megabytes, millis } = TOO_MUCH;
  expect((await platform.get(`/api/fill?megabytes=${megabytes}&millis=${millis}`)).status).toBe(500);
  await until(() => platform.instances()[1]?.state === "idle");
  expect(platform.instances()).toMatchObject([{ state: "ended", outOfMemory: true }, { outOfMemory: false }]);
  expect(await platform.invoke({ functionName: "fill-queue", input: TOO_MUCH })).toMatchObject({
    ok: false,
    error: { type: "WorkerProcessExitException", message: "node exited with code 137 (0x89)" },
  });
  expect((await platform.get("/api/fill?megabytes=1&millis=0")).status).toBe(200);
});
