import { afterEach, describe, expect, it, vi } from "vitest";
import { instrument } from "../src/index.ts";
import { stampPrelude, stampResult } from "../src/stamp.ts";
import { watchStatus } from "../src/streaming/status.ts";
import { createLambdaContext, readFixture } from "./support.ts";
import { describeEvent, readEvents } from "./trigger-support.ts";

const STAMP = { serverTiming: "handler;dur=7", invocationId: "i-1" };
const HEADERS = { "Server-Timing": "handler;dur=7", "Isobar-Invocation-Id": "i-1" };
const LISTS = { "Server-Timing": ["handler;dur=7"], "Isobar-Invocation-Id": ["i-1"] };

const stamp = (event: unknown, result: unknown, given: Parameters<typeof stampResult>[1] = STAMP): unknown =>
  stampResult(result, given, { args: [event, {}], invocation: describeEvent(event) });
const event = (name: string): Record<string, unknown> => readEvents()[name] as Record<string, unknown>;

afterEach(() => vi.restoreAllMocks());

describe("the stamp on the result for a REST API", () => {
  const rest = event("rest");
  it("is a header more", () => {
    const result = { statusCode: 200, headers: { "x-a": "1" }, body: "ok" };
    expect(stamp(rest, result)).toEqual({ ...result, headers: { "x-a": "1", ...HEADERS } });
    expect(result.headers).toEqual({ "x-a": "1" });
  });
  it("goes behind the handler's own, where that is", () => {
    const single = { statusCode: 200, headers: { "SERVER-TIMING": "db;dur=3" } };
    expect(stamp(rest, single)).toMatchObject({ headers: { "SERVER-TIMING": "db;dur=3, handler;dur=7" } });
    const multiple = { statusCode: 200, headers: { "x-a": "1" }, multiValueHeaders: { "server-timing": ["a", "b"] } };
    expect(stamp(rest, multiple)).toMatchObject({
      headers: { "x-a": "1" },
      multiValueHeaders: { "server-timing": ["a", "b", "handler;dur=7"], "Isobar-Invocation-Id": ["i-1"] },
    });
  });
  it("replaces the id of a response that is another function's", () => {
    const relayed = { statusCode: 200, headers: { "isobar-invocation-id": "other", "server-timing": "handler;dur=5" } };
    expect(stamp(rest, relayed)).toMatchObject({
      headers: { "isobar-invocation-id": "i-1", "server-timing": "handler;dur=5, handler;dur=7" },
    });
  });
  it("leaves out an id that no header can hold", () => {
    const stamped = stamp(rest, { statusCode: 200 }, { ...STAMP, invocationId: undefined });
    expect(stamped).toEqual({ statusCode: 200, headers: { "Server-Timing": "handler;dur=7" } });
  });
  it.each([
    undefined,
    null,
    "text",
    { body: "no status" },
    [{ statusCode: 200 }],
    { statusCode: 200, headers: "x" },
    { statusCode: 200, headers: { "Server-Timing": 7 } },
    { statusCode: 200, multiValueHeaders: { "Server-Timing": "x" } },
    { statusCode: 200, toJSON: () => ({ statusCode: 204 }) },
  ])("is not on what the gateway refuses, or what cannot be copied: %j", (result) => {
    expect(stamp(rest, result)).toBe(result);
  });
});

describe("the stamp on the result for a load balancer", () => {
  const [single, multiple] = [event("alb"), event("alb-multi-value")];
  it("is in the map that its target group takes", () => {
    expect(stamp(single, { statusCode: 200 })).toEqual({ statusCode: 200, headers: HEADERS });
    expect(stamp(multiple, { statusCode: 200 })).toEqual({ statusCode: 200, multiValueHeaders: LISTS });
    const own = { statusCode: 200, multiValueHeaders: { "server-timing": ["a;dur=1"] } };
    expect(stamp(multiple, own)).toMatchObject({
      multiValueHeaders: { "server-timing": ["a;dur=1", "handler;dur=7"] },
    });
  });
  it("does not add that map where the handler has filled the other", () => {
    const wrong = { statusCode: 200, headers: { "x-a": "1" } };
    expect(stamp(multiple, wrong)).toBe(wrong);
    const other = { statusCode: 200, multiValueHeaders: { "x-a": ["1"] } };
    expect(stamp(single, other)).toBe(other);
  });
});

