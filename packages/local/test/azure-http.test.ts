import { describe, expect, test } from "vitest";
import { azure, type Got } from "./platform-support.ts";

const json = (got: Got) => JSON.parse(got.text);

describe("an HTTP function on Azure", () => {
  test("gets the request as the caller sent it: method, URL, parameters, query, headers, bytes", async () => {
    const platform = await azure("azure-app.cjs");
    const got = await platform.get("/api/orders/7/a%20b/c?x=1&x=2&y=%20", {
      method: "POST",
      body: Buffer.from([0, 255, 10]),
      headers: { "X-Upper": "Value", "x-forwarded-for": "203.0.113.9" },
    });
    expect(got.status).toBe(201);
    expect(got.headers.get("x-function")).toBe("echo");
    expect(json(got)).toMatchObject({
      method: "POST",
      url: `${platform.url}/api/orders/7/a%20b/c?x=1&x=2&y=%20`,
      params: { id: "7", rest: "a b/c" },
      query: { x: "1,2", y: " " },
      headers: {
        "x-upper": "Value",
        host: new URL(platform.url).host,
        "x-forwarded-for": expect.stringMatching(/^203\.0\.113\.9, 127\.0\.0\.1:\d+$/),
      },
      body: Buffer.from([0, 255, 10]).toString("base64"),
    });
  });

  test("answers with cookies, bytes, or nothing at all", async () => {
    const platform = await azure("azure-app.cjs");
    expect((await platform.get("/api/orders/1")).headers.getSetCookie()).toEqual([
      "first=1%202; max-age=60; path=/; samesite=lax; httponly",
      "second=b; path=/api; secure",
    ]);
    const bytes = await platform.get("/api/bytes");
    expect([...bytes.bytes]).toEqual([0, 255, 10, 13]);
    expect(bytes.headers.get("content-type")).toBe("application/x-test");
    expect(await platform.get("/api/nothing")).toMatchObject({ status: 204, text: "" });
  });

  test("is found by its route and method, else 404", async () => {
    const platform = await azure("azure-app.cjs");
    expect((await platform.get("/api/orders/latest")).text).toBe("latest");
    expect((await platform.get("/API/ORDERS/7/")).status).toBe(201);
    expect((await platform.get("/api/orders/abc")).status).toBe(404);
    expect((await platform.get("/api/orders/7", { method: "PUT" })).status).toBe(404);
    expect((await platform.get("/orders/7")).status).toBe(404);
    expect((await platform.get("/api/one")).status).toBe(404);
    expect(platform.counts()).toMatchObject({ invocations: 2, coldStarts: 1 });
  });

  test("that throws, or returns what is no response, gives the caller a bare 500", async () => {
    const platform = await azure("azure-app.cjs");
    for (const path of ["/api/throw", "/api/invalid"]) {
      expect(await platform.get(path), path).toMatchObject({ status: 500, text: "" });
    }
    expect(await platform.get("/api/returned")).toMatchObject({ status: 503, text: "busy" });
    expect(platform.counts()).toMatchObject({ invocations: 3, errors: 2, timeouts: 0 });
    expect(platform.wrote("TypeError: thrown in the function")).toBe(true);
  });

  test("is called inside a host span: in the caller's trace, unsampled", async () => {
    const platform = await azure("azure-app.cjs");
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const seen = json(await platform.get("/api/orders/1", { headers: { traceparent, tracestate: "a=1" } }));
    expect(seen.headers.traceparent).toBe(traceparent);
    expect(seen.trace.traceParent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[\da-f]{16}-00$/);
    expect(seen.trace.traceParent).not.toContain("b7ad6b7169203331");
    expect(seen.trace.traceState).toBe("a=1");

    const alone = json(await platform.get("/api/orders/1", { headers: { traceparent: "nonsense" } }));
    expect(alone.trace.traceParent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-00$/);
    expect(json(await platform.get("/api/orders/1")).headers).not.toHaveProperty("traceparent");
  });

  test("is called many times at once, and each caller gets its own answer", async () => {
    const platform = await azure("azure-app.cjs");
    const ids = Array.from({ length: 50 }, (_, id) => id);
    const texts = await Promise.all(ids.map(async (id) => (await platform.get(`/api/slow?id=${id}`)).text));
    expect(texts).toEqual(ids.map((id) => `slow ${id}`));
    expect(platform.instances()).toMatchObject([{ invocations: 50 }]);
    expect(platform.lines.filter(({ text }) => text === "hook postInvocation slow true no error")).toHaveLength(50);
  });

  test("streams both ways where the app asks for it", async () => {
    const platform = await azure("azure-stream.cjs");
    const got = await platform.get("/api/upper/ann?x=1", { method: "POST", body: "abc", headers: { "x-agent": "me" } });
    expect(got).toMatchObject({ status: 202, text: "ABC and more" });
    expect(got.headers.get("x-name")).toBe("ann");
    expect(got.headers.get("x-agent")).toBe("me");
    expect(await platform.get("/api/throw")).toMatchObject({ status: 500, text: "" });
    expect(await platform.get("/api/nothing")).toMatchObject({ status: 204, text: "" });
    expect(platform.counts()).toMatchObject({ invocations: 3, errors: 1 });
  });

  test("shows what it logs by its context", async () => {
    const platform = await azure("azure-app.cjs");
    await platform.get("/api/log");
    expect(platform.lines).toContainEqual(expect.objectContaining({ stream: "stdout", text: "a line of the user's" }));
    expect(platform.lines).toContainEqual(
      expect.objectContaining({ stream: "stderr", text: "a failure of the user's" }),
    );
  });
});
