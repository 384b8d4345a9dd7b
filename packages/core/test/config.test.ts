import { describe, expect, it } from "vitest";
import { type Config, type IsobarOptions, resolveConfig } from "../src/index.ts";
import { rows, SECRET } from "./config-rows.ts";

type Env = Record<string, string>;

const read = (env: Env, options: IsobarOptions = {}): Config => resolveConfig(options, env);

describe.each(rows)("$name", ({ name, pick, fallback, good, bad }) => {
  it("has its default where it is not set, empty or blank", () => {
    for (const env of [{}, { [name]: "" }, { [name]: "  " }]) {
      const config = read(env);
      expect(pick(config)).toEqual(fallback);
      expect(config.warnings).toEqual([]);
    }
  });

  it("is read", () => {
    for (const [value, expected] of good) {
      for (const written of [value, ` ${value} `]) {
        const config = read({ [name]: written });
        expect(pick(config)).toEqual(expected);
        expect(config.warnings).toEqual([]);
      }
    }
  });

  it("warns by its name and falls back where the value is bad, and never repeats the value's secrets", () => {
    for (const value of bad) {
      const config = read({ [name]: value });
      expect(pick(config)).toEqual(fallback);
      expect(config.warnings).toHaveLength(1);
      expect(config.warnings[0]).toContain(name);
      expect(config.warnings.join()).not.toContain(SECRET);
    }
  });
});

describe("precedence", () => {
  it("is code, then the signal's variable, then the general one, then the default", () => {
    const general = {
      OTEL_EXPORTER_OTLP_TIMEOUT: "2000",
      OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    };
    const both = { ...general, OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: "3000", OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: "none" };
    const { logs, traces } = read(both).otlp;
    expect(logs).toMatchObject({ timeoutMillis: 3000, compression: "none", protocol: "http/json" });
    expect(traces).toMatchObject({ timeoutMillis: 2000, compression: "gzip", protocol: "http/json" });
  });

  it("of the service's name: code, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES", () => {
    const attributes = { OTEL_RESOURCE_ATTRIBUTES: "service.name=third" };
    const named = { ...attributes, OTEL_SERVICE_NAME: "second" };
    expect(read(named, { serviceName: "first" }).serviceName).toBe("first");
    expect(read(named).serviceName).toBe("second");
    expect(read(attributes).serviceName).toBe("third");
  });

  it("of what code and environment both have", () => {
    const env = { ISOBAR_FLUSH: "interval", ISOBAR_FLUSH_TIMEOUT_MILLIS: "1", ISOBAR_TIMEOUT_MILLIS: "2" };
    expect(read(env, { flush: "deferred", flushTimeoutMillis: 0, timeoutMillis: 9 })).toMatchObject({
      flush: "deferred",
      flushTimeoutMillis: 0,
      timeoutMillis: 9,
    });
  });

  it("joins the headers of both, the signal's own first", () => {
    const env = { OTEL_EXPORTER_OTLP_HEADERS: "a=1,b=2", OTEL_EXPORTER_OTLP_LOGS_HEADERS: "b=3" };
    expect(read(env).otlp.logs.headers).toEqual({ a: "1", b: "3" });
    expect(read(env).otlp.traces.headers).toEqual({ a: "1", b: "2" });
  });

  it("keeps an exception on the span where no logs are exported", () => {
    expect(read({ OTEL_LOGS_EXPORTER: "none" }).exceptionSignal).toBe("events");
    expect(read({ OTEL_LOGS_EXPORTER: "none", OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: "logs" }).exceptionSignal).toBe(
      "logs",
    );
  });
});

describe("the OTLP endpoint", () => {
  it.each([
    ["http://collector:4318", "http://collector:4318/v1/traces"],
    ["http://collector:4318/", "http://collector:4318/v1/traces"],
    ["https://backend.test/otlp", "https://backend.test/otlp/v1/traces"],
    ["https://backend.test/otlp//", "https://backend.test/otlp/v1/traces"],
    ["https://backend.test/otlp?key=1", "https://backend.test/otlp/v1/traces?key=1"],
  ])("%s gets the signal's path", (endpoint, expected) => {
    const { url, isDefault } = read({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }).otlp.traces;
    expect([url, isDefault]).toEqual([expected, false]);
  });

  it("of one signal is used as it is, and the others keep the general one", () => {
    const { traces, logs } = read({
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://general:1",
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://own:2/x",
    }).otlp;
    expect([traces.url, logs.url]).toEqual(["http://own:2/x", "http://general:1/v1/logs"]);
  });

  it("that is bad leaves the general one, and the default says so", () => {
    const config = read({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://ok:1", OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: "nonsense" });
    expect(config.otlp.logs).toMatchObject({ url: "http://ok:1/v1/logs", isDefault: false });
    expect(read({}).otlp.logs.isDefault).toBe(true);
  });
});

describe("a propagator that is not known", () => {
  it("is left out, and named only where it cannot be anything else", () => {
    const config = read({ OTEL_PROPAGATORS: "jaeger,tracecontext" });
    expect(config.propagators).toEqual(["tracecontext"]);
    expect(config.warnings.join()).toContain("OTEL_PROPAGATORS");
    expect(read({ OTEL_PROPAGATORS: `Bearer ${SECRET}` }).warnings.join()).not.toContain(SECRET);
  });
});

describe("an option of the wrong kind", () => {
  const wrong: Record<string, readonly unknown[]> = {
    serviceName: ["", " ", 7],
    resource: ["x", null, []],
    sampler: [{}, "always_on", null],
    exporters: [{ traces: {} }, { spans: { export: () => {} } }, [], null],
    spanProcessors: [{}, "x", [null], [{}]],
    instrumentations: [{}, 1, [null], ["http"]],
    ignore: [true, {}],
    beforeExport: [false, {}],
    flush: ["never", 1],
    flushTimeoutMillis: ["500", -1, Number.NaN, Number.POSITIVE_INFINITY],
    timeoutMillis: [0, "x", -5],
    earlySpan: ["true", 1],
    serverTiming: ["true", 1],
    incomingContext: ["maybe"],
    platformParent: [true],
    semconv: [1.45],
    readCarrier: ["headers"],
    privacy: [
      "strict",
      null,
      { urlPath: "some" },
      { redactFields: "password" },
      { redactFields: [7] },
      { exceptionMessage: "yes" },
    ],
    unknownName: [1],
  };

  it.each(Object.entries(wrong).flatMap(([name, values]) => values.map((value) => ({ name, value }))))(
    "$name: $value warns by its name, and the default holds",
    ({ name, value }) => {
      const config = read({}, { [name]: value } as IsobarOptions);
      expect(config.warnings).toHaveLength(1);
      expect(config.warnings[0]).toContain(`"${name}`);
      const defaults = read({});
      expect({ ...config, warnings: [] }).toEqual(defaults);
    },
  );

  it.each([{ options: null }, { options: "text" }, { options: 7 }, { options: [] }])(
    "$options for options are none",
    ({ options }) => {
      const config = read({}, options as never);
      expect({ ...config, warnings: [] }).toEqual(read({}));
      expect(config.warnings).toHaveLength(1);
    },
  );

  it("leaves the other options alone", () => {
    const config = read({}, { flush: "never" as never, serviceName: "kept", privacy: { redactFields: ["pin"] } });
    expect(config.serviceName).toBe("kept");
    expect(config.privacy).toEqual({ exceptionMessage: false, urlPath: "redacted", redactFields: ["pin"] });
  });
});
