import { once } from "node:events";
import { Agent, get, type RequestOptions, request } from "node:http";
import { connect } from "node:http2";
import { request as requestTls } from "node:https";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { context, SpanKind, trace } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { currentScope } from "../src/scope.ts";
import { answer, findDeadUrl, pem, record, serve } from "./outgoing-support.ts";
import { collectDiagnostics, createAdapter, createKept, resetProcess, type SpanLike, wrap } from "./support.ts";

beforeEach(resetProcess);
afterEach(resetProcess);

/** Sends a request by `node:http` and reads the whole answer. */
async function send(url: string, options: RequestOptions = {}, body?: string): Promise<string> {
  const sent = request(url, options);
  sent.end(body);
  const [response] = await once(sent, "response");
  return text(response);
}

async function sendHttp2({ origin, pathname, search }: URL): Promise<void> {
  const session = connect(origin);
  const stream = session.request({ ":path": `${pathname}${search}` });
  stream.resume();
  try {
    await Promise.race([once(stream, "close"), once(session, "error").then(([error]) => Promise.reject(error))]);
  } finally {
    session.destroy();
  }
}

/** Each client, with what it makes of a URL. */
const clients = [
  { name: "fetch", kind: "http", version: undefined, send: async (url: string) => (await fetch(url)).text() },
  { name: "node:http", kind: "http", version: "1.1", send },
  {
    name: "node:https",
    kind: "https",
    version: "1.1",
    send: async (url: string) => {
      const sent = requestTls(url, { ca: pem });
      sent.end();
      const [response] = await once(sent, "response");
      return text(response);
    },
  },
  {
    name: "node:http2",
    kind: "http2",
    version: "2",
    send: (url: string) => sendHttp2(new URL(url)),
  },
] as const;

describe.each(clients)("a call by $name", ({ kind, version, send: call }) => {
  it("is a child span by the HTTP client conventions, without the query string", async () => {
    const { url, port } = await serve(answer, kind);
    const { root, calls } = await record(() => call(`${url}/orders/7?secret=1#part`));
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ name: "GET", kind: SpanKind.CLIENT, status: { code: 0 } });
    expect(calls[0]?.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
    expect(calls[0]?.attributes).toEqual({
      "http.request.method": "GET",
      "server.address": "127.0.0.1",
      "server.port": port,
      "url.full": `${url}/orders/7`,
      "http.response.status_code": 200,
      ...(version !== undefined && { "network.protocol.version": version }),
    });
  });

  it.each([404, 503])("is an error where the answer is %d", async (statusCode) => {
    const { url } = await serve((_, response) => response.writeHead(statusCode).end(), kind);
    const { calls } = await record(() => call(url));
    expect(calls).toMatchObject([
      {
        status: { code: 2 },
        attributes: { "http.response.status_code": statusCode, "error.type": String(statusCode) },
      },
    ]);
  });

  it("that nobody answers is an error of the code that says why", async () => {
    const url = await findDeadUrl();
    const { calls, result } = await record(() => call(kind === "https" ? url.replace("http", kind) : url));
    expect(result).toBeInstanceOf(Error);
    expect(calls).toMatchObject([{ name: "GET", status: { code: 2 } }]);
    expect(calls[0]?.attributes["error.type"]).toMatch(/^(ECONNREFUSED|ERR_HTTP2_STREAM_ERROR)$/);
    expect(calls[0]?.attributes).not.toHaveProperty("http.response.status_code");
  });

  it("that the server breaks off is an error", async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, kind === "http2" ? {} : { "content-length": "1000" });
      response.write("a part");
      setImmediate(() =>
        kind === "http2"
          ? (response as never as { stream: { close(code: number): void } }).stream.close(2)
          : response.destroy(),
      );
    }, kind);
    const { calls } = await record(() => call(url));
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ status: { code: 2 }, attributes: { "http.response.status_code": 200 } });
    expect(calls[0]?.attributes["error.type"]).toMatch(/^(ECONNRESET|UND_ERR_SOCKET|ERR_HTTP2_STREAM_ERROR)$/);
  });

  it("has no span outside of an invocation, where tracing is suppressed, and where the option says so", async () => {
    const { url, headers } = await serve(answer, kind);
    const kept = createKept();
    await (wrap(async () => {}, kept.options) as () => Promise<unknown>)();
    await call(url);
    const suppressed = () => context.with(suppressTracing(context.active()), () => call(url));
    resetProcess();
    expect((await record(suppressed, { options: { propagateTo: ["*"] } })).calls).toEqual([]);
    resetProcess();
    expect((await record(() => call(url), { options: { outgoingCalls: false, propagateTo: ["*"] } })).calls).toEqual(
      [],
    );
    expect(kept.spans.map(({ name }) => name)).toEqual(["fn"]);
    expect(headers.map(({ traceparent }) => traceparent)).toEqual([undefined, undefined, undefined]);
  });
});

