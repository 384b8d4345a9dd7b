import { HttpRequest, HttpResponse } from "@azure/functions";
import { beforeEach, describe, expect, it } from "vitest";
import { currentInvocation, flush, instrument } from "../src/index.ts";
import { createContext, TRACE_ID, TRACEPARENT } from "./support.ts";

interface FinishedSpan {
  readonly name: string;
  readonly attributes: Record<string, unknown>;
  readonly parentSpanContext?: { readonly traceId: string };
  readonly links: { readonly context: { readonly traceId: string }; readonly attributes?: Record<string, unknown> }[];
  readonly status: { readonly code: number };
}

process.env.OTEL_METRICS_EXPORTER = "none";
process.env.OTEL_LOGS_EXPORTER = "none";

const spans: FinishedSpan[] = [];
const options = {
  exporters: {
    traces: {
      export(items: never, done: (result: { code: number }) => void) {
        spans.push(...(items as FinishedSpan[]));
        done({ code: 0 });
      },
      shutdown: async () => {},
    },
  },
};

const request = () =>
  new HttpRequest({ method: "GET", url: "http://h/api/orders/1", headers: { traceparent: TRACEPARENT } });
const httpContext = () => createContext({ type: "httpTrigger", route: "orders/{id}" });

beforeEach(async () => {
  await flush(1000);
  spans.length = 0;
});

/** How a call ends, whichever way. */
async function settle(call: () => unknown): Promise<{ result: unknown } | { error: unknown }> {
  try {
    return { result: await call() };
  } catch (error) {
    return { error };
  }
}

describe("a wrapped handler", () => {
  const failure = Object.assign(new RangeError("no"), { status: 404 });
  const response = new HttpResponse({ status: 202 });
  it.each<[string, () => unknown]>([
    ["returns an HttpResponse", () => response],
    ["returns a promise of an object", async () => response],
    ["returns nothing", () => undefined],
    ["returns null", async () => null],
    ["returns text", () => "text"],
    [
      "throws",
      () => {
        throw failure;
      },
    ],
    ["rejects", () => Promise.reject(failure)],
    ["rejects with nothing", () => Promise.reject()],
    [
      "throws undefined",
      () => {
        throw undefined;
      },
    ],
  ])("that %s gives what it gives unwrapped", async (_name, handler) => {
    const wrapped = instrument(handler, options) as (...args: unknown[]) => unknown;
    const bare = await settle(handler);
    const got = await settle(() => wrapped(request(), httpContext()));
    expect(Object.keys(got)).toEqual(Object.keys(bare));
    expect(Object.values(got)[0]).toBe(Object.values(bare)[0]);
    await flush(1000);
    expect(spans).toHaveLength(1);
  });

  it("gets what it was called with: this, the same objects, and any further ones", async () => {
    const seen: unknown[] = [];
    const app = {
      handler: instrument(function (this: unknown, ...args: unknown[]) {
        seen.push(this, ...args);
        return {};
      }, options),
    };
    const args = [request(), httpContext(), "further"];
    await app.handler(...args);
    expect(seen).toEqual([app, ...args]);
    expect(seen[1]).toBe(args[0]);
  });

  it("keeps name, arity and marks", () => {
    const handler = Object.assign(async function placeOrder(_request: unknown, _context: unknown) {}, { mark: 1 });
    const wrapped = instrument(handler, options);
    expect(wrapped).not.toBe(handler);
    expect([wrapped.name, wrapped.length, wrapped.mark]).toEqual(["placeOrder", 2, 1]);
  });

  it("answers at once where the handler does", () => {
    const result = {};
    expect(instrument(() => result, options)()).toBe(result);
  });

  it("that is a generator is handed back as it is", () => {
    const orchestrator = function* () {
      yield 1;
    };
    expect(instrument(orchestrator, options)).toBe(orchestrator);
  });

  it("is refused where it is no function", () => {
    expect(() => instrument({} as () => void)).toThrow(TypeError);
  });
});

describe("the span of an invocation", () => {
  it("continues the caller's trace and has the status that was returned", async () => {
    const handler = instrument(async () => ({ status: 503, id: currentInvocation()?.id }), options);
    await expect(Reflect.apply(handler, undefined, [request(), httpContext()])).resolves.toMatchObject({
      id: "invocation-1",
    });
    await flush(1000);
    expect(spans).toMatchObject([
      {
        name: "GET /api/orders/{id}",
        parentSpanContext: { traceId: TRACE_ID },
        status: { code: 2 },
        attributes: {
          "faas.invocation.id": "invocation-1",
          "faas.trigger": "http",
          "http.response.status_code": 503,
          "error.type": "503",
        },
      },
    ]);
  });

  it("has no status where the handler threw", async () => {
    const handler = instrument(async () => {
      throw new RangeError("no");
    }, options);
    await settle(() => Reflect.apply(handler, undefined, [request(), httpContext()]));
    await flush(1000);
    expect(spans[0]?.attributes).toMatchObject({ "error.type": "RangeError" });
    expect(spans[0]?.attributes).not.toHaveProperty("http.response.status_code");
  });

  it("links the messages of a batch", async () => {
    const handler = instrument((messages: unknown[], _context: unknown) => messages.length, options);
    const context = createContext(
      { type: "serviceBusTrigger", queueName: "orders", cardinality: "many" },
      {
        triggerMetadata: {
          messageIdArray: ["m-1", "m-2"],
          applicationPropertiesArray: [{ traceparent: TRACEPARENT }, {}],
        },
      },
    );
    expect(handler(["a", "b"], context)).toBe(2);
    await flush(1000);
    expect(spans).toMatchObject([
      {
        name: "process orders",
        attributes: { "messaging.batch.message_count": 2 },
        links: [{ context: { traceId: TRACE_ID }, attributes: { "messaging.message.id": "m-1" } }],
      },
    ]);
    expect(spans[0]?.parentSpanContext).toBeUndefined();
  });

  it("is none for a warm-up call, which runs all the same", async () => {
    const handler = instrument(async (_input: unknown, _context: unknown) => currentInvocation(), options);
    await expect(handler({}, createContext({ type: "warmupTrigger" }))).resolves.toBeUndefined();
    await flush(1000);
    expect(spans).toEqual([]);
  });
});
