import { PreInvocationContext } from "@azure/functions";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { currentInvocation, flush, type HookedApp, instrument, instrumentApp } from "../src/index.ts";
import { createContext } from "./support.ts";

process.env.OTEL_METRICS_EXPORTER = "none";
process.env.OTEL_LOGS_EXPORTER = "none";

const names: string[] = [];
const options = {
  exporters: {
    traces: {
      export(spans: never, done: (result: { code: number }) => void) {
        names.push(...(spans as { name: string }[]).map(({ name }) => name));
        done({ code: 0 });
      },
      shutdown: async () => {},
    },
  },
};

/** An app that keeps its hooks, and calls a handler as the worker does. */
function createApp() {
  const before: Parameters<HookedApp["hook"]["preInvocation"]>[0][] = [];
  const terminate: (() => Promise<void>)[] = [];
  return {
    terminate,
    hook: {
      preInvocation: (hook: (typeof before)[number]) => before.push(hook),
      appTerminate: (hook: () => Promise<void>) => terminate.push(hook),
    },
    /** The handler after all hooks have run. */
    prepare(handler: unknown, invocationContext = createContext({ type: "queueTrigger", queueName: "orders" })) {
      const context = new PreInvocationContext({
        inputs: ["input"],
        invocationContext,
        functionCallback: handler as never,
      });
      for (const hook of before) hook(context);
      const prepared = context.functionHandler as (...args: unknown[]) => unknown;
      return { prepared, call: () => prepared("input", invocationContext) };
    },
  };
}

beforeEach(async () => {
  await flush(1000);
  names.length = 0;
});

describe("an app whose hooks are used", () => {
  it("runs each handler as an invocation, with what it returns and throws untouched", async () => {
    const app = createApp();
    instrumentApp(app, options);
    const result = {};
    const seen: unknown[] = [];
    const handler = (...args: unknown[]) => {
      seen.push(...args, currentInvocation()?.id);
      return result;
    };
    expect(app.prepare(handler).call()).toBe(result);
    expect(seen[0]).toBe("input");
    expect(seen[2]).toBe("invocation-1");
    const error = new RangeError("no");
    await expect(app.prepare(() => Promise.reject(error)).call()).rejects.toBe(error);
    await flush(1000);
    expect(names).toEqual(["process orders", "process orders"]);
  });

  it("has one span for what is wrapped twice", async () => {
    const app = createApp();
    instrumentApp(app, options);
    instrumentApp(app, options);
    const wrapped = instrument(
      instrument(async (input: unknown, _context: unknown) => input, options),
      options,
    );
    await expect(app.prepare(wrapped).call()).resolves.toBe("input");
    await flush(1000);
    expect(names).toEqual(["process orders"]);
  });

  it("keeps name, arity and marks of a handler, and leaves generators as they are", () => {
    const app = createApp();
    instrumentApp(app, options);
    const handler = Object.assign(function ship(_order: unknown, _context: unknown) {}, { mark: 1 });
    const { prepared } = app.prepare(handler);
    expect(prepared).not.toBe(handler);
    expect([prepared.name, prepared.length, (prepared as typeof handler).mark]).toEqual(["ship", 2, 1]);
    const orchestrator = function* () {
      yield 1;
    };
    expect(app.prepare(orchestrator).prepared).toBe(orchestrator);
  });

  it("is never failed by a hook", () => {
    const hostile = Object.defineProperty({}, "functionHandler", {
      get() {
        throw new Error("no");
      },
    });
    const app = createApp();
    instrumentApp({ hook: { ...app.hook, preInvocation: (hook) => hook(hostile as never) } }, options);
    expect(() => app.prepare(undefined)).not.toThrow();
  });

  it("exports when it is told to end", async () => {
    const app = createApp();
    instrumentApp(app, { ...options, flush: "interval" });
    app.prepare(() => "done").call();
    expect(names).toEqual([]);
    for (const hook of app.terminate) await hook();
    expect(names).toEqual(["process orders"]);
  });

  it("runs as it is with OTEL_SDK_DISABLED", () => {
    vi.stubEnv("OTEL_SDK_DISABLED", "true");
    const app = createApp();
    instrumentApp(app, options);
    const handler = () => {};
    expect(app.prepare(handler).prepared).toBe(handler);
    vi.unstubAllEnvs();
  });
});

it("refuses what has no hooks", () => {
  expect(() => instrumentApp({} as HookedApp)).toThrow(TypeError);
  expect(() => instrumentApp(undefined as never)).toThrow(TypeError);
});
