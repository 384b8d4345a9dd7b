import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { processState, until } from "./lambda-support.ts";
import { google } from "./platform-support.ts";

describe("the instances of Google", () => {
  test("take many requests at once, and each caller gets its own answer", async () => {
    const platform = await google("google-http.cjs");
    const ids = Array.from({ length: 50 }, (_, id) => id);
    const texts = await Promise.all(ids.map(async (id) => (await platform.get(`/slow?id=${id}`)).text));
    expect(texts).toEqual(ids.map((id) => `slow ${id}`));
    expect(platform.instances()).toHaveLength(1);
    expect(platform.counts()).toMatchObject({ invocations: 50, errors: 0, coldStarts: 1 });
  });

  test("multiply when they are full, up to the limit; what is more waits", async () => {
    const platform = await google("google-http.cjs", { concurrency: 2, maxInstances: 2 });
    const all = await Promise.all(Array.from({ length: 7 }, (_, id) => platform.get(`/slow?id=${id}`)));
    expect(all.every(({ status }) => status === 200)).toBe(true);
    expect(platform.instances()).toHaveLength(2);
    expect(platform.counts()).toMatchObject({ invocations: 7, coldStarts: 2 });
  });

  test("have no CPU between requests: the process is stopped and its timers do not run", async () => {
    const platform = await google("google-http.cjs");
    await platform.get("/tick");
    await until(() => platform.instances()[0]?.state === "frozen");
    const [instance] = platform.instances();
    await until(() => processState(instance?.pid ?? 0) === "T");
    const ticks = () => platform.lines.filter(({ text }) => text === "tick").length;
    await sleep(50);
    const before = ticks();
    await sleep(200);
    expect(ticks()).toBe(before);

    await platform.get("/slow?id=1");
    expect(ticks()).toBeGreaterThan(before);
    expect(platform.instances()).toMatchObject([{ pid: instance?.pid, invocations: 2 }]);
  });

  test("are stopped and continued when the user says so", async () => {
    const platform = await google("google-http.cjs", { freeze: false });
    await platform.get("/ok");
    await until(() => platform.instances()[0]?.state === "idle");
    const pid = platform.instances()[0]?.pid ?? 0;
    expect(processState(pid)).not.toBe("T");
    platform.freeze();
    await until(() => processState(pid) === "T");
    platform.thaw();
    await until(() => processState(pid) !== "T");
    platform.freeze();
    expect((await platform.get("/ok")).status).toBe(201);
  });

  test("live on when a request takes too long, and its caller gets 504", async () => {
    const platform = await google("google-http.cjs", { timeoutMillis: 1000 });
    const { status } = await platform.get("/hang");
    expect(status).toBe(504);
    await until(() => platform.instances()[0]?.state === "frozen");
    expect((await platform.get("/ok")).status).toBe(201);
    expect(platform.instances()).toHaveLength(1);
    expect(platform.counts()).toMatchObject({ invocations: 2, errors: 1, timeouts: 1, coldStarts: 1 });
  });

  test("that end in a request are replaced: exit answers 500, a killed process 502", async () => {
    const platform = await google("google-http.cjs");
    expect((await platform.get("/exit")).status).toBe(500);
    expect((await platform.get("/ok")).status).toBe(201);
    expect((await platform.get("/crash")).status).toBe(502);
    expect((await platform.get("/ok")).status).toBe(201);
    expect(platform.instances().map(({ state }) => state)).toEqual(["ended", "ended", expect.any(String)]);
    expect(platform.counts()).toMatchObject({ invocations: 4, errors: 2, coldStarts: 3 });
  });

  test("stay after a handler threw", async () => {
    const platform = await google("google-http.cjs");
    await platform.get("/throw");
    expect((await platform.get("/ok")).status).toBe(201);
    expect(platform.instances()).toHaveLength(1);
  });

  test("are not stopped while another request is in flight, and not before the caller has everything", async () => {
    const platform = await google("google-http.cjs");
    const slow = platform.get("/slow?id=7");
    await until(() => platform.instances()[0]?.state === "busy");
    await platform.get("/ok");
    expect(platform.instances()[0]?.state).toBe("busy");
    expect((await slow).text).toBe("slow 7");
    const large = await platform.get("/large");
    expect(large.bytes.length).toBe(20_000_000);
  });

  test("whose caller goes away are stopped too", async () => {
    const platform = await google("google-http.cjs");
    const leave = new AbortController();
    const left = platform.get("/hang", { signal: leave.signal });
    await until(() => platform.instances()[0]?.state === "busy");
    leave.abort();
    await expect(left).rejects.toThrow();
    await until(() => platform.instances()[0]?.state === "frozen");
    expect(platform.counts()).toMatchObject({ invocations: 1, errors: 0 });
  });

  test("end by SIGTERM, which the function's own listener sees, though they were stopped", async () => {
    const platform = await google("google-http.cjs");
    await platform.get("/ok");
    await until(() => platform.instances()[0]?.state === "frozen");
    await platform.terminate();
    expect(platform.wrote("the function's own SIGTERM listener ran")).toBe(true);
    expect(platform.instances()).toMatchObject([{ state: "ended" }]);
    expect((await platform.get("/ok")).status).toBe(201);
    expect(platform.counts().coldStarts).toBe(2);
  });

  test("end at once when they are killed, and new requests start new ones", async () => {
    const platform = await google("google-http.cjs");
    await platform.get("/ok");
    await platform.kill();
    expect(platform.wrote("SIGTERM listener")).toBe(false);
    expect((await platform.get("/ok")).status).toBe(201);
    expect(platform.instances()).toHaveLength(2);
  });
});
