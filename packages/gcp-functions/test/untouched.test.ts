import type { CloudEventFunction, HttpFunction } from "@google-cloud/functions-framework";
import { DiagLogLevel, diag } from "@opentelemetry/api";
import express from "express";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { currentInvocation, instrument } from "../src/index.ts";
import { send, sendEvent, serveEvent, serveHttp, stopServing } from "./framework.ts";
import { createCollector } from "./support.ts";

const collector = createCollector();
const wrap = <Handler extends (...args: never[]) => unknown>(handler: Handler) =>
  instrument(handler, collector.options);

beforeEach(() => {
  vi.spyOn(console, "error").mockReturnValue();
});
afterAll(stopServing);

const fail = (): never => {
  throw new Error("called");
};

const EVENT = { specversion: "1.0", id: "1", source: "//here", type: "made.up", data: { a: 1 } };

describe("the caller gets the same from a wrapped function as from a bare one", () => {
  const httpHandlers: Record<string, HttpFunction> = {
    "a text": (_req, res) => res.send("text"),
    json: async (req, res) => res.status(418).json({ path: req.path, body: req.body }),
    "headers and a stream": (_req, res) => {
      res.set("x-own", "1");
      res.write("a");
      setImmediate(() => res.end("b"));
    },
    "a throw": () => {
      throw new TypeError("thrown");
    },
    "a rejection": async () => {
      throw new TypeError("rejected");
    },
    "a thrown string": () => {
      throw "text";
    },
    "a late error outside of the handler's promise": () => {
      setImmediate(() => {
        throw new RangeError("late");
      });
    },
    "an answer before a throw": (_req, res) => {
      res.send("first");
      throw new TypeError("too late");
    },
    503: (_req, res) => res.sendStatus(503),
  };

  test.each(Object.entries(httpHandlers))("HTTP: %s", async (_name, handler) => {
    const request = { method: "POST", headers: { "content-type": "application/json" }, body: '{"a":1}' };
    const bare = await send(`${await serveHttp(handler)}/some/path`, request);
    const wrapped = await send(`${await serveHttp(wrap(handler))}/some/path`, request);
    expect(wrapped).toEqual(bare);
  });

  const eventHandlers: Record<string, CloudEventFunction> = {
    nothing: async () => {},
    "a value": () => ({ ok: true }),
    "a promised text": async () => "text",
    "a throw": () => {
      throw new TypeError("thrown");
    },
    "a rejection": async () => {
      throw new TypeError("rejected");
    },
  };

  test.each(Object.entries(eventHandlers))("CloudEvent: %s", async (_name, handler) => {
    const bare = await sendEvent(await serveEvent(handler), EVENT);
    const wrapped = await sendEvent(await serveEvent(wrap(handler)), EVENT);
    expect(wrapped).toEqual(bare);
  });
});

describe("what the handler returns", () => {
  const request = { method: "GET", headers: {} };
  const response = { end() {}, on() {} };

  test("in an HTTP call, a promise, comes to the very same", async () => {
    const value = {};
    await expect(wrap(async (_req: unknown, _res: unknown) => value)(request, response)).resolves.toBe(value);
  });

  test.each([
    ["nothing", undefined],
    ["an object", {}],
  ])("in an HTTP call, %s, is the very same", (_name, value) => {
    expect(wrap((_req: unknown, _res: unknown) => value)(request, response)).toBe(value);
  });

  test("a thenable that is no promise is not looked at: that could start its work", () => {
    const then = vi.fn();
    // biome-ignore lint/suspicious/noThenProperty: query builders have one, and start their query in it
    const thenable = Object.defineProperty({}, "then", { value: then });
    expect(wrap((_req: unknown, _res: unknown) => thenable)(request, response)).toBe(thenable);
    expect(then).not.toHaveBeenCalled();
  });

  test("and throws: the same error", async () => {
    const error = { not: "an Error" };
    const failing = () => {
      throw error;
    };
    expect(() => wrap((_req: unknown, _res: unknown) => failing())(request, response)).toThrow(error as never);
    await expect(wrap(async (_event: unknown) => failing())(EVENT)).rejects.toBe(error);
  });
});

test("a call as the platform never makes one runs as it is, and a warning says so once", () => {
  const warn = vi.fn();
  diag.setLogger(
    { error() {}, warn, info() {}, debug() {}, verbose() {} },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const calls: unknown[][] = [];
  const handler = wrap(function (this: unknown, ...args: unknown[]) {
    calls.push([this, ...args, currentInvocation()]);
    return "done";
  });
  const self = {};
  expect(Reflect.apply(handler, self, [{ a: 1 }, "text"])).toBe("done");
  expect(Reflect.apply(handler, self, [{ method: "GET" }, fail])).toBe("done");
  expect(calls).toEqual([
    [self, { a: 1 }, "text", undefined],
    [self, { method: "GET" }, fail, undefined],
  ]);
  expect(warn.mock.calls.map(([message]) => message).filter((message) => /never calls/.test(message))).toHaveLength(1);
});

test("name, arity and own properties stay: the framework decides by the arity how to call", () => {
  const marked = Object.assign(function pay(_event: unknown, _callback: unknown) {}, { mark: Symbol("own") });
  const wrapped = wrap(marked);
  expect(wrapped).toHaveLength(2);
  expect(wrapped.name).toBe("pay");
  expect(wrapped.mark).toBe(marked.mark);
  const application = express();
  expect(wrap(application as never)).toHaveLength(application.length);
});

test("only what is no function is refused", () => {
  expect(() => instrument("handler" as never)).toThrow(TypeError);
});

test("with OTEL_SDK_DISABLED the handler itself comes back", () => {
  vi.stubEnv("OTEL_SDK_DISABLED", "true");
  const handler = async () => {};
  expect(instrument(handler)).toBe(handler);
  vi.unstubAllEnvs();
});
