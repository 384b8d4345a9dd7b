import { request } from "node:http";
import { connect } from "node:net";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { afterEach, describe, expect, it } from "vitest";
import { encodeProtobuf, type Receiver, type ReceiverOptions, startReceiver } from "../src/index.ts";

const oneSpan = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ name: "one" }] }] }] });
const json = { "content-type": "application/json" };
const protobuf = { "content-type": "application/x-protobuf" };

const running: Receiver[] = [];
async function start(options?: ReceiverOptions): Promise<Receiver> {
  const receiver = await startReceiver(options);
  running.push(receiver);
  return receiver;
}
afterEach(async () => {
  for (const receiver of running.splice(0)) await receiver.stop();
});

const post = (receiver: Receiver, body: string | Uint8Array, headers: Record<string, string> = json, path = "traces") =>
  fetch(`${receiver.url}/v1/${path}`, { method: "POST", body: new Uint8Array(Buffer.from(body)), headers });

function readStatus(body: ArrayBuffer): { code: number; message: string } {
  const reader = new BinaryReader(new Uint8Array(body));
  const status = { code: 0, message: "" };
  while (reader.pos < reader.len) {
    const [field] = reader.tag();
    if (field === 1) status.code = reader.int32();
    else status.message = reader.string();
  }
  return status;
}

describe("the receiver", () => {
  it("answers in the encoding of the request", async () => {
    const receiver = await start();
    const ofJson = await post(receiver, oneSpan, { "content-type": "application/json; charset=utf-8" });
    expect([ofJson.status, ofJson.headers.get("content-type"), await ofJson.text()]).toEqual([
      200,
      "application/json",
      "{}",
    ]);
    const ofProtobuf = await post(receiver, encodeProtobuf("traces", receiver.spans), protobuf);
    expect(ofProtobuf.status).toBe(200);
    expect(ofProtobuf.headers.get("content-type")).toBe("application/x-protobuf");
    expect((await ofProtobuf.arrayBuffer()).byteLength).toBe(0);
    expect(receiver.spans.map(({ name }) => name)).toEqual(["one", "one"]);
  });

  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync],
    ["identity", (text: string) => Buffer.from(text)],
  ])("takes content encoding %s", async (encoding, compress) => {
    const receiver = await start();
    const body = compress(oneSpan);
    const response = await post(receiver, body, { ...json, "content-encoding": encoding });
    expect(response.status).toBe(200);
    expect(receiver.received).toMatchObject({ spans: 1, bytes: body.length });
  });

  it("refuses what it cannot take, with the status and a google.rpc.Status in the sender's encoding", async () => {
    const receiver = await start({ maxBodyBytes: 1000 });
    const wrongJson = await post(receiver, '{"resourceSpans":[{"scopeSpans":7}]}');
    expect(wrongJson.status).toBe(400);
    expect(await wrongJson.json()).toEqual({
      code: 3,
      message: "resourceSpans[0].scopeSpans: expected a list, found number",
    });
    const wrongProtobuf = await post(receiver, new Uint8Array([0x0a, 0x05]), protobuf);
    expect(wrongProtobuf.status).toBe(400);
    expect(wrongProtobuf.headers.get("content-type")).toBe("application/x-protobuf");
    const status = readStatus(await wrongProtobuf.arrayBuffer());
    expect(status).toEqual({ code: 3, message: "resourceSpans[0]: 5 bytes announced, 0 left" });

    expect((await post(receiver, oneSpan, json, "profiles")).status).toBe(404);
    const wrongMethod = await fetch(`${receiver.url}/v1/logs`);
    expect([wrongMethod.status, wrongMethod.headers.get("allow")]).toEqual([405, "POST"]);
    expect((await post(receiver, oneSpan, { "content-type": "text/plain" })).status).toBe(415);
    expect((await post(receiver, oneSpan, { ...json, "content-encoding": "br" })).status).toBe(415);
    expect((await post(receiver, oneSpan, { ...json, "content-encoding": "gzip" })).status).toBe(400);
    expect((await post(receiver, " ".repeat(1001))).status).toBe(413);
    expect(receiver.received).toMatchObject({ requests: 0, refused: 8, spans: 0 });
    expect((await post(receiver, oneSpan)).status).toBe(200);
  });

  it("refuses a decompression bomb without inflating it", async () => {
    const receiver = await start({ maxBodyBytes: 1024 * 1024 });
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    const before = process.memoryUsage().rss;
    const response = await post(receiver, bomb, { ...protobuf, "content-encoding": "gzip" });
    expect(response.status).toBe(413);
    expect(readStatus(await response.arrayBuffer()).code).toBe(8);
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
  });

  it("refuses a body without an announced length as soon as it is too long", async () => {
    const receiver = await start({ maxBodyBytes: 100_000 });
    const status = await new Promise((resolve, reject) => {
      const sending = request(`${receiver.url}/v1/traces`, { method: "POST", headers: json }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sending.on("error", reject);
      for (let part = 0; part < 50; part += 1) sending.write(" ".repeat(10_000));
      sending.end();
    });
    expect(status).toBe(413);
  });

  it("outlives a sender that goes away in the middle", async () => {
    const receiver = await start();
    await new Promise<void>((resolve) => {
      const socket = connect(receiver.port, "127.0.0.1", () => {
        socket.write(
          "POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{",
        );
        socket.end(resolve);
      });
    });
    await receiver.waitFor(({ received }) => received.refused === 1);
    expect((await post(receiver, oneSpan)).status).toBe(200);
  });

  it("keeps connections open", async () => {
    const receiver = await start();
    const first = await post(receiver, oneSpan);
    expect(first.headers.get("connection")).toBe("keep-alive");
  });

  it("hands entries on, with what is known of the request", async () => {
    const seen: unknown[] = [];
    const receiver = await start({
      keep: false,
      onTraces: (spans, { signal, encoding, attempt, headers }) => {
        seen.push([spans[0]?.name, signal, encoding, attempt, headers["x-api-key"]]);
      },
    });
    await post(receiver, oneSpan, { ...json, "x-api-key": "k" });
    await post(receiver, oneSpan);
    expect(seen).toEqual([
      ["one", "traces", "json", 1, "k"],
      ["one", "traces", "json", 2, undefined],
    ]);
    expect(receiver.spans).toEqual([]);
    expect(receiver.received.spans).toBe(2);
  });

  it("tells both sides when a callback fails, the sender so that it tries again", async () => {
    const receiver = await startReceiver({
      onTraces: () => {
        throw new Error("no room");
      },
    });
    const response = await post(receiver, oneSpan);
    expect(response.status).toBe(503);
    await expect(receiver.stop()).rejects.toThrow("no room");
  });

  it("waits for what is to come, and says what came when it did not", async () => {
    const receiver = await start();
    const waiting = receiver.waitFor(({ spans }) => spans.find(({ name }) => name === "one"));
    await post(receiver, oneSpan);
    expect((await waiting).name).toBe("one");
    await expect(receiver.waitFor(({ spans }) => spans.length > 1, 20)).rejects.toThrow(/20 ms; .*"spans":1/);
    const failing = receiver.waitFor(() => {
      throw new Error("wrong question");
    });
    await expect(failing).rejects.toThrow("wrong question");
    const tooLate = receiver.waitFor(({ spans }) => spans.length > 1, 60_000);
    await Promise.all([expect(tooLate).rejects.toThrow("stopped"), receiver.stop()]);
  });

  it("forgets on clear", async () => {
    const receiver = await start();
    await post(receiver, oneSpan);
    receiver.clear();
    expect(receiver.spans).toEqual([]);
    expect(receiver.received).toEqual({
      requests: 0,
      refused: 0,
      spans: 0,
      logRecords: 0,
      metricDataPoints: 0,
      bytes: 0,
    });
  });

  it("says so when the port is taken", async () => {
    const { port } = await start();
    await expect(startReceiver({ port })).rejects.toThrow("EADDRINUSE");
  });
});

