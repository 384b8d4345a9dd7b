import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { NODE_22, processState, settled, start, startGate, until } from "./lambda-support.ts";

const FILE = "streaming.mjs";

/** An answer of which the chunks are seen as they come. */
function watch(url: string) {
  const seen = { status: 0, headers: {} as Record<string, unknown>, text: "", end: undefined as string | undefined };
  const call = request(url, { agent: false }, (response) => {
    seen.status = response.statusCode ?? 0;
    seen.headers = response.headers;
    response.on("data", (chunk: Buffer) => {
      seen.text += chunk.toString("latin1");
    });
    response.on("end", () => {
      seen.end = "complete";
    });
    response.on("error", () => {
      seen.end = "broken";
    });
  });
  call.on("error", () => {
    seen.end ??= "broken";
  });
  call.end();
  return { seen, leave: () => call.destroy(), ended: () => until(() => seen.end !== undefined) };
}

describe.each([
  ["Node 24", process.execPath],
  ["Node 22", NODE_22],
])("a streaming handler on %s", (_version, node) => {
  test("answers with its prelude's status, headers and cookies, and the first byte before it ends", async () => {
    const gate = await startGate();
    const platform = await start(FILE, { target: "withPrelude", node });
    const { seen, ended } = watch(`${platform.url}/?gate=${gate.url}/go`);
    await until(() => gate.waits("/go") && seen.text === "short ");
    expect(seen).toMatchObject({
      status: 418,
      end: undefined,
      headers: { "content-type": "text/plain", "x-kind": "teapot", "set-cookie": ["a=1; Path=/", "b=2"] },
    });
    expect(platform.instances()).toMatchObject([{ state: "busy" }]);
    gate.release();
    await ended();
    expect(seen).toMatchObject({ text: "short and stout", end: "complete" });
    await until(() => platform.instances()[0]?.state === "frozen");
    await until(() => processState(platform.instances()[0]?.pid ?? 0) === "T");
    expect(platform.counts()).toMatchObject({ invocations: 1, errors: 0 });
  });

  test("that fails in mid-stream breaks the connection off behind what it wrote", async () => {
    const gate = await startGate();
    const platform = await start(FILE, { target: "fail", node });
    const { seen, ended } = watch(`${platform.url}/?gate=${gate.url}/go`);
    await until(() => gate.waits("/go") && seen.text === "some of it");
    gate.release();
    await ended();
    expect(seen).toMatchObject({ status: 200, text: "some of it", end: "broken" });
    await settled(platform);
    expect(await platform.invoke({})).toMatchObject({
      ok: false,
      error: { type: "TypeError", message: "in the middle" },
    });
    await settled(platform);
    expect(platform.counts()).toMatchObject({ invocations: 2, errors: 2, coldStarts: 1 });
    expect(platform.lines.join()).toContain("Invoke Error");
  });

  test("that fails before its first byte is a 502, and the instance goes on", async () => {
    const platform = await start(FILE, { target: "fail", node });
    const response = await fetch(`${platform.url}/first`);
    expect([response.status, await response.text()]).toEqual([502, "Internal Server Error"]);
    await settled(platform);
    expect(await platform.invoke({ rawPath: "/first" })).toMatchObject({
      error: { type: "TypeError", message: "before the first byte" },
    });
    expect(platform.counts()).toMatchObject({ invocations: 2, errors: 2, coldStarts: 1 });
  });

  test("that returns no promise has failed, though the runtime waits for its stream", async () => {
    const platform = await start(FILE, { target: "notAsync", node });
    await platform.invoke({});
    await settled(platform);
    expect(platform.lines.join()).toContain("Streaming does not support non-async handlers.");
  });

  test("that destroys its stream breaks the answer off, and its process ends", async () => {
    const gate = await startGate();
    const platform = await start(FILE, { target: "fail", node });
    const { seen, ended } = watch(`${platform.url}/destroy?gate=${gate.url}/go`);
    await until(() => gate.waits("/go") && seen.text === "some of it");
    gate.release();
    await ended();
    expect(seen).toMatchObject({ status: 200, end: "broken" });
    const again = platform.invoke({ destroys: true, gate: `${gate.url}/again` });
    await until(() => gate.waits("/again"));
    gate.release();
    expect((await again).error?.type).toBe("Runtime.ExitError");
    await settled(platform);
    expect(platform.counts()).toMatchObject({ invocations: 2, errors: 2, coldStarts: 2 });
  });

  test("is not free before its stream has ended, though it has settled", async () => {
    const gate = await startGate();
    const platform = await start(FILE, { target: "settlesEarly", node });
    const { seen, ended } = watch(`${platform.url}/?gate=${gate.url}/go`);
    await until(() => gate.waits("/go") && seen.text === "one ");
    expect(platform.instances()).toMatchObject([{ state: "busy" }]);
    gate.release();
    await ended();
    expect(seen).toMatchObject({ text: "one two", end: "complete" });
    await settled(platform);
  });

  test("has its marks, the high-water mark and the context", async () => {
    const platform = await start(FILE, { target: "shape", node });
    const { result, invocationId } = await platform.invoke({});
    expect(result).toEqual({
      marks: [
        ["aws.lambda.runtime.handler.streaming", "response"],
        ["aws.lambda.runtime.handler.streaming.highWaterMark", 4096],
      ],
      writableHighWaterMark: 4096,
      writableEnded: false,
      writable: true,
      awsRequestId: invocationId,
      arity: 3,
    });
  });
});

