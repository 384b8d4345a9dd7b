import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { isGone, processState, until } from "./lambda-support.ts";
import { azure } from "./platform-support.ts";

describe("the worker on Azure", () => {
  test("starts with the first request, with the environment of a function app", async () => {
    const platform = await azure("azure-app.cjs", {
      name: "shop",
      timeoutMillis: 61_500,
      memoryMegabytes: 512,
      env: { REGION_NAME: "West Europe", OWN: "1" },
    });
    expect(platform.instances()).toEqual([]);
    const environment = JSON.parse((await platform.get("/api/environment")).text);
    expect(environment).toMatchObject({
      FUNCTIONS_WORKER_RUNTIME: "node",
      FUNCTIONS_EXTENSION_VERSION: "~4",
      AzureFunctionsJobHost__functionTimeout: "00:01:01.500",
      WEBSITE_SITE_NAME: "shop",
      WEBSITE_HOSTNAME: new URL(platform.url).host,
      WEBSITE_OWNER_NAME: expect.stringMatching(/^[\d-]{36}\+/),
      WEBSITE_RESOURCE_GROUP: expect.any(String),
      WEBSITE_INSTANCE_ID: expect.stringMatching(/^[\da-f]{64}$/),
      WEBSITE_SKU: "Dynamic",
      WEBSITE_MEMORY_LIMIT_MB: "512",
      REGION_NAME: "West Europe",
      OWN: "1",
    });
    expect(platform.counts()).toMatchObject({ coldStarts: 1 });
    expect(platform.counts().initMillis).toHaveLength(1);
  });

  test("is never stopped between requests", async () => {
    const platform = await azure("azure-app.cjs");
    await platform.get("/api/bytes");
    platform.freeze();
    await sleep(50);
    const [worker] = platform.instances();
    expect(worker?.state).toBe("idle");
    expect(processState(worker?.pid ?? 0)).not.toBe("T");
  });

  test("is killed when an invocation takes too long: 500 for all that it ran, and a new one starts", async () => {
    const platform = await azure("azure-app.cjs", { timeoutMillis: 1500 });
    await platform.get("/api/bytes");
    const hung = platform.get("/api/hang");
    await until(() => platform.instances()[0]?.state === "busy");
    const innocent = platform.get("/api/hang");
    await until(() => platform.instances()[0]?.invocations === 3);
    expect(await hung).toMatchObject({ status: 500, text: "" });
    expect(await innocent).toMatchObject({ status: 500, text: "" });
    // Nobody has asked for it yet.
    await until(() => platform.instances()[1]?.state === "idle");
    expect(isGone(platform.instances()[0]?.pid ?? 0)).toBe(true);
    expect((await platform.get("/api/bytes")).status).toBe(200);
    expect(platform.instances()).toMatchObject([{ state: "ended" }, { invocations: 1 }]);
    expect(platform.counts()).toMatchObject({ invocations: 4, errors: 2, timeouts: 1, coldStarts: 2 });
    expect(platform.wrote("hook appTerminate")).toBe(false);
  });

  test("that ends in a request is replaced, and the caller gets 500", async () => {
    const platform = await azure("azure-app.cjs");
    expect((await platform.get("/api/exit")).status).toBe(500);
    expect((await platform.get("/api/bytes")).status).toBe(200);
    expect(platform.counts()).toMatchObject({ invocations: 2, errors: 1, coldStarts: 2 });
  });

  test("is told to end, and its appTerminate hooks are waited for", async () => {
    const platform = await azure("azure-app.cjs");
    await platform.get("/api/bytes");
    await platform.terminate();
    expect(platform.wrote("hook appTerminate")).toBe(true);
    expect(platform.instances()).toMatchObject([{ state: "ended" }]);
    expect((await platform.get("/api/bytes")).status).toBe(200);
    expect(platform.instances()).toHaveLength(2);
  });

  test("ends at once when it is killed", async () => {
    const platform = await azure("azure-app.cjs");
    await platform.get("/api/bytes");
    await platform.kill();
    expect(platform.wrote("hook appTerminate")).toBe(false);
    expect((await platform.get("/api/bytes")).status).toBe(200);
  });

  test("that cannot load the app answers 503 and shows why", async () => {
    const platform = await azure("azure-broken.cjs");
    expect((await platform.get("/api/any")).status).toBe(503);
    expect(await platform.invoke({ functionName: "any" })).toMatchObject({ ok: false });
    expect(platform.wrote("the app cannot be loaded")).toBe(true);
    expect(platform.counts()).toMatchObject({ invocations: 0, initMillis: [] });
  });

  test("with a route that no host takes answers 503 and shows why", async () => {
    const platform = await azure("azure-bad-route.cjs");
    expect((await platform.get("/api/any")).status).toBe(503);
    expect(platform.wrote("The route constraint 'nothing' is not known")).toBe(true);
  });

  test("takes only so many invocations at once as it may; what is more waits", async () => {
    const platform = await azure("azure-app.cjs", { concurrency: 2 });
    const all = await Promise.all(Array.from({ length: 5 }, (_, id) => platform.get(`/api/slow?id=${id}`)));
    expect(all.map(({ text }) => text)).toEqual(all.map((_, id) => `slow ${id}`));
    expect(platform.instances()).toHaveLength(1);
  });
});