describe("each of these is one span, ended once", () => {
  const statuses = (calls: readonly SpanLike[]) =>
    calls.map(({ attributes }) => attributes["http.response.status_code"]);

  it("a redirect that fetch follows: one for each request", async () => {
    const { url } = await serve((incoming, response) =>
      incoming.url === "/from" ? response.writeHead(302, { location: "/to" }).end() : response.end("there"),
    );
    const { calls, result } = await record(async () => (await fetch(`${url}/from`)).text());
    expect(result).toBe("there");
    expect(statuses(calls)).toEqual([302, 200]);
  });

  it("a request on a socket that was used before, each below its own invocation", async () => {
    const { url } = await serve(answer);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const kept = createKept();
    const handler = wrap(async () => send(url, { agent }), kept.options) as () => Promise<unknown>;
    await Promise.all([handler(), handler(), handler()]);
    agent.destroy();
    const roots = kept.spans.filter(({ name }) => name === "fn").map((span) => span.spanContext().spanId);
    const parents = kept.spans.filter(({ name }) => name === "GET").map((span) => span.parentSpanContext?.spanId);
    expect(parents.toSorted()).toEqual(roots.toSorted());
  });

  it("a request that is aborted before its answer, by either client", async () => {
    const { url } = await serve(() => {});
    const { calls } = await record(async () => {
      const signal = AbortSignal.timeout(50);
      await fetch(url, { signal }).catch(() => {});
      await send(url, { signal: AbortSignal.timeout(50) }).catch(() => {});
      const destroyed = get(url).on("error", () => {});
      destroyed.destroy();
      await once(destroyed, "close");
    });
    expect(calls.map(({ attributes }) => attributes["error.type"])).toEqual([
      "TimeoutError",
      "ABORT_ERR",
      "ECONNRESET",
    ]);
  });

  it("a body that is streamed, after 100-continue or without, and a HEAD request", async () => {
    const { url } = await serve(answer);
    const { calls, result } = await record(async () => {
      const streamed = request(url, { method: "PUT", headers: { expect: "100-continue" } });
      streamed.flushHeaders();
      await once(streamed, "continue");
      Readable.from(["one", "two"]).pipe(streamed);
      const [response] = await once(streamed, "response");
      await text(response);
      const head = get(url, { method: "HEAD" });
      await once(head, "close");
      const body = Readable.toWeb(Readable.from(["one"])) as ReadableStream;
      return (await fetch(url, { method: "POST", body, duplex: "half" } as RequestInit)).text();
    });
    expect(result).toBe("answer");
    expect(calls.map(({ name, status }) => [name, status.code])).toEqual([
      ["PUT", 0],
      ["HEAD", 0],
      ["POST", 0],
    ]);
    expect(statuses(calls)).toEqual([200, 200, 200]);
  });

  it("an upgrade and a tunnel, which end when the connection is handed over", async () => {
    const { url, server } = await serve(answer);
    server.on("upgrade", (_, socket) =>
      socket.end("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"),
    );
    server.on("connect", (_, socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n"));
    const { calls } = await record(async () => {
      const upgrade = get(url, { headers: { connection: "Upgrade", upgrade: "x" } });
      const [, socket] = await once(upgrade, "upgrade");
      socket.destroy();
      const tunnel = request(url, { method: "CONNECT", path: "example.com:443" });
      tunnel.end();
      const [, other] = await once(tunnel, "connect");
      other.destroy();
    });
    expect(calls.map(({ name, status }) => [name, status.code])).toEqual([
      ["GET", 0],
      ["CONNECT", 0],
    ]);
    expect(statuses(calls)).toEqual([101, 200]);
    expect(calls[1]?.attributes).not.toHaveProperty("url.full");
  });

  it("a WebSocket by undici, which ends with the invocation", async () => {
    const { url, server } = await serve(answer);
    server.on("upgrade", (_, socket) => socket.destroy());
    const { calls } = await record(async () => {
      const socket = new WebSocket(url.replace("http", "ws"));
      await once(socket, "error").catch(() => {});
    });
    expect(calls).toHaveLength(1);
  });

  it("an answer that nobody reads: it ends with the invocation, and is no error", async () => {
    const { url } = await serve((_, response) => void response.writeHead(200).write("a part"));
    const { calls, root } = await record(async () => {
      const { status } = await fetch(url);
      const [response] = await once(get(url), "response");
      return [status, response.statusCode];
    });
    expect(statuses(calls)).toEqual([200, 200]);
    expect(calls.map(({ status }) => status.code)).toEqual([0, 0]);
    expect(root.status.code).toBe(0);
  });

  it("a call that outlives its invocation, which still is its child", async () => {
    const held: (() => void)[] = [];
    const { url } = await serve((_, response) => held.push(() => response.end("late")));
    const kept = createKept();
    let late: Promise<string> | undefined;
    const handler = wrap(async () => {
      late ??= send(url);
    }, kept.options) as () => Promise<unknown>;
    await handler();
    expect(kept.spans.map(({ name }) => name)).toEqual(["fn"]);
    while (held.length === 0) await new Promise(setImmediate);
    held[0]?.();
    await late;
    await new Promise(setImmediate);
    await handler();
    const call = kept.spans.find(({ name }) => name === "GET");
    expect(call?.parentSpanContext?.spanId).toBe(kept.spans[0]?.spanContext().spanId);
  });

  it("two hundred calls, of which nothing stays behind", async () => {
    const { url } = await serve((_, response) => response.end("answer"));
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const { calls, result } = await record(async () => {
      const all = Array.from({ length: 200 }, (_, index) => {
        if (index % 20 === 0) return fetch(url, { signal: AbortSignal.abort() }).catch(() => {});
        return index % 2 === 0 ? fetch(url).then((response) => response.text()) : send(url, { agent });
      });
      await Promise.all(all);
      return currentScope()?.unfinished.size;
    });
    agent.destroy();
    expect(result).toBe(0);
    // What is aborted before it begins is no request.
    expect(calls).toHaveLength(190);
    expect(new Set(calls).size).toBe(190);
  });

  it("a call that is open at the deadline, which ends as timed out", async () => {
    const { url } = await serve(() => {});
    const kept = createKept();
    const handler = wrap(() => fetch(url), kept.options, createAdapter({}, { timeoutMillis: 100 })) as () => unknown;
    void Promise.resolve(handler()).catch(() => {});
    while (kept.spans.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(kept.spans.map(({ name, attributes }) => [name, attributes["error.type"]])).toEqual([
      ["GET", "timeout"],
      ["fn", "timeout"],
    ]);
  });
});

describe("what is read of a request", () => {
  it("is no credential, and of the path what the option lets through", async () => {
    const { url, port } = await serve(answer);
    const target = `http://user:pa55@127.0.0.1:${port}/reset/abc/users/ada@example.com;v=1?token=x#y`;
    const urls: unknown[] = [];
    for (const urlPath of ["redacted", "full", "omit"] as const) {
      resetProcess();
      const { calls } = await record(() => send(target), { options: { privacy: { urlPath } } });
      urls.push(calls[0]?.attributes["url.full"]);
      expect(JSON.stringify(calls[0]?.attributes)).not.toMatch(/pa55|token/);
    }
    expect(urls).toEqual([
      `${url}/reset/[REDACTED]/users/[REDACTED]`,
      `${url}/reset/abc/users/ada@example.com;v=1`,
      undefined,
    ]);
  });

  it("is a method that no standard knows, as it was sent", async () => {
    const { url } = await serve(answer);
    const { calls } = await record(async () => {
      await send(url, { method: "PURGE" }).catch(() => {});
      await (await fetch(url, { method: "post" })).text();
    });
    expect(
      calls.map(({ name, attributes }) => [
        name,
        attributes["http.request.method"],
        attributes["http.request.method_original"],
      ]),
    ).toEqual([
      ["HTTP", "_OTHER", "PURGE"],
      ["POST", "POST", undefined],
    ]);
  });

  it("is the target where the request goes to a proxy, and no port where the header names another host", async () => {
    const { url, port } = await serve(answer);
    const { calls } = await record(async () => {
      await send(url, { path: "http://example.com:81/a//b?c" });
      await send(url, { headers: { host: "example.com" } });
      await send(url, { headers: ["host", "example.com"] });
      await send(`${url}//example.com/x`);
    });
    expect(
      calls.map(({ attributes }) => [attributes["server.address"], attributes["server.port"], attributes["url.full"]]),
    ).toEqual([
      ["example.com", 81, "http://example.com:81/a//b"],
      ["127.0.0.1", undefined, undefined],
      ["127.0.0.1", undefined, undefined],
      ["127.0.0.1", port, `${url}//example.com/x`],
    ]);
  });

  it("is named as the option has it", async () => {
    const { url } = await serve(answer);
    const description = { name: "send q", attributes: { "messaging.system.name": "aws.sqs" } };
    const { calls } = await record(() => send(url), {
      options: { semconv: "1.44" },
      adapter: { describeCall: () => description },
    });
    expect(calls[0]?.attributes).toMatchObject({ "messaging.system": "aws_sqs" });
    expect(calls[0]?.attributes).not.toHaveProperty("messaging.system.name");
  });

  it("changes nothing of what is sent and answered", async () => {
    const seen: string[] = [];
    const { url, headers } = await serve(async (incoming, response) => {
      seen.push(await text(incoming));
      response.end("answer");
    });
    const post = () => send(url, { method: "POST", headers: { "x-a": "1" } }, "body");
    await post();
    const adapter = { describeCall: () => ({ name: "x", attributes: {}, readBody: () => undefined }) };
    const { result } = await record(post, { adapter });
    expect(result).toBe("answer");
    expect(seen).toEqual(["body", "body"]);
    expect(headers[1]).toEqual(headers[0]);
  });
});

describe("a call that somebody else makes a span of", () => {
  it("gets no second one where the active span is a client's own, and the context all the same", async () => {
    const { url, headers } = await serve(answer);
    const tracer = trace.getTracer("some-sdk");
    const { calls } = await record(
      () =>
        tracer.startActiveSpan("S3.GetObject", { kind: SpanKind.CLIENT }, async (span) => {
          await send(url);
          span.end();
        }),
      { options: { propagateTo: [url] } },
    );
    expect(calls.map(({ name }) => name)).toEqual(["S3.GetObject"]);
    expect(headers[0]?.traceparent).toContain(calls[0]?.spanContext().spanId);
  });

  it("is a child of a span of any other kind", async () => {
    const { url } = await serve(answer);
    const { calls } = await record(() =>
      trace.getTracer("app").startActiveSpan("step", async (span) => {
        await send(url);
        span.end();
      }),
    );
    expect(calls.map(({ name }) => name)).toEqual(["GET", "step"]);
    expect(calls[0]?.parentSpanContext?.spanId).toBe(calls[1]?.spanContext().spanId);
  });

  it.each([
    ["@opentelemetry/instrumentation-undici", ["node"]],
    ["@opentelemetry/instrumentation-http", ["fetch"]],
    ["@opentelemetry/instrumentation-other", ["fetch", "node"]],
  ])("is left to %s, where that is handed in", async (instrumentationName, expected) => {
    const { url } = await serve(answer);
    const work = async () => {
      await (await fetch(`${url}/fetch`)).text();
      await send(`${url}/node`);
    };
    const options = { instrumentations: [{ instrumentationName }] };
    const names = ({ attributes }: SpanLike) => String(attributes["url.full"]).split("/").at(-1);
    expect((await record(work, { options })).calls.map(names)).toEqual(expected);
    resetProcess();
    const forced = await record(work, { options: { ...options, outgoingCalls: true } });
    expect(forced.calls.map(names)).toEqual(["fetch", "node"]);
  });
});

describe("a description that breaks its reader", () => {
  const refuse = (): never => {
    throw new Error("hostile");
  };
  const hostile = new Proxy({}, { get: refuse, ownKeys: refuse });
  it.each([
    ["throws", refuse],
    ["is hostile", () => hostile],
    ["is no object", () => 7],
    ["has hostile parts", () => ({ name: "x", attributes: hostile })],
    [
      "has parts of the wrong kind",
      () => ({ name: 7, kind: "x", attributes: null, readBody: 1, readResponse: "no", mergeHeader: 3 }),
    ],
    [
      "throws later",
      () => ({
        name: "x",
        attributes: {},
        handsOnContext: true,
        readBody: refuse,
        readResponse: refuse,
        mergeHeader: refuse,
      }),
    ],
    [
      "gives hostile parts later",
      () => ({ name: "x", attributes: {}, readBody: () => hostile, readResponse: () => hostile }),
    ],
  ])("and %s leaves the call as it is", async (_, describeCall) => {
    collectDiagnostics();
    const { url } = await serve(answer);
    const { result, root, calls } = await record(
      async () => [
        await send(url, { method: "POST", headers: { traceparent: "own" } }, "{}"),
        await (await fetch(url)).text(),
      ],
      { adapter: { describeCall: describeCall as never } },
    );
    expect(result).toEqual(["answer", "answer"]);
    expect(root.status.code).toBe(0);
    expect(calls.map(({ attributes }) => attributes["http.response.status_code"])).toEqual([200, 200]);
  });

  it("and so does a message on a channel that is none", async () => {
    const { channel } = process.getBuiltinModule("node:diagnostics_channel");
    const { root } = await record(async () => {
      for (const message of [
        undefined,
        null,
        {},
        { request: {} },
        hostile,
        { request: hostile },
        { stream: hostile },
      ]) {
        for (const name of [
          "http.client.request.created",
          "undici:request:create",
          "undici:request:headers",
          "http2.client.stream.created",
          "http.client.response.finish",
        ]) {
          channel(name).publish(message);
        }
      }
    });
    expect(root.status.code).toBe(0);
  });
});
