import { context, trace } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { currentInvocation, flush, setRoute, tracer } from "../src/index.ts";
import { processState } from "../src/state.ts";
import { createAdapter, createHostile, createKept, resetProcess, wrap } from "./support.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const TRACEPARENT = `00-${TRACE}-b7ad6b7169203331-01`;

/** A platform that freezes an instance behind each invocation. */
const oneAtATime = createAdapter({ lifecycle: () => ({ mode: "blocking", hold: () => undefined }) });

let kept: ReturnType<typeof createKept>;
beforeEach(() => {
  resetProcess();
  kept = createKept();
});
afterEach(resetProcess);

describe("an invocation", () => {
  it("is a span with id, trigger and cold start, and the counts and durations of it are metrics", async () => {
    const handler = wrap(async () => "done", kept.options, oneAtATime);
    await handler();
    await handler();
    expect(kept.spans.map(({ attributes }) => attributes)).toEqual([
      { "faas.trigger": "other", "faas.invocation.id": "id-1", "faas.coldstart": true },
      { "faas.trigger": "other", "faas.invocation.id": "id-1", "faas.coldstart": false },
    ]);
    expect([kept.total("faas.invocations"), kept.total("faas.coldstarts"), kept.total("faas.errors")]).toEqual([
      2, 1, 0,
    ]);
  });

  it("that throws ends as an error of that type, and the same error reaches the caller", async () => {
    const error = new RangeError("user data");
    const handler = wrap(async () => {
      throw error;
    }, kept.options);
    await expect(handler()).rejects.toBe(error);
    expect(kept.spans[0]).toMatchObject({ status: { code: 2 }, attributes: { "error.type": "RangeError" } });
    expect(kept.spans[0]?.events).toEqual([]);
    expect(kept.logs).toHaveLength(1);
    expect(kept.logs[0]).toMatchObject({
      eventName: "faas.invocation.exception",
      severityNumber: 17,
      attributes: { "exception.type": "RangeError" },
    });
    expect(kept.logs[0]?.spanContext?.spanId).toBe(kept.spans[0]?.spanContext().spanId);
    expect(JSON.stringify(kept.logs[0]?.attributes)).not.toContain("user data");
    expect(kept.total("faas.errors")).toBe(1);
  });

  it("keeps the exception on the span where logs are not exported", async () => {
    process.env.OTEL_LOGS_EXPORTER = "none";
    try {
      const { traces, metrics } = kept.options.exporters;
      const handler = wrap(
        async () => {
          throw new TypeError("x");
        },
        { exporters: { traces, metrics } },
      );
      await expect(handler()).rejects.toThrow(TypeError);
      expect(kept.spans[0]?.events).toMatchObject([
        { name: "exception", attributes: { "exception.type": "TypeError" } },
      ]);
    } finally {
      delete process.env.OTEL_LOGS_EXPORTER;
    }
  });

  it("runs untouched where the adapter or `ignore` says so, and the next one is the cold start", async () => {
    let isWarmUp = true;
    const adapter = createAdapter({
      describe: () => (isWarmUp ? undefined : { id: "1", name: "fn", trigger: "other", kind: 1, attributes: {} }),
    });
    const handler = wrap(async () => currentInvocation()?.coldStart, kept.options, adapter);
    expect(await handler()).toBeUndefined();
    isWarmUp = false;
    expect(await handler()).toBe(true);
    expect(kept.spans).toHaveLength(1);

    const ignoring = wrap(async () => currentInvocation(), { ...kept.options, ignore: () => true });
    expect(await ignoring()).toBeUndefined();
    expect(kept.spans).toHaveLength(1);
  });

  it("is kept where `ignore` throws", async () => {
    const handler = wrap(async () => 1, {
      ...kept.options,
      ignore: () => {
        throw new Error("bug");
      },
    });
    expect(await handler()).toBe(1);
    expect(kept.spans).toHaveLength(1);
  });

  it("can be read more than once: what `ignore` looked at is still linked", async () => {
    function* messages() {
      yield { id: "m1", carrier: { traceparent: TRACEPARENT } };
    }
    const { messagingInvocation } = await import("../src/describe.ts");
    const adapter = createAdapter({
      describe: () => ({
        id: "1",
        ...messagingInvocation({
          system: "s",
          fallbackName: "fn",
          count: 1,
          isBatch: true,
          messages: messages(),
          content: (body) => ({ body }),
        }),
      }),
    });
    const seen: unknown[] = [];
    const handler = wrap(
      async () => 1,
      {
        ...kept.options,
        ignore: ({ batch }) => {
          for (const message of batch?.messages ?? []) seen.push(message.id);
          return false;
        },
      },
      adapter,
    );
    await handler();
    expect(seen).toEqual(["m1"]);
    expect(kept.spans[0]?.links.map((link) => link.context.traceId)).toEqual([TRACE]);
  });

  it("that hangs ends as timed out before its deadline", async () => {
    let release = (): void => {};
    const handler = wrap(
      () =>
        new Promise<string>((resolve) => {
          release = () => resolve("late");
        }),
      { ...kept.options, timeoutMillis: 50 },
    );
    const result = handler();
    await expect.poll(() => kept.spans.length).toBe(1);
    expect(kept.spans[0]).toMatchObject({ status: { code: 2 }, attributes: { "error.type": "timeout" } });
    release();
    expect(await result).toBe("late");
    expect(kept.spans).toHaveLength(1);
    expect([kept.total("faas.timeouts"), kept.total("faas.invocations")]).toEqual([1, 0]);
  });

  it("takes the route that the application's own router found", async () => {
    const adapter = createAdapter({}, { trigger: "http", attributes: { "http.request.method": "GET" } });
    await wrap(async () => setRoute("/orders/{id}"), kept.options, adapter)();
    expect(kept.spans[0]).toMatchObject({ name: "GET /orders/{id}", attributes: { "http.route": "/orders/{id}" } });
  });

  it("by a timer says when it started, unless the event says when it was meant to", async () => {
    const before = Date.now();
    await wrap(async () => 1, kept.options, createAdapter({}, { trigger: "timer" }))();
    const startedAt = Date.parse(String(kept.spans[0]?.attributes["faas.invocation.start_time"]));
    expect(startedAt).toBeGreaterThanOrEqual(before);
    expect(startedAt).toBeLessThanOrEqual(Date.now());
    const attributes = { "faas.invocation.start_time": "2026-03-04T03:00:00Z" };
    await wrap(async () => 1, kept.options, createAdapter({}, { trigger: "timer", attributes }))();
    expect(kept.spans[1]?.attributes).toMatchObject(attributes);
  });

  it("whose span is the platform's has none beside it, and its own spans, logs and errors belong to that", async () => {
    const ambient = { traceparent: TRACEPARENT };
    const adapter = createAdapter({}, { trigger: "http", ambient });
    const failing = wrap(
      async () => {
        setRoute("/orders/{id}");
        tracer.startSpan("price").end();
        throw new RangeError("no");
      },
      { ...kept.options, platformParent: "span" },
      adapter,
    );
    await expect(failing()).rejects.toThrow("no");
    const spanId = "b7ad6b7169203331";
    expect(kept.spans).toMatchObject([{ name: "price", parentSpanContext: { traceId: TRACE, spanId } }]);
    expect(kept.logs).toMatchObject([
      { eventName: "http.server.request.exception", spanContext: { traceId: TRACE, spanId } },
    ]);
    expect([kept.total("faas.errors"), kept.total("faas.coldstarts")]).toEqual([1, 1]);
  });

  it("has a span of its own where its spans do not go where the platform's go", async () => {
    const adapter = createAdapter(
      { lifecycle: () => ({ mode: "blocking", exportsAmbient: () => true }) },
      { ambient: { traceparent: TRACEPARENT } },
    );
    await wrap(async () => 1, kept.options, adapter)();
    expect(kept.spans).toMatchObject([{ name: "fn", links: [{ context: { traceId: TRACE } }] }]);
  });

  it("continues the caller's trace, and not what ran before in this process", async () => {
    const adapter = createAdapter({}, { carrier: { TraceParent: [TRACEPARENT] } });
    await wrap(async () => 1, kept.options, adapter)();
    expect(kept.spans[0]?.spanContext().traceId).toBe(TRACE);
    const other = wrap(async () => trace.getActiveSpan()?.spanContext().traceId, kept.options);
    const outer = trace.setSpanContext(context.active(), { traceId: TRACE, spanId: "b7ad6b7169203331", traceFlags: 1 });
    expect(await context.with(outer, () => other())).not.toBe(TRACE);
  });
});

