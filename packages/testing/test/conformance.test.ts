import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Adapter,
  type AnyHandler,
  type IsobarOptions,
  keepShape,
  prepare,
  type ResponseStamp,
  runInvocation,
} from "@isobar/core";
import { type ConformanceSpec, testAdapter } from "@isobar/testing";
import { describe, expect, it } from "vitest";

type Args = readonly [event: unknown, context: unknown];
type Wrap = (handler: AnyHandler, options?: IsobarOptions) => AnyHandler;

interface Event {
  readonly headers?: Record<string, string>;
  readonly messages?: readonly { readonly id: string; readonly carrier?: Record<string, string> }[];
}

const read = (value: unknown, name: string): unknown => {
  try {
    return (value as Record<string, unknown> | null | undefined)?.[name];
  } catch {
    return undefined;
  }
};

interface Headers {
  readonly timing?: string;
  readonly id?: string | undefined;
}

/** No getter of the values that break readers is called `isResponse`. */
const isResponse = (value: unknown): value is { readonly headers: Headers } => read(value, "isResponse") === true;

const stampOn = ({ timing }: Headers, stamp: ResponseStamp): Headers => ({
  timing: timing === undefined ? stamp.serverTiming : `${timing}, ${stamp.serverTiming}`,
  id: stamp.invocationId,
});

/** The smallest adapter that keeps the contract. */
const adapter: Adapter<Args, unknown> = {
  platform: "test_platform",
  resource: ({ REGION }) => ({ "cloud.platform": "test_platform", ...(REGION && { "cloud.region": REGION }) }),
  describe({ args }) {
    const headers = read(args[0], "headers");
    const messages = read(args[0], "messages");
    const id = read(args[1], "id");
    const list = Array.isArray(messages) ? messages.filter((item) => typeof item === "object" && item !== null) : [];
    return {
      id: typeof id === "string" && id !== "" ? id : "unknown",
      name: "fn",
      trigger: Array.isArray(messages) ? "pubsub" : "http",
      kind: 1,
      attributes: {},
      ...(typeof headers === "object" && headers !== null && { carrier: headers as Record<string, unknown> }),
      ...(Array.isArray(messages) && { batch: { count: list.length, messages: list } }),
    };
  },
  outcome: () => ({}),
  stamp: (result, stamp, { invocation }) =>
    invocation.trigger === "http" && isResponse(result)
      ? { ...result, headers: stampOn(result.headers, stamp) }
      : result,
  startKind: () => "cold",
  lifecycle: () => ({ mode: "blocking" }),
  logLine: { messageKey: "message", level: ({ label }) => ({ level: label }), time: (time) => ({ time }) },
};

const wrapWith =
  (tested: Adapter<Args, unknown>): Wrap =>
  (handler, options) => {
    const runtime = prepare(tested, handler, options);
    if (runtime === undefined) return handler;
    const wrapped = function (this: unknown, ...args: unknown[]): unknown {
      return runInvocation(runtime, [args[0], args[1]], () => Reflect.apply(handler, this, args));
    };
    return keepShape(wrapped, handler);
  };

function createSpec(changes: Partial<Adapter<Args, unknown>> = {}, instrument?: Wrap): ConformanceSpec<Args> {
  const tested = { ...adapter, ...changes };
  const context = { id: "call-1" };
  return {
    name: "a test platform",
    adapter: tested,
    env: { REGION: "here" },
    instrument: instrument ?? wrapWith(tested),
    calls: [
      {
        name: "a request",
        args: () => [{ headers: {} } satisfies Event, context],
        expect: { name: "fn", trigger: "http" },
        withHeaders: (headers) => [{ headers } satisfies Event, context],
        answers: [
          {
            name: "a response",
            answer: (_args, timing) => ({ isResponse: true, headers: timing === undefined ? {} : { timing } }),
            readHeaders: (settled) => {
              const { timing, id } = ("result" in settled ? read(settled.result, "headers") : {}) as Headers;
              return { ...(timing && { "server-timing": timing }), ...(id && { "isobar-invocation-id": id }) };
            },
          },
        ],
        outcomes: [{ settled: { result: 1 }, expect: {} }],
      },
      {
        name: "some messages",
        args: () => [{ messages: [{ id: "m-0" }] } satisfies Event, context],
        expect: { name: "fn", trigger: "pubsub" },
        withMessages: (carriers) => [
          {
            messages: carriers.map((carrier, index) => ({ id: `m-${index}`, ...(carrier && { carrier }) })),
          } satisfies Event,
          context,
        ],
      },
    ],
  };
}

