import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type OtlpTarget, readOtlpTarget } from "../src/config/otlp.ts";
import { createHttpTransport } from "../src/telemetry/otlp/http-transport.ts";
import { createOtlpSender } from "../src/telemetry/otlp/sender.ts";
import { collectDiagnostics, resetProcess } from "./support.ts";

const open: { close(): unknown }[] = [];
afterEach(() => {
  vi.useRealTimers();
  resetProcess();
  for (const server of open.splice(0)) server.close();
});

async function listen<Listening extends Server | ReturnType<typeof createTcpServer>>(server: Listening) {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serve = (answer: RequestListener) => listen(createServer(answer));

function target(endpoint: string, env: Record<string, string> = {}): OtlpTarget {
  return readOtlpTarget({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...env }, "logs", () => {});
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const BODY = new TextEncoder().encode("telemetry");
const post = (url: string, timeoutMillis = 5000) =>
  createHttpTransport({ ...target(url), timeoutMillis }).post(BODY, {});

describe("what came of a request", () => {
  it("is the answer: its status, its body, and when to come again", async () => {
    const url = await serve(async (request, response) => {
      expect((await read(request)).toString()).toBe("telemetry");
      expect(request.headers["content-length"]).toBe("9");
      response.writeHead(503, { "retry-after": "7" }).end("busy");
    });
    expect(await post(url)).toMatchObject({
      kind: "answered",
      status: 503,
      afterMillis: 7000,
      body: Buffer.from("busy"),
    });
  });

  it("reads a date to come again at, and passes over one that is nonsense", async () => {
    let after = new Date(Date.now() + 60_000).toUTCString();
    const url = await serve((_request, response) => response.writeHead(429, { "retry-after": after }).end());
    const answer = await post(url);
    expect(answer.kind === "answered" && answer.afterMillis).toBeGreaterThan(50_000);
    after = "soon";
    expect(await post(url)).toMatchObject({ kind: "answered", afterMillis: undefined });
  });

  it("is undelivered where nobody listens, or no such host is", async () => {
    const server = createServer();
    const url = await listen(server);
    server.close();
    expect(await post(url)).toEqual({ kind: "undelivered", error: "ECONNREFUSED", wasReused: false });
    expect(await post("http://nobody.invalid:4318")).toMatchObject({ kind: "undelivered" });
  });

  it("is undelivered where the backend hangs up before it was given all", async () => {
    const url = await listen(createTcpServer((socket) => socket.once("data", () => socket.resetAndDestroy())));
    const large = new Uint8Array(32 * 1024 * 1024);
    const transport = createHttpTransport(target(url));
    expect(await transport.post(large, {})).toMatchObject({ kind: "undelivered" });
  });

  it("is unanswered where the backend took all and hangs up, or never answers", async () => {
    const url = await serve(async (request, response) => {
      await read(request);
      response.socket?.resetAndDestroy();
    });
    expect(await post(url)).toEqual({ kind: "unanswered", error: "ECONNRESET", wasReused: false });
    const silent = await serve(() => {});
    expect(await post(silent, 50)).toEqual({ kind: "unanswered", error: "timeout", wasReused: false });
  });

  it("is the status where the rest of the answer never comes, or is longer than it has a right to be", async () => {
    const torn = await serve((_request, response) => {
      response.writeHead(200, { "content-length": "100" }).write("x");
      setTimeout(() => response.destroy(), 20);
    });
    expect(await post(torn)).toMatchObject({ kind: "answered", status: 200 });
    const endless = await serve((_request, response) => {
      response.writeHead(200);
      response.write(Buffer.alloc(1024 * 1024));
    });
    expect(await post(endless)).toMatchObject({ kind: "answered", status: 200 });
  });

  it("is told at once where it is interrupted", async () => {
    let arrived = (): void => {};
    const hasArrived = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const url = await serve(async (request) => {
      await read(request);
      arrived();
    });
    const transport = createHttpTransport(target(url));
    const posting = transport.post(BODY, {});
    await hasArrived;
    transport.interrupt();
    expect(await posting).toMatchObject({ kind: "unanswered" });
  });

  it.each([
    ["the time for it is over", 100, 400],
    ["it is interrupted", 5000, 400],
  ])("is the answer that came while the process stood still, although %s", async (_why, timeoutMillis, stillMillis) => {
    // In a process of its own, which answers while this one does nothing.
    const script = `const server = require("node:http").createServer((_, response) => setTimeout(() => response.end("late"), 100));
      server.listen(0, "127.0.0.1", () => console.log(server.address().port));`;
    const backend = spawn(process.execPath, ["-e", script]);
    open.push({ close: () => backend.kill() });
    const [port] = await once(backend.stdout, "data");
    const url = `http://127.0.0.1:${Number(String(port))}`;
    const transport = createHttpTransport({ ...target(url), timeoutMillis });
    const posting = transport.post(BODY, {});
    // Until the request is out.
    await new Promise((resolve) => setTimeout(resolve, 20));
    const until = Date.now() + stillMillis;
    while (Date.now() < until);
    if (timeoutMillis > stillMillis) transport.interrupt();
    expect(await posting).toMatchObject({ kind: "answered", status: 200 });
  });
});

describe("connections", () => {
  /** Counts the connections that a server was opened, and hands them out. */
  async function serveCounted() {
    const sockets: Socket[] = [];
    const server = createServer((request, response) => void read(request).then(() => response.end()));
    server.on("connection", (socket) => sockets.push(socket));
    return { url: await listen(server), sockets };
  }

  it("are used again, but not after four seconds of rest", async () => {
    const { url, sockets } = await serveCounted();
    const transport = createHttpTransport(target(url));
    for (let count = 0; count < 3; count += 1) await transport.post(BODY, {});
    expect(sockets).toHaveLength(1);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3500 });
    await transport.post(BODY, {});
    expect(sockets).toHaveLength(1);
    vi.setSystemTime(Date.now() + 4500);
    expect(await transport.post(BODY, {})).toMatchObject({ status: 200 });
    expect(sockets).toHaveLength(2);
  });

  it("rest for four seconds each, whether or not another is used meanwhile", async () => {
    const { url, sockets } = await serveCounted();
    const transport = createHttpTransport(target(url));
    const postTwo = () => Promise.all([transport.post(BODY, {}), transport.post(BODY, {})]);
    vi.useFakeTimers({ toFake: ["Date"] });
    await postTwo();
    vi.setSystemTime(Date.now() + 2500);
    await transport.post(BODY, {});
    expect(sockets).toHaveLength(2);
    vi.setSystemTime(Date.now() + 2500);
    await postTwo();
    expect(sockets).toHaveLength(3);
  });

  it("are shared by all signals that go to one host, where one is sent after the other", async () => {
    const { url, sockets } = await serveCounted();
    for (const signal of ["traces", "logs", "metrics"] as const) {
      const each = readOtlpTarget({ OTEL_EXPORTER_OTLP_ENDPOINT: url }, signal, () => {});
      expect(await createHttpTransport(each).post(BODY, {})).toMatchObject({ status: 200 });
    }
    expect(sockets).toHaveLength(1);
  });

  it("that rested beside one that had died are not tried in its place", async () => {
    const { url, sockets } = await serveCounted();
    const transport = createHttpTransport(target(url));
    await Promise.all([transport.post(BODY, {}), transport.post(BODY, {}), transport.post(BODY, {})]);
    const sender = createOtlpSender<never[]>("logs", target(url), true);
    for (const socket of sockets) socket.resetAndDestroy();
    expect(await sender.send([])).toMatchObject({ kind: "sent" });
    expect(sockets).toHaveLength(4);
  });

  it("that the backend closes while they rest take no others with them", async () => {
    const { url, sockets } = await serveCounted();
    const transport = createHttpTransport(target(url));
    await Promise.all([transport.post(BODY, {}), transport.post(BODY, {})]);
    sockets[0]?.end();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await transport.post(BODY, {})).toMatchObject({ status: 200 });
    expect(sockets).toHaveLength(2);
  });

  it("that died while they rested cost a second try at once, where it may be repeated", async () => {
    const { url, sockets } = await serveCounted();
    const sender = createOtlpSender<never[]>("logs", target(url), true);
    expect(await sender.send([])).toMatchObject({ kind: "sent" });
    // The kernel of the other side is told; this one learns it only when it writes.
    for (const socket of sockets) socket.resetAndDestroy();
    expect(await sender.send([])).toMatchObject({ kind: "sent" });
    expect(sockets).toHaveLength(2);
  });

  it("that break with a request on them leave it unclear; the second try's own end is said beside it", async () => {
    let status = 200;
    const url = await serve(async (request, response) => {
      await read(request);
      if (status === 0) request.socket.resetAndDestroy();
      else response.writeHead(status).end();
      status = status === 200 ? 0 : 503;
    });
    const sender = createOtlpSender<never[]>("logs", target(url), true);
    expect(await sender.send([])).toMatchObject({ kind: "sent" });
    expect(await sender.send([])).toMatchObject({ kind: "retry", repeated: true });
  });
});