describe("invocations behind a cold start", () => {
  const waited = () => kept.spans.map(({ attributes }) => attributes["isobar.waited_for_cold_start"]);
  const untilIdle = async (): Promise<void> => {
    const before = performance.nodeTiming.idleTime;
    while (performance.nodeTiming.idleTime - before < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it("are marked until the event loop has been idle, and the first one is the cold start", async () => {
    const handler = wrap(() => new Promise(setImmediate), kept.options);
    const burst = [handler(), handler(), handler()];
    await Promise.all(burst);
    await untilIdle();
    await handler();
    await handler();
    expect(waited()).toEqual([undefined, true, true, undefined, undefined]);
    expect(kept.spans.filter(({ attributes }) => attributes["faas.coldstart"])).toHaveLength(1);
  });

  it("are not marked for longer than the start-up took, however busy the process stays", () => {
    const handler = wrap(() => 1, kept.options);
    processState().wrappedAtMillis = 0;
    const begunAt = performance.now();
    handler();
    const until = performance.now() + (performance.now() - begunAt) + 1;
    while (performance.now() < until);
    handler();
    return flush().then(() => expect(waited()).toEqual([undefined, undefined]));
  });

  it.each([
    ["was started ahead of demand", createAdapter({ startKind: () => "preinitialized" })],
    ["has one invocation at a time", oneAtATime],
  ])("are none where the instance %s", async (_name, adapter) => {
    const handler = wrap(async () => 1, kept.options, adapter);
    await Promise.all([handler(), handler()]);
    expect(waited()).toEqual([undefined, undefined]);
  });
});

describe("what goes wrong on our side never reaches the caller, and the invocation is still a span", () => {
  it("an adapter whose outcome throws", async () => {
    const adapter = createAdapter({
      outcome: () => {
        throw new Error("bug");
      },
    });
    expect(await wrap(async () => "value", kept.options, adapter)()).toBe("value");
    expect(kept.spans).toHaveLength(1);
    expect(kept.total("faas.invocations")).toBe(1);
  });

  it("a caller's context that cannot be read, and messages of which one cannot be read", async () => {
    function* messages() {
      yield { id: "m1", carrier: { traceparent: TRACEPARENT } };
      throw new Error("hostile record");
    }
    const adapter = createAdapter({}, { carrier: createHostile(), batch: { count: 2, messages: messages() } });
    expect(await wrap(async () => "value", kept.options, adapter)()).toBe("value");
    expect(kept.spans).toHaveLength(1);
    expect(kept.spans[0]?.links).toHaveLength(1);
  });

  it("a result whose `then` cannot be read is returned as it is", () => {
    const result = createHostile();
    expect(Object.is(wrap(() => result, kept.options)(), result)).toBe(true);
  });

  it("span processors that throw", async () => {
    const refuse = (): never => {
      throw new Error("bug");
    };
    const processor = { onStart: () => {}, onEnd: refuse, forceFlush: async () => {}, shutdown: async () => {} };
    const handler = wrap(async () => "value", { ...kept.options, spanProcessors: [processor] });
    expect(await handler()).toBe("value");
    expect(kept.total("faas.invocations")).toBe(1);
    expect(await handler()).toBe("value");
  });

  it("a span that could not be started leaves nothing behind that spoils later measurements", async () => {
    let isBroken = true;
    const sampler = {
      shouldSample: () => {
        if (isBroken) throw new Error("bug");
        return { decision: 2 };
      },
      toString: () => "test",
    };
    const handler = wrap(async () => "value", { ...kept.options, sampler });
    expect(await handler()).toBe("value");
    isBroken = false;
    await handler();
    const cpu = kept.metrics.flatMap((c) => c.scopeMetrics).flatMap((s) => s.metrics.map((m) => m.descriptor.name));
    expect(cpu).toContain("faas.cpu_usage");
  });

  it("an exporter whose promise rejects, in every way that telemetry is sent", async () => {
    const broken = {
      export: async () => {
        throw new Error("no backend");
      },
      shutdown: async () => {},
    };
    for (const flush of ["blocking", "deferred", "interval"] as const) {
      resetProcess();
      const handler = wrap(async () => "value", {
        flush,
        exporters: { traces: broken, metrics: broken, logs: broken },
      });
      expect(await handler()).toBe("value");
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it("an application that has shut its meter provider down", async () => {
    const { metrics } = await import("@opentelemetry/api");
    const handler = wrap(async () => "value", kept.options);
    await handler();
    await (metrics.getMeterProvider() as unknown as { shutdown(): Promise<void> }).shutdown();
    expect(await handler()).toBe("value");
    expect(kept.spans).toHaveLength(2);
  });
});
