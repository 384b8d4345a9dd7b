import type { HttpFunction, Response } from "@google-cloud/functions-framework";
import express from "express";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { instrument } from "../src/index.ts";
import { send, serveHttp, stopServing } from "./framework.ts";
import { createCollector } from "./support.ts";

const collector = createCollector();
const options = { ...collector.options, serverTiming: true };

const ask = async (handler: HttpFunction) => {
  const url = await serveHttp(instrument(handler, options));
  const { headers, status, body } = await send(url, { headers: { "function-execution-id": "exec-7" } });
  const { "server-timing": timing, "isobar-invocation-id": id, ...others } = headers;
  return { timing, id, others, status, body };
};
const OURS = /^handler;dur=[\d.]+(?:, init;dur=[\d.]+, cold)?$/;
const BEHIND = /^db;dur=5, handler;dur=[\d.]+/;

afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(stopServing);

describe("the stamp", () => {
  test.each<[string, (res: Response) => unknown]>([
    ["send", (res) => res.status(201).send("ok")],
    ["json", (res) => res.status(201).json({})],
    ["end alone", (res) => res.writeHead(201).end()],
    ["writeHead with a message", (res) => res.writeHead(201, "Made").end()],
    ["writeHead with headers", (res) => res.writeHead(201, { "x-a": "1" }).end()],
    ["writeHead with both", (res) => res.writeHead(201, "Made", { "x-a": "1" }).end()],
    ["writeHead with a list", (res) => res.writeHead(201, ["x-a", "1"]).end()],
    ["a stream", (res) => res.status(201).write("a") && res.end("b")],
  ])("leaves with the headers by %s", async (_name, answer) => {
    const { timing, id, status } = await ask((_req, res) => void answer(res));
    expect(timing).toMatch(OURS);
    expect([id, status]).toEqual(["exec-7", 201]);
  });

  test.each<[string, (res: Response) => unknown]>([
    ["set before", (res) => res.set("Server-Timing", "db;dur=5").send("ok")],
    ["set as a list", (res) => res.setHeader("server-timing", ["db;dur=5"]).end()],
    ["in writeHead", (res) => res.writeHead(200, { "SERVER-timing": "db;dur=5" }).end()],
    [
      "in writeHead, with another set before",
      (res) => res.set("Server-Timing", "a").writeHead(200, { "Server-Timing": "db;dur=5" }).end(),
    ],
    ["in a list of writeHead", (res) => res.writeHead(200, ["Server-Timing", "db;dur=5"]).end()],
    [
      "set before a list of writeHead",
      (res) => res.set("Server-Timing", "db;dur=5").writeHead(200, ["x-a", "1"]).end(),
    ],
  ])("goes behind the handler's own that is %s", async (_name, answer) => {
    const { timing } = await ask((_req, res) => void answer(res));
    expect(timing).toMatch(BEHIND);
  });

  test("is on what an Express application answers for its own errors", async () => {
    const app = express();
    app.get("/", () => {
      throw new Error("no");
    });
    app.use((_error: unknown, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
      res.status(503).send("sorry");
    });
    const { timing, status } = await ask(app as unknown as HttpFunction);
    expect([status, OURS.test(String(timing))]).toEqual([503, true]);
  });

  test("is not on what the framework answers for a handler that fails", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const handlers: HttpFunction[] = [
      () => {
        throw new Error("at once");
      },
      async () => {
        throw new Error("later");
      },
    ];
    for (const handler of handlers) {
      const { timing, id, status } = await ask(handler);
      expect([status, timing, id]).toEqual([500, undefined, undefined]);
    }
  });

  test("changes nothing else of the response, which is the handler's own object", async () => {
    const handler: HttpFunction = (_req, res) => void res.set({ "x-a": "1", etag: '"7"' }).send("ok");
    const bare = await send(await serveHttp(handler));
    const { others, status, body } = await ask(handler);
    expect({ headers: others, status, body }).toEqual(bare);
  });
});