describe("a streamed answer", () => {
  test("without a prelude is a 200 of bytes", async () => {
    const { url } = await start(FILE, { target: "bare" });
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 10]);
  });

  test("has the content type that the handler sets, until the first byte", async () => {
    const platform = await start(FILE, { target: "typed" });
    const response = await fetch(platform.url);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toEqual({ ok: true });
    expect(platform.lines).toContain("Runtime.InvalidStreamingOperation");
  });

  test("may be empty", async () => {
    const platform = await start(FILE, { target: "empty" });
    const response = await fetch(platform.url);
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(await platform.invoke({})).toMatchObject({ ok: true, result: "" });
  });

  test("has a prelude that comes in pieces", async () => {
    const { url } = await start(FILE, { target: "handwritten" });
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([201, "made"]);
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
  });

  test.each(["nothing", "[]", '{"statusCode":"ok"}', '{"headers":{"bad name":"x"}}'])(
    "with the malformed prelude %s is a 502",
    async (prelude) => {
      const { url } = await start(FILE, { target: "handwritten" });
      const response = await fetch(`${url}/?prelude=${encodeURIComponent(prelude)}`);
      expect([response.status, await response.text()]).toEqual([502, "Internal Server Error"]);
    },
  );

  test("is collected for an event: as JSON where it is JSON, else as the text with its prelude", async () => {
    const json = await start(FILE, { target: "typed" });
    expect(await json.invoke({})).toMatchObject({ ok: true, result: { ok: true } });
    const text = await start(FILE, { target: "handwritten" });
    expect(await text.invoke({})).toMatchObject({ ok: true, result: `{"statusCode":201}${"\0".repeat(8)}made` });
  });

  test("may be longer than 6 MiB", async () => {
    const platform = await start(FILE, { target: "much" });
    const { ok, result } = await platform.invoke({ megabytes: 9, fill: "x" });
    expect([ok, String(result).length]).toEqual([true, 9 * 1024 * 1024]);
  });

  test("breaks off at the time limit, and the instance is gone", async () => {
    const platform = await start(FILE, { target: "fail", timeoutMillis: 1500 });
    const { seen, ended } = watch(`${platform.url}/hang`);
    await ended();
    expect(seen).toMatchObject({ status: 200, text: "some of it", end: "broken" });
    await until(() => platform.instances()[0]?.state === "ended");
    expect(platform.counts()).toMatchObject({ errors: 1, timeouts: 1 });
    expect((await platform.invoke({ hangs: true })).error?.type).toBe("Sandbox.Timedout");
  });

  test("breaks off where the process ends", async () => {
    const gate = await startGate();
    const platform = await start(FILE, { target: "fail" });
    const { seen, ended } = watch(`${platform.url}/exit?gate=${gate.url}/go`);
    await until(() => gate.waits("/go") && seen.text === "some of it");
    gate.release();
    await ended();
    expect(seen).toMatchObject({ status: 200, end: "broken" });
    expect((await platform.invoke({ exits: true })).error).toMatchObject({
      type: "Runtime.ExitError",
      message: expect.stringContaining("exit status 7"),
    });
  });

  test("goes on where its caller has left", async () => {
    const gate = await startGate();
    const platform = await start(FILE, { target: "withPrelude" });
    const { seen, leave } = watch(`${platform.url}/?gate=${gate.url}/go`);
    await until(() => gate.waits("/go") && seen.text === "short ");
    leave();
    gate.release();
    await settled(platform);
    expect(platform.counts()).toMatchObject({ invocations: 1, errors: 0 });
  });

  test("is one of twenty at once", async () => {
    const platform = await start(FILE, { target: "withPrelude", maxInstances: 4 });
    const texts = await Promise.all(Array.from({ length: 20 }, async () => (await fetch(platform.url)).text()));
    expect(new Set(texts)).toEqual(new Set(["short and stout"]));
    expect(platform.counts()).toMatchObject({ invocations: 20, errors: 0 });
    expect(platform.instances().length).toBeLessThanOrEqual(4);
  });
});
