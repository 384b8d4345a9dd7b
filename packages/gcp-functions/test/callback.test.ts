import type { CloudEventFunctionWithCallback, EventFunctionWithCallback } from "@google-cloud/functions-framework";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { currentInvocation, flush, instrument } from "../src/index.ts";
import { type ClientAnswer, send, sendEvent, serveBackground, serveEvent, stopServing } from "./framework.ts";
import { createCollector, STATUS_ERROR, STATUS_UNSET } from "./support.ts";

const collector = createCollector();
const wrap = <Handler extends (...args: never[]) => unknown>(handler: Handler) =>
  instrument(handler, collector.options);

const EVENT = { specversion: "1.0", id: "e-1", source: "//here", type: "made.up", data: { a: 1 } };
const BACKGROUND = {
  context: {
    eventId: "b-1",
    eventType: "google.pubsub.topic.publish",
    timestamp: "2026-03-04T05:06:07Z",
    resource: { service: "pubsub.googleapis.com", name: "projects/shop/topics/invoices", type: "message" },
  },
  data: { data: "e30=" },
};

type Callback = (error: unknown, result?: unknown) => void;

/** How a handler may answer: a handler's last part, whatever comes before the callback. */
const ANSWERS: Record<string, (callback: Callback) => unknown> = {
  "answers with a value": (callback) => callback(null, { ok: true }),
  "answers with nothing": (callback) => void setTimeout(callback, 5),
  "answers with an error": (callback) => void setTimeout(() => callback(new RangeError("no")), 5),
  "answers later than its promise": async (callback) => void setTimeout(() => callback(null, "late"), 5),
  "answers twice": (callback) => {
    callback(null, "first");
    callback(new RangeError("second"));
  },
  throws: () => {
    throw new RangeError("no");
  },
  "throws late": () =>
    void setTimeout(() => {
      throw new RangeError("no");
    }, 5),
  rejects: async () => {
    throw new RangeError("no");
  },
  "answers and rejects": async (callback) => {
    callback(null, "first");
    throw new RangeError("second");
  },
};

const post = (url: string): Promise<ClientAnswer> =>
  send(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(BACKGROUND),
  });

beforeEach(() => {
  vi.spyOn(console, "error").mockReturnValue();
  vi.spyOn(console, "log").mockReturnValue();
});
afterEach(async () => {
  await flush();
  collector.spans.splice(0);
  collector.logRecords.splice(0);
});
afterAll(stopServing);

describe("a handler with a callback gives the caller what it gives unwrapped", () => {
  test.each(Object.entries(ANSWERS))("a CloudEvent function that %s", async (name, answer) => {
    const handler: CloudEventFunctionWithCallback = (_event, callback) => answer(callback as Callback);
    const bare = await sendEvent(await serveEvent(handler as never), EVENT);
    const wrapped = await sendEvent(await serveEvent(wrap(handler) as never), EVENT);
    expect(wrapped).toEqual(bare);
    const [span] = await collector.take();
    const hasFailed = !/value|nothing|later|twice|answers and/.test(name);
    expect(span?.status.code).toBe(hasFailed ? STATUS_ERROR : STATUS_UNSET);
    expect(span?.attributes).toMatchObject({ "faas.invocation.id": "e-1", "faas.trigger": "other" });
    expect(span?.attributes["error.type"]).toBe(hasFailed ? "RangeError" : undefined);
  });

  test.each(Object.entries(ANSWERS))("a background function that %s", async (_name, answer) => {
    const handler: EventFunctionWithCallback = (_data, _context, callback) => answer(callback as Callback);
    const bare = await post(await serveBackground(handler));
    const wrapped = await post(await serveBackground(wrap(handler)));
    expect(wrapped).toEqual(bare);
    const [span] = await collector.take();
    expect(span?.name).toBe("subscribe invoices");
    expect(span?.attributes).toMatchObject({ "faas.invocation.id": "b-1", "faas.trigger": "pubsub" });
  });
});

describe("a background function without a callback", () => {
  test.each([
    ["a value", async () => ({ ok: true })],
    ["nothing", () => undefined],
    [
      "an error",
      async () => {
        throw new RangeError("no");
      },
    ],
  ])("gives the caller the same: %s", async (_name, work) => {
    const handler = (_data: unknown, _context: unknown) => work();
    const bare = await post(await serveBackground(handler));
    expect(await post(await serveBackground(wrap(handler)))).toEqual(bare);
    const [span] = await collector.take();
    expect(span?.name).toBe("subscribe invoices");
  });
});

describe("the callback", () => {
  test("is the framework's own for a call that runs without telemetry", () => {
    const callback = () => {};
    const seen: unknown[] = [];
    const handler = instrument((_event: unknown, given: unknown) => seen.push(given), {
      ...collector.options,
      ignore: () => true,
    });
    handler(EVENT, callback);
    expect(seen[0]).toBe(callback);
  });

  test("gets this and all its arguments, and gives back what it returns", () => {
    const seen: unknown[] = [];
    const callback = function (this: unknown, ...answer: unknown[]) {
      seen.push(this, ...answer);
      return "returned";
    };
    const self = {};
    const handler = wrap((_event: unknown, given: (...answer: unknown[]) => unknown) =>
      Reflect.apply(given, self, [null, "result", "more"]),
    );
    expect(handler(EVENT, callback)).toBe("returned");
    expect(seen).toEqual([self, null, "result", "more"]);
  });

  test("belongs to its own call, under fifty at once", async () => {
    const handler = wrap((event: { id: string; wait: number }, callback: Callback) => {
      setTimeout(() => callback(null, currentInvocation()?.id === event.id), event.wait);
    });
    const calls = Array.from({ length: 50 }, (_, index) => {
      const { promise, resolve } = Promise.withResolvers();
      handler({ ...EVENT, id: `e-${index}`, wait: 50 - index } as never, (_error, result) => resolve(result));
      return promise;
    });
    expect(await Promise.all(calls)).toEqual(new Array(50).fill(true));
    const ids = (await collector.take(50)).map(({ attributes }) => attributes["faas.invocation.id"]);
    expect(new Set(ids).size).toBe(50);
  });

  test("waits for the export where the platform takes the CPU with the answer", async () => {
    const order: unknown[] = [];
    const handler = instrument(
      (_event: unknown, callback: Callback) => {
        callback(null, "first");
        callback(null, "second");
      },
      { ...collector.options, flush: "blocking" },
    );
    await new Promise<void>((resolve) => {
      handler(EVENT, (_error: unknown, result: unknown) => {
        order.push(collector.spans.length, result);
        if (result === "second") resolve();
      });
    });
    expect(order).toEqual([1, "first", 1, "second"]);
  });
});
