import { diag } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setUpDiag } from "../src/diagnostics.ts";
import { type IsobarOptions, resolveConfig } from "../src/index.ts";
import { collectDiagnostics, createAdapter, createKept, resetProcess, wrap } from "./support.ts";

beforeEach(resetProcess);
afterEach(() => {
  resetProcess();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("wrapping", () => {
  it("hands the handler itself back where OTEL_SDK_DISABLED is true", () => {
    vi.stubEnv("OTEL_SDK_DISABLED", "true");
    const handler = async () => 1;
    expect(wrap(handler)).toBe(handler);
  });

  it.each([undefined, null, {}, "handler", 7])("throws a TypeError for %j in place of a handler", (handler) => {
    expect(() => wrap(handler as never)).toThrow(TypeError);
  });

  it("warns of wrong options and variables, and throws for none", async () => {
    vi.stubEnv("ISOBAR_FLUSH", "sometimes");
    const messages = collectDiagnostics();
    const kept = createKept();
    const handler = wrap(async () => "value", {
      ...kept.options,
      flushTimeoutMillis: "x",
      privacy: { redactFields: "password" },
      typo: 1,
    } as unknown as IsobarOptions);
    expect(await handler()).toBe("value");
    expect(kept.spans).toHaveLength(1);
    for (const name of ["ISOBAR_FLUSH", '"flushTimeoutMillis"', '"privacy', '"typo"']) {
      expect(messages.filter((message) => message.includes(name))).toHaveLength(1);
    }
  });

  it("survives options that are none at all", async () => {
    vi.stubEnv("OTEL_TRACES_EXPORTER", "none");
    vi.stubEnv("OTEL_METRICS_EXPORTER", "none");
    vi.stubEnv("OTEL_LOGS_EXPORTER", "none");
    collectDiagnostics();
    for (const options of [null, "x", 7]) expect(await wrap(async () => 1, options as never)()).toBe(1);
  });

  it("survives an instrumentation that throws", async () => {
    collectDiagnostics();
    const kept = createKept();
    const instrumentation = {
      setTracerProvider: () => {
        throw new Error("bug");
      },
    };
    const handler = wrap(async () => 1, { ...kept.options, instrumentations: [instrumentation] });
    expect(await handler()).toBe(1);
    expect(kept.spans).toHaveLength(1);
  });

  it("keeps name, arity and marks", () => {
    const mark = Symbol("mark");
    const handler = Object.assign(async function placeOrder(_event: unknown, _context: unknown) {}, { [mark]: 1 });
    const wrapped = wrap(handler);
    expect([wrapped.name, wrapped.length, wrapped[mark]]).toEqual(["placeOrder", 2, 1]);
  });
});

describe("exporting after an invocation", () => {
  const flushes = async (options: IsobarOptions, timeoutMillis?: number) => {
    const kept = createKept();
    let waitedMillis = 0;
    const hanging = { export: () => {}, shutdown: async () => {} };
    const adapter = createAdapter({}, timeoutMillis === undefined ? {} : { timeoutMillis });
    const handler = wrap(
      async () => 1,
      { ...options, exporters: { ...kept.options.exporters, traces: hanging } },
      adapter,
    );
    vi.useFakeTimers();
    try {
      const begunAt = Date.now();
      const result = handler().then(() => {
        waitedMillis = Date.now() - begunAt;
      });
      await vi.advanceTimersByTimeAsync(10_000);
      await result;
      return waitedMillis;
    } finally {
      vi.useRealTimers();
    }
  };

  it("holds the response for 500 ms at most, or for what the option says", async () => {
    expect(await flushes({})).toBe(500);
    resetProcess();
    expect(await flushes({ flushTimeoutMillis: 80 })).toBe(80);
    resetProcess();
    expect(await flushes({ flushTimeoutMillis: 0 })).toBe(0);
  });

  it("never holds it for more than 20 % of the time left", async () => {
    expect(await flushes({}, 1000)).toBe(200);
  });

  it.each(["deferred", "interval"] as const)("does not hold it at all where the mode is %s", async (flush) => {
    expect(await flushes({ flush })).toBe(0);
  });

  it("in the mode interval sends within a second, for all invocations at once", async () => {
    const kept = createKept();
    const handler = wrap(async () => 1, { ...kept.options, flush: "interval" });
    vi.useFakeTimers();
    try {
      await Promise.all([handler(), handler()]);
      expect(kept.spans).toHaveLength(0);
      await vi.advanceTimersByTimeAsync(1000);
      expect(kept.spans).toHaveLength(2);
      await handler();
      await vi.advanceTimersByTimeAsync(1000);
      expect(kept.spans).toHaveLength(3);
    } finally {
      vi.useRealTimers();
    }
  });

  it("asks the platform's lifecycle once to tell when the instance ends", async () => {
    const onTerminate = vi.fn();
    const adapter = createAdapter({ lifecycle: () => ({ mode: "interval", onTerminate }) });
    const kept = createKept();
    wrap(async () => 1, kept.options, adapter);
    const handler = wrap(async () => 1, kept.options, adapter);
    expect(onTerminate).toHaveBeenCalledTimes(1);
    await handler();
    expect(kept.spans).toHaveLength(0);
    await onTerminate.mock.calls[0]?.[0](100);
    expect(kept.spans).toHaveLength(1);
  });
});

describe("what is exported", () => {
  it("has a resource of code, then environment, then platform", async () => {
    vi.stubEnv("OTEL_RESOURCE_ATTRIBUTES", "team=env,zone=env,faas.name=env");
    const spans: { resource: { attributes: Record<string, unknown> } }[] = [];
    const traces = {
      export: (items: never, done: (result: { code: number }) => void) => {
        spans.push(...(items as typeof spans));
        done({ code: 0 });
      },
      shutdown: async () => {},
    };
    await wrap(async () => 1, {
      exporters: { ...createKept().options.exporters, traces },
      resource: { team: "code" },
    })();
    expect(spans[0]?.resource.attributes).toMatchObject({
      team: "code",
      zone: "env",
      "faas.name": "env",
      "service.name": "from-platform",
    });
  });

  it("has been seen by beforeExport, which may drop it; a throw drops it and is counted", async () => {
    const kept = createKept();
    let seen = 0;
    const handler = wrap(async () => 1, {
      ...kept.options,
      beforeExport: (span) => {
        seen += 1;
        span.attributes["isobar.signal"] = seen;
        if (seen === 3) throw new Error("bug");
        return seen !== 2;
      },
    });
    for (let call = 0; call < 4; call += 1) await handler();
    expect(kept.spans.map(({ attributes }) => attributes["isobar.signal"])).toEqual([1, 4]);
    expect(kept.total("isobar.dropped")).toBe(1);
  });

  it.each([
    ["redacted", "/reset/[REDACTED]"],
    ["full", "/reset/planted"],
    ["omit", undefined],
  ] as const)("has the path %s", async (urlPath, expected) => {
    const kept = createKept();
    const adapter = createAdapter({}, { trigger: "http", attributes: { "url.path": "/reset/planted" } });
    await wrap(async () => 1, { ...kept.options, privacy: { urlPath } }, adapter)();
    expect(kept.spans[0]?.attributes["url.path"]).toBe(expected);
  });

  it("has nothing of a trace that is not sampled, but its metrics", async () => {
    vi.stubEnv("OTEL_TRACES_SAMPLER", "always_off");
    const kept = createKept();
    await wrap(async () => 1, kept.options)();
    expect(kept.spans).toEqual([]);
    expect(kept.total("faas.invocations")).toBe(1);
  });
});

describe("diagnostics", () => {
  const capture = (): string[] => {
    const written: string[] = [];
    vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    return written;
  };

  it("go to stderr from warnings on, without credentials of URLs", () => {
    const written = capture();
    setUpDiag({});
    diag.info("quiet");
    diag.warn("export to https://user:planted@backend.test/v1?key=planted failed", "http://a:planted@b", {
      authorization: "planted",
    });
    expect(written).toHaveLength(1);
    expect(written[0]).toMatch(
      /^\[otel warn\] export to https:\/\/\[REDACTED\]@backend\.test\/v1\?\[REDACTED\] failed/,
    );
    expect(written.join("")).not.toContain("planted");
  });

  it.each([
    ["none", 0],
    ["ERROR", 1],
    ["debug", 4],
  ])("heed OTEL_LOG_LEVEL=%s", (level, count) => {
    const written = capture();
    setUpDiag({ OTEL_LOG_LEVEL: level });
    diag.error("e");
    diag.warn("w");
    diag.info("i");
    diag.debug("d");
    expect(written.filter((line) => /\] [ewid]\n$/.test(line))).toHaveLength(count);
  });

  it("name OTEL_LOG_LEVEL where it is no level", () => {
    const written = capture();
    setUpDiag({ OTEL_LOG_LEVEL: "loud" });
    expect(written.join("")).toContain("OTEL_LOG_LEVEL");
  });

  it("are left to the application where it has set a logger", () => {
    const written = capture();
    const messages = collectDiagnostics();
    setUpDiag({});
    diag.warn("theirs");
    expect(messages.join()).toContain("theirs");
    expect(written).toEqual([]);
  });

  it("say nothing of a credential, wherever it was put", () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "grpc://user:planted@host",
      OTEL_EXPORTER_OTLP_HEADERS: "planted",
      OTEL_EXPORTER_OTLP_PROTOCOL: "planted",
      OTEL_RESOURCE_ATTRIBUTES: "planted",
      OTEL_PROPAGATORS: "planted token",
      OTEL_TRACES_SAMPLER: "planted",
    };
    const { warnings } = resolveConfig({ flush: "planted" as never, serviceName: { planted: 1 } as never }, env);
    expect(warnings.length).toBeGreaterThan(7);
    expect(warnings.join()).not.toContain("planted");
  });
});