describe("a receiver told to misbehave", () => {
  it("answers what it is told to, and keeps nothing", async () => {
    const receiver = await start({
      respond: ({ signal, attempt }) =>
        signal === "traces" && attempt === 1 ? { status: 429, headers: { "retry-after": "7" }, body: "later" } : "ok",
    });
    const response = await post(receiver, oneSpan);
    expect([response.status, response.headers.get("retry-after"), await response.text()]).toEqual([429, "7", "later"]);
    expect(receiver.received).toMatchObject({ requests: 0, refused: 1, spans: 0 });
    expect((await post(receiver, oneSpan)).status).toBe(200);
  });

  it("loses the answer although it kept the telemetry", async () => {
    const receiver = await start({
      respond: ({ attempt }) => (attempt === 1 ? { status: 503, store: true } : { action: "reset", store: true }),
    });
    expect((await post(receiver, oneSpan)).status).toBe(503);
    await expect(post(receiver, oneSpan)).rejects.toThrow();
    expect(receiver.received).toMatchObject({ requests: 2, refused: 0, spans: 2 });
  });

  it("resets, hangs and is slow", async () => {
    const receiver = await start({
      respond: ({ attempt }) => (["reset", "hang", { delayMillis: 30 }] as const)[attempt - 1] ?? "ok",
    });
    await expect(post(receiver, oneSpan)).rejects.toThrow();
    const hanging = post(receiver, oneSpan).then(
      () => "answered",
      () => "cut",
    );
    await receiver.waitFor(({ received }) => received.refused === 2);
    expect((await post(receiver, oneSpan)).status).toBe(200);
    expect(receiver.received.spans).toBe(1);
    await receiver.stop();
    expect(await hanging).toBe("cut");
  });

  it("stops though an answer is still held back", async () => {
    const receiver = await start({ respond: () => ({ delayMillis: 600_000 }) });
    const held = post(receiver, oneSpan).catch(() => "cut");
    await receiver.waitFor(({ spans }) => spans.length === 1);
    await receiver.stop();
    expect(await held).toBe("cut");
  });
});