describe.each(["http-api-get", "function-url"])("the stamp on the result for %s", (name) => {
  const called = readFixture(name);
  const inferred = (body: string) => ({
    ...{ statusCode: 200, body, isBase64Encoded: false },
    headers: { "content-type": "application/json", ...HEADERS },
  });
  it("is a header more of a response", () => {
    const result = { statusCode: 201, body: "made", cookies: ["a=1"] };
    expect(stamp(called, result)).toEqual({ ...result, headers: HEADERS });
  });
  it.each([
    [{ order: 7 }, '{"order":7}'],
    [[1, null], "[1,null]"],
    ["a text", "a text"],
    ["", ""],
    [7, "7"],
    [false, "false"],
  ])("makes of %j the response that the platform would make of it", (result, body) => {
    expect(stamp(called, result)).toEqual(inferred(body));
  });
  it.each([undefined, null, { body: "no status" }, { headers: {} }, () => {}, { toJSON: () => undefined }])(
    "is not on %j, of which nobody says what becomes of it",
    (result) => {
      expect(stamp(called, result)).toBe(result);
    },
  );
  it("is not on what the runtime cannot write", () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    expect(stamp(called, circular)).toBe(circular);
    expect(stamp(called, 7n)).toBe(7n);
  });
});

describe("no stamp", () => {
  const others = Object.entries(readEvents()).filter(
    ([, value]) => !/^aws\.(api_gateway\.(rest|http)|elb|vpc_lattice|lambda\.function_url)/.test(typeOf(value)),
  );
  it.each(others)("is on the result for %s", (_name, value) => {
    const result = { statusCode: 200, headers: {} };
    expect(stamp(value, result)).toBe(result);
  });
});

function typeOf(value: unknown): string {
  return String(describeEvent(value).attributes["isobar.trigger.type"]);
}

describe("the stamp on a callback's result", () => {
  const callWith = async (handler: (...args: never[]) => unknown, context: object = {}) => {
    const exporter = { export: (_items: never, done: (result: { code: number }) => void) => done({ code: 0 }) };
    const kept = { ...exporter, shutdown: async () => {} };
    const wrapped = instrument(handler as (...args: unknown[]) => unknown, {
      serverTiming: true,
      exporters: { traces: kept, logs: kept, metrics: kept },
    });
    return new Promise<unknown[]>((resolve) => {
      const own = Object.assign(createLambdaContext(), context, {
        ...{ succeed: (...given: unknown[]) => resolve(given), done: (...given: unknown[]) => resolve(given) },
        callbackWaitsForEmptyEventLoop: false,
      });
      wrapped(readFixture("function-url"), own, (...given: unknown[]) => resolve(given));
    });
  };
  const stamped = { statusCode: 200, headers: { "Server-Timing": expect.stringContaining("handler;dur=") } };
  it.each<[string, (event: unknown, context: never, callback: (...outcome: unknown[]) => void) => void, unknown[]]>([
    ["callback", (_event, _context, callback) => callback(null, { statusCode: 200 }), [null, stamped]],
    [
      "context.done",
      (_event, context: { done(...outcome: unknown[]): void }, _callback) => context.done(null, { statusCode: 200 }),
      [null, stamped],
    ],
    [
      "context.succeed",
      (_event, context: { succeed(result: unknown): void }, _callback) => context.succeed({ statusCode: 200 }),
      [stamped],
    ],
    ["callback without a result", (_event, _context, callback) => callback(), []],
    [
      "callback with an error",
      (_event, _context, callback) => callback("no", { statusCode: 200 }),
      ["no", { statusCode: 200 }],
    ],
  ])("is there by %s", async (_name, handler, expected) => {
    expect(await callWith(handler)).toMatchObject(expected);
  });
});

describe("the stamp on a streamed response", () => {
  it("is in the prelude that the runtime writes, and changes nothing else of it", () => {
    const prelude = { statusCode: 201, headers: { "x-a": "1" }, cookies: ["a=1"] };
    expect(JSON.parse(stampPrelude(JSON.stringify(prelude), STAMP))).toEqual({
      ...prelude,
      headers: { "x-a": "1", ...HEADERS },
    });
    for (const text of ["[]", '"x"', '{"headers":7}']) expect(stampPrelude(text, STAMP)).toBe(text);
  });
  it("is sent in place of the runtime's own, whose status is read all the same", () => {
    const sent: unknown[] = [];
    const stream = {
      _onBeforeFirstWrite: undefined as ((write: (...args: unknown[]) => unknown) => unknown) | undefined,
      write(chunk: unknown) {
        stream._onBeforeFirstWrite?.((piece) => sent.push(piece));
        sent.push(chunk);
      },
      setContentType() {},
      end() {},
    };
    const known = vi.fn<(status: unknown) => void>();
    watchStatus(stream as never, known, (text) => stampPrelude(text, STAMP));
    Reflect.apply(stream.setContentType, stream, ["application/vnd.awslambda.http-integration-response"]);
    stream._onBeforeFirstWrite = (write) => {
      write('{"statusCode":418}');
      write(new Uint8Array(8));
    };
    stream.write("body");
    expect(JSON.parse(String(sent[0]))).toEqual({ statusCode: 418, headers: HEADERS });
    expect(sent.slice(1)).toEqual([new Uint8Array(8), "body"]);
    expect(known.mock.calls).toEqual([[418]]);
  });
});