describe("OTLP", () => {
  const send = async (status: number, mayRepeat = true, body = "") => {
    const url = await serve((_request, response) => response.writeHead(status).end(body));
    return createOtlpSender<never[]>("logs", target(url, { OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" }), mayRepeat).send(
      [],
    );
  };

  it.each([200, 202])("has sent what is answered with %i", async (status) => {
    expect(await send(status)).toMatchObject({ kind: "sent" });
  });

  it.each([429, 502, 503, 504])("may send again what is answered with %i", async (status) => {
    expect(await send(status)).toMatchObject({ kind: "retry" });
  });

  it.each([301, 400, 401, 404, 413, 500, 501])("never sends again what is answered with %i", async (status) => {
    expect(await send(status)).toMatchObject({ kind: "refused" });
  });

  it("says how much of it the backend rejected, and passes over an answer in another language", async () => {
    const partial = '{"partialSuccess":{"rejectedLogRecords":"3","errorMessage":"too old"}}';
    expect(await send(200, true, partial)).toMatchObject({ kind: "sent", rejected: 3 });
    expect(await send(200, true, "<html>ok</html>")).toMatchObject({ kind: "sent" });
  });

  it("reads an answer in JSON to what was sent as protobuf", async () => {
    const url = await serve((_request, response) => {
      response.setHeader("content-type", "application/json; charset=utf-8");
      response.end('{"partialSuccess":{"rejectedLogRecords":"2"}}');
    });
    expect(await createOtlpSender<never[]>("logs", target(url), true).send([])).toMatchObject({ rejected: 2 });
  });

  it("knows not what became of a request that got no answer", async () => {
    const url = await serve(async (request) => {
      await read(request);
      request.socket.resetAndDestroy();
    });
    expect(await createOtlpSender<never[]>("logs", target(url), true).send([])).toMatchObject({ kind: "unclear" });
  });

  it("compresses, names itself, and sends the headers that the user set", async () => {
    const seen: { headers: IncomingMessage["headers"]; body: string }[] = [];
    const url = await serve(async (request, response) => {
      seen.push({ headers: request.headers, body: gunzipSync(await read(request)).toString() });
      response.end();
    });
    const env = {
      OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20key",
    };
    await createOtlpSender<never[]>("logs", target(url, env), true).send([]);
    expect(seen).toMatchObject([
      {
        body: '{"resourceLogs":[]}',
        headers: {
          "content-type": "application/json",
          "content-encoding": "gzip",
          authorization: "Bearer key",
          "user-agent": expect.stringMatching(/^isobar\//),
        },
      },
    ]);
  });

  it("refuses what cannot be encoded, and says of what kind the error was", async () => {
    const url = await serve((_request, response) => response.end());
    const messages = collectDiagnostics();
    const sender = createOtlpSender<unknown[]>("logs", target(url), true);
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    const record = {
      hrTime: [0, 0],
      hrTimeObserved: [0, 0],
      attributes: endless,
      resource: {},
      instrumentationScope: { name: "" },
    };
    expect(await sender.send([record])).toEqual({ kind: "refused" });
    expect(sender.tryLast([record])).toEqual({ kind: "refused" });
    expect(messages.join("\n")).toContain("RangeError");
    expect(await sender.send([{ ...record, attributes: {} }])).toMatchObject({ kind: "sent" });
  });

  it("warns by the variable's name where a certificate cannot be read, and names the endpoint without its secrets", async () => {
    const messages = collectDiagnostics();
    const env = { OTEL_EXPORTER_OTLP_CERTIFICATE: "/nowhere/ca.pem" };
    const sender = createOtlpSender<never[]>("logs", target("https://user:secret@127.0.0.1:9/key?x=1", env), true);
    expect(sender.endpoint).toBe("https://127.0.0.1:9");
    expect(await sender.send([])).toMatchObject({ kind: "retry" });
    expect(messages.join("\n")).toContain("OTEL_EXPORTER_OTLP_CERTIFICATE");
    expect(messages.join("\n")).not.toMatch(/secret|nowhere/);
  });
});