/** Runs those tests of the suite that should find something, and tells which failed. */
async function failuresOf(spec: ConformanceSpec<Args>, expected: RegExp): Promise<string[]> {
  const tests: { name: string; body: () => void | Promise<void> }[] = [];
  testAdapter(spec, {
    describe: (_name, body) => body(),
    it: (name, body) => expected.test(name) && tests.push({ name, body }),
  });
  const failed: string[] = [];
  for (const { name, body } of tests) {
    try {
      await body();
    } catch {
      failed.push(name);
    }
  }
  return failed;
}

const inner = wrapWith(adapter);

/** Like `inner`, with something done to each call. */
const around =
  (call: (run: () => unknown, handler: AnyHandler, args: unknown[]) => unknown): Wrap =>
  (handler, options) => {
    const wrapped = inner(handler, options);
    if (wrapped === handler) return handler;
    return keepShape(function (this: unknown, ...args: unknown[]) {
      return call(() => Reflect.apply(wrapped, this, args), handler, args);
    }, handler) as AnyHandler;
  };

testAdapter(createSpec(), { describe, it });

describe("the suite finds", () => {
  it.each<[string, Partial<Adapter<Args, unknown>>, RegExp]>([
    [
      "a description that throws",
      { describe: ({ args }) => ({ ...describeStrictly(args) }) },
      /total for what may come/,
    ],
    [
      "a description that changes its input",
      {
        describe: (call) => {
          Object.assign(call.args[0] as object, { seen: true });
          return adapter.describe(call);
        },
      },
      /pure for a request/,
    ],
    [
      "a description that differs from time to time",
      { describe: (call) => ({ ...required(call), name: "fn", attributes: { "faas.version": Math.random() } }) },
      /pure for a request/,
    ],
    [
      "a name that is not documented",
      { describe: (call) => ({ ...required(call), attributes: { "my.own": 1 } }) },
      /knows a request/,
    ],
    [
      "an attribute that is undefined",
      { describe: (call) => ({ ...required(call), attributes: { "faas.version": undefined } }) },
      /knows a request/,
    ],
    ["an empty id", { describe: (call) => ({ ...required(call), id: "" }) }, /knows a request/],
    [
      "messages that can be read only once",
      {
        describe: (call) => {
          const described = required(call);
          if (described.batch === undefined) return described;
          const once = described.batch.messages[Symbol.iterator]();
          return { ...described, batch: { ...described.batch, messages: { [Symbol.iterator]: () => once } } };
        },
      },
      /messages of some messages/,
    ],
    [
      "headers that are not handed on",
      { describe: (call) => ({ ...required(call), carrier: {} }) },
      /continues the trace of its caller \(traceparent\)/,
    ],
    [
      "messages that are not handed on",
      { describe: (call) => ({ ...required(call), batch: { count: 0, messages: [] } }) },
      /links each message/,
    ],
    [
      "a resource that throws",
      { resource: ({ REGION }) => ({ "cloud.region": String(REGION?.at(0)), ...broken(REGION) }) },
      /outside of the platform/,
    ],
    ["a resource of another platform", { resource: () => ({ "cloud.platform": "other" }) }, /names the platform/],
    ["an outcome that is not what it should be", { outcome: () => ({ errorType: "x" }) }, /of a request with/],
    [
      "an outcome that is not legal",
      { outcome: () => ({ attributes: { "http.route": null as never } }) },
      /pure and legal/,
    ],
    ["no stamp on a response", { stamp: (result) => result }, /stamps a response/],
    [
      "a stamp on the handler's own object",
      {
        stamp: (result, stamp) => {
          if (isResponse(result)) Object.assign(result.headers, { timing: stamp.serverTiming });
          return result;
        },
      },
      /leaves the handler's own object/,
    ],
    [
      "a stamp that takes the place of the handler's own",
      { stamp: (result, stamp) => (isResponse(result) ? { ...result, headers: stampOn({}, stamp) } : result) },
      /keeps a Server-Timing/,
    ],
    [
      "a stamp that throws",
      { stamp: (result) => structuredClone((result as { headers: unknown }).headers) },
      /can have any result/,
    ],
    ["a start of no known kind", { startKind: () => "warm" as never }, /one of their values/],
    ["a mode that is not known", { lifecycle: () => ({ mode: "never" as never }) }, /one of their values/],
    [
      "a log line that is not JSON",
      { logLine: { ...adapter.logLine, time: () => ({ time: undefined }) } },
      /members that JSON can hold/,
    ],
  ])("%s", async (_name, changes, expected) => {
    expect(await failuresOf(createSpec(changes), expected)).not.toEqual([]);
  });

  it.each<[string, Wrap, RegExp]>([
    ["a value that is copied", around(async (run) => ({ ...((await run()) as object) })), /very value back/],
    [
      "an error that is wrapped",
      around(async (run) => {
        try {
          return await run();
        } catch (error) {
          throw new Error("wrapped", { cause: error });
        }
      }),
      /very error/,
    ],
    ["a return that becomes a promise", around(async (run) => run()), /returns at once/],
    [
      "another arity",
      (handler, options) =>
        (...args) =>
          inner(handler, options)(...args),
      /the arity/,
    ],
    [
      "a handler that loses `this`",
      (handler, options) => keepShape((...args: unknown[]) => inner(handler, options)(...args), handler) as AnyHandler,
      /`this`/,
    ],
    [
      "what is no function and is taken",
      (handler, options) => (typeof handler === "function" ? inner(handler, options) : () => {}),
      /refused where it is no function/,
    ],
    [
      "OTEL_SDK_DISABLED that is not heeded",
      (handler, options) => {
        const wrapped = inner(handler, options);
        return wrapped === handler ? keepShape((...args: unknown[]) => handler(...args), handler) : wrapped;
      },
      /OTEL_SDK_DISABLED/,
    ],
    ["a handler that is not wrapped at all", (handler) => handler, /is one span/],
    [
      "an invocation that is described twice",
      (handler, options) => inner(inner(handler, options), options),
      /flushes once at most/,
    ],
    [
      "a context that is shared",
      (handler, options) => {
        let first: ReturnType<typeof AsyncLocalStorage.snapshot> | undefined;
        const spied = (...args: unknown[]): unknown => {
          first ??= AsyncLocalStorage.snapshot();
          return first(() => handler(...args));
        };
        return inner(keepShape(spied, handler) as AnyHandler, options);
      },
      /50 at once/,
    ],
    [
      "a response that waits for the exporter for as long as it takes",
      (handler, options) => inner(handler, { ...options, flushTimeoutMillis: 60_000 }),
      /invisible to the caller of a request where the exporter hangs/,
    ],
  ])("%s", async (_name, instrument, expected) => {
    expect(await failuresOf(createSpec({}, instrument), expected)).not.toEqual([]);
  });
});

function required(call: { readonly args: Args; readonly env: Record<string, string | undefined> }) {
  const described = adapter.describe(call);
  if (described === undefined) throw new Error("not described");
  return described;
}

function describeStrictly(args: Args) {
  const { id } = args[1] as { id: string };
  return { id, name: "fn", trigger: "http" as const, kind: 1, attributes: {} };
}

function broken(region: string | undefined): object {
  return region === undefined ? (undefined as unknown as { x: object }).x : { "cloud.platform": "test_platform" };
}
