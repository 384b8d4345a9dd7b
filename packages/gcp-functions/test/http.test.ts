import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import type { HttpFunction } from "@google-cloud/functions-framework";
import type { ExporterLike } from "@isobar/core";
import express from "express";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { currentInvocation, instrument, setRoute } from "../src/index.ts";
import { send, serveHttp, stopServing } from "./framework.ts";
import { createCollector, STATUS_ERROR, STATUS_UNSET } from "./support.ts";

const collector = createCollector();
const wrap = (handler: HttpFunction) => serveHttp(instrument(handler, collector.options));

class OrderError extends Error {
  override name = "OrderError";
}

afterEach(() => {
  vi.restoreAllMocks();
  collector.spans.splice(0);
  collector.logRecords.splice(0);
});
afterAll(stopServing);

describe("an HTTP invocation", () => {
  test("has the status that was sent, and the caller's trace as its parent", async () => {
    const url = await wrap((_req, res) => res.status(201).send("made"));
    const answer = await send(`${url}/orders?token=1`, {
      headers: {
        "function-execution-id": "exec-7",
        traceparent: "00-11111111111111111111111111111111-2222222222222222-01",
      },
    });
    expect(answer).toMatchObject({ status: 201, body: "made" });
    const [span] = await collector.take();
    expect(span?.attributes).toMatchObject({
      "faas.trigger": "http",
      "faas.invocation.id": "exec-7",
      "http.request.method": "GET",
      "http.response.status_code": 201,
      "url.path": "/orders",
    });
    expect(span?.status.code).toBe(STATUS_UNSET);
    expect(span?.parentSpanContext?.spanId).toBe("2222222222222222");
    expect(span?.spanContext().traceId).toBe("11111111111111111111111111111111");
    expect(span?.attributes).not.toHaveProperty("http.route");
    expect(span?.name).toBe("GET");
  });

  test("leaves no listener on a response that has closed: the framework keeps it for a while", async () => {
    const responses: ServerResponse[] = [];
    const handler: HttpFunction = (_req, res) => void responses.push(res.send("made"));
    for (const url of [await serveHttp(handler), await wrap(handler)]) await send(url);
    await collector.take();
    const listeners = responses.map((each) => each.eventNames().map((name) => [name, each.listenerCount(name)]));
    expect(listeners[1]).toEqual(listeners[0]);
  });

  test("is exported outside of the request's domain, in which the handler stays", async () => {
    const domainNow = (): unknown => (process as { domain?: unknown }).domain;
    const traces = collector.options.exporters?.traces as ExporterLike;
    const exportTo = traces.export;
    const exported: unknown[] = [];
    vi.spyOn(traces, "export").mockImplementation((...given) => {
      exported.push(domainNow());
      exportTo(...given);
    });
    const inHandler: unknown[] = [];
    const url = await wrap((_req, res) => {
      inHandler.push(domainNow());
      res.on("finish", () => inHandler.push(domainNow()));
      res.send("made");
    });
    await send(url);
    await collector.take();
    expect(exported.map(Boolean)).toEqual([false]);
    expect(inHandler[0]).toHaveProperty("members");
    expect(inHandler[1]).toBe(inHandler[0]);
  });

  test("lasts until the response was handed over, although its end is heard later: by then the CPU may be gone", async () => {
    const url = await wrap((_req, res) => {
      // As in an instance that is frozen as soon as its response is out.
      res.on("prefinish", () => {
        for (const until = performance.now() + 150; performance.now() < until; );
      });
      res.send("made");
    });
    await send(url);
    const [span] = await collector.take();
    const [seconds, nanos] = span?.duration ?? [0, 0];
    expect(seconds * 1000 + nanos / 1e6).toBeLessThan(140);
  });

  test("ends when the response does, not when the handler returns", async () => {
    const returned = Promise.withResolvers<() => void>();
    const url = await wrap((_req, res) => returned.resolve(() => res.status(202).end("later")));
    const answer = send(url);
    const finish = await returned.promise;
    expect(collector.spans).toEqual([]);
    finish();
    expect((await answer).status).toBe(202);
    const [span] = await collector.take();
    expect(span?.attributes["http.response.status_code"]).toBe(202);
  });

  test("ends once, where the handler ends the response twice", async () => {
    const url = await wrap((_req, res) => {
      res.end("once");
      res.end();
    });
    expect((await send(url)).body).toBe("once");
    await collector.take();
    await send(url);
    expect(await collector.take()).toHaveLength(1);
  });

  test("with a 5xx status is a failure without an exception", async () => {
    const url = await wrap((_req, res) => void res.status(503).send("busy"));
    expect((await send(url)).status).toBe(503);
    const [span] = await collector.take();
    expect(span?.attributes).toMatchObject({ "error.type": "503", "http.response.status_code": 503 });
    expect(span?.status.code).toBe(STATUS_ERROR);
    expect(collector.logRecords.filter(({ eventName }) => eventName !== undefined)).toEqual([]);
  });

  test.each([
    [
      "throws",
      () => {
        throw new OrderError("no");
      },
    ],
    ["rejects", () => Promise.reject(new OrderError("no"))],
  ] as const)(
    "whose handler %s has the error's type, and the status that the framework sent",
    async (_how, handler) => {
      vi.spyOn(console, "error").mockReturnValue();
      const url = await wrap(handler);
      expect(await send(url)).toMatchObject({ status: 500, headers: { "x-google-status": "crash" } });
      const [span] = await collector.take();
      expect(span?.attributes).toMatchObject({ "error.type": "OrderError", "http.response.status_code": 500 });
      expect(span?.status.code).toBe(STATUS_ERROR);
      const exception = collector.logRecords.find(({ eventName }) => eventName === "http.server.request.exception");
      expect(exception?.attributes["exception.type"]).toBe("OrderError");
      expect(exception?.spanContext?.spanId).toBe(span?.spanContext().spanId);
      // Thrown on, the framework's domain catches it once more.
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(collector.logRecords.filter(({ eventName }) => eventName !== undefined)).toHaveLength(1);
    },
  );

  test("whose handler answers and then throws has failed, with the status that was sent", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const url = await wrap((_req, res) => {
      res.send("fine");
      throw new OrderError("after the answer");
    });
    expect(await send(url)).toMatchObject({ status: 200, body: "fine" });
    const [span] = await collector.take();
    expect(span?.attributes).toMatchObject({ "error.type": "OrderError", "http.response.status_code": 200 });
  });

  test("whose handler throws in the midst of its answer ends there: nobody else will end it", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const url = await wrap(async (_req, res) => {
      res.write("half");
      throw new OrderError("in the midst");
    });
    void send(url).catch(() => {});
    const [span] = await collector.take();
    expect(span?.attributes).toMatchObject({ "error.type": "OrderError", "http.response.status_code": 200 });
  });

  test("whose client leaves has no status, and says that the connection closed", async () => {
    const entered = Promise.withResolvers<void>();
    const url = await wrap(() => entered.resolve());
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    socket.write("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await entered.promise;
    socket.destroy();
    const [span] = await collector.take();
    expect(span?.attributes["error.type"]).toBe("connection_closed");
    expect(span?.attributes).not.toHaveProperty("http.response.status_code");
    expect(span?.status.code).toBe(STATUS_ERROR);
  });

  test("runs beside others, each with its own span and id", async () => {
    const url = await wrap(async (req, res) => {
      await new Promise((resolve) => setTimeout(resolve, Number(req.query.wait)));
      res.send(currentInvocation()?.id);
    });
    const ids = Array.from({ length: 50 }, (_, index) => `exec-${index}`);
    const answers = await Promise.all(
      ids.map((id, index) => send(`${url}/?wait=${index % 7}`, { headers: { "function-execution-id": id } })),
    );
    expect(answers.map(({ body }) => body)).toEqual(ids);
    const spans = await collector.take(50);
    expect(new Set(spans.map(({ attributes }) => attributes["faas.invocation.id"]))).toEqual(new Set(ids));
  });
});

describe("the route", () => {
  const application = express();
  application.get("/orders/:id", (_req, res) => void res.send("order"));
  const items = express.Router();
  items.get("/:item", (_req, res) => void res.send("item"));
  application.use("/v1/items", items);
  application.use("/users/:user/items", items);
  application.get("/named", (_req, res) => {
    setRoute("/my-name");
    res.send("named");
  });

  test.each([
    ["/orders/17", "GET /orders/:id"],
    ["/v1/items/17", "GET /v1/items/:item"],
    ["/users/4711/items/17", "GET"],
    ["/named", "GET /my-name"],
    ["/nowhere", "GET"],
  ])("of %s in an Express application gives the name %s", async (path, name) => {
    const url = await wrap(application as unknown as HttpFunction);
    await send(url + path);
    const [span] = await collector.take();
    expect(span?.name).toBe(name);
    expect(span?.attributes["http.route"]).toBe(name.split(" ")[1]);
  });
});
