import { request } from "node:http";
import { describe, expect, test } from "vitest";
import type { FunctionUrlEvent } from "../src/lambda/function-url-event.ts";
import { start } from "./lambda-support.ts";

/** Lets the fixture return the value; `fetch` is told not to decode. */
async function answerTo(url: string, result: unknown) {
  const response = await fetch(url, { method: "POST", body: JSON.stringify(result) });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

describe("the Function URL in front", () => {
  test("turns a request into a payload 2.0 event", async () => {
    const { url } = await start("functions.mjs", { target: "echo" });
    const response = await fetch(`${url}/pets/a%20b?tag=x&tag=y%2Cz&empty=`, {
      method: "PUT",
      headers: { "Content-Type": "application/json; charset=utf-8", Cookie: "a=1; b=2", "X-Twice": "one" },
      body: '{"ä":1}',
    });
    const event = (await response.json()) as FunctionUrlEvent;
    expect(event).toMatchObject({
      version: "2.0",
      routeKey: "$default",
      rawPath: "/pets/a%20b",
      rawQueryString: "tag=x&tag=y%2Cz&empty=",
      queryStringParameters: { tag: "x,y,z", empty: "" },
      cookies: ["a=1", "b=2"],
      headers: { "content-type": "application/json; charset=utf-8", "x-twice": "one", "x-forwarded-proto": "https" },
      body: '{"ä":1}',
      isBase64Encoded: false,
      requestContext: {
        http: { method: "PUT", path: "/pets/a%20b", protocol: "HTTP/1.1", sourceIp: "127.0.0.1" },
        domainName: expect.stringMatching(/^[0-9a-f]{32}\.lambda-url\.us-east-1\.on\.aws$/),
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
    });
    expect(event.headers.cookie).toBeUndefined();
    expect(event.headers.host).toBe(event.requestContext.domainName);
    expect(event.headers["x-amzn-trace-id"]).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    expect(Math.abs(Date.now() - event.requestContext.timeEpoch)).toBeLessThan(60_000);
    expect(response.headers.get("x-amzn-requestid")).toBe(event.requestContext.requestId);
  });

  test("repeated headers are joined by commas, and without a body and a query their fields are absent", async () => {
    const { url } = await start("functions.mjs", { target: "echo" });
    const text = await new Promise<string>((resolve, reject) => {
      const call = request(url, { headers: { "x-twice": ["one", "two"], traceparent: "00-x" } }, (response) => {
        let body = "";
        response.on("data", (chunk: Buffer) => {
          body += chunk.toString();
        });
        response.on("end", () => resolve(body));
      });
      call.on("error", reject).end();
    });
    const event = JSON.parse(text);
    expect(event.headers).toMatchObject({ "x-twice": "one,two", traceparent: "00-x" });
    expect(event).toMatchObject({ rawPath: "/", rawQueryString: "", isBase64Encoded: false });
    for (const field of ["body", "cookies", "queryStringParameters"]) expect(event).not.toHaveProperty(field);
  });

  test.each(["application/octet-stream", "image/png", "application/x-www-form-urlencoded"])(
    "a body of %s is base64",
    async (type) => {
      const { url } = await start("functions.mjs", { target: "echo" });
      const bytes = Buffer.from([0, 255, 10]);
      const response = await fetch(url, { method: "POST", headers: { "content-type": type }, body: bytes });
      expect(await response.json()).toMatchObject({ isBase64Encoded: true, body: bytes.toString("base64") });
    },
  );

  test("an object with a status code is the answer, with headers, cookies and base64", async () => {
    const { url } = await start("functions.mjs", { target: "respond" });
    const { status, headers, body } = await answerTo(url, {
      statusCode: 418,
      headers: { "X-Kind": "teapot", "content-type": "text/plain", "content-length": "999" },
      cookies: ["a=1; Path=/", "b=2"],
      body: Buffer.from("short and stout").toString("base64"),
      isBase64Encoded: true,
    });
    expect({ status, body }).toEqual({ status: 418, body: "short and stout" });
    expect(headers.get("x-kind")).toBe("teapot");
    expect(headers.get("content-type")).toBe("text/plain");
    expect(headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
    expect(await answerTo(url, { statusCode: 204 })).toMatchObject({ status: 204, body: "" });
    expect(await answerTo(url, { statusCode: 503, body: "busy" })).toMatchObject({ status: 503, body: "busy" });
  });

  test("any other result is the JSON body of a 200", async () => {
    const { url, counts } = await start("functions.mjs", { target: "respond" });
    for (const result of [{ message: "hello" }, null, [1]]) {
      const { status, headers, body } = await answerTo(url, result);
      expect({ status, body }).toEqual({ status: 200, body: JSON.stringify(result) });
      expect(headers.get("content-type")).toBe("application/json");
    }
    expect(await answerTo(url, "Hello, world!")).toMatchObject({ status: 200, body: "Hello, world!" });
    expect(counts().errors).toBe(0);
  });

  test.each([
    ["a status that is none", { statusCode: "ok" }],
    ["a status out of range", { statusCode: 42 }],
    ["a body that is no text", { statusCode: 200, body: { a: 1 } }],
    ["headers that are no object", { statusCode: 200, headers: "x" }],
    ["a header that HTTP does not allow", { statusCode: 200, headers: { "bad name": "x" } }],
  ])("%s is a 502", async (_name, result) => {
    const { url } = await start("functions.mjs", { target: "respond" });
    expect(await answerTo(url, result)).toMatchObject({ status: 502, body: "Internal Server Error" });
  });

  test("a thrown error is a 502 without its message; the platform counts it", async () => {
    const platform = await start("functions.mjs", { target: "fail" });
    const response = await fetch(platform.url);
    expect([response.status, await response.text()]).toEqual([502, "Internal Server Error"]);
    expect(platform.counts()).toMatchObject({ invocations: 1, errors: 1 });
  });

  test("a request beyond 6 MiB is refused, and so is a result", async () => {
    const platform = await start("functions.mjs", { target: "big" });
    const body = "x".repeat(7 * 1024 * 1024);
    expect((await fetch(platform.url, { method: "POST", body })).status).toBe(413);
    expect((await platform.invoke({ body })).error?.type).toBe("RequestTooLargeException");
    expect(platform.counts().invocations).toBe(0);
    expect((await platform.invoke({ bytes: body.length })).error?.type).toBe("Function.ResponseSizeTooLarge");
    expect(await platform.invoke({ bytes: 10 })).toMatchObject({ ok: true, result: "xxxxxxxxxx" });
  });
});
