import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { describe, expect, it } from "vitest";
import { resolveConfig } from "../src/index.ts";
import { createMetricSource } from "../src/telemetry/metric-source.ts";
import { createKept } from "./support.ts";

function create(env: Record<string, string> = {}) {
  const kept = createKept();
  let fails: "no" | "retry" | "refused" = "no";
  const drops: [string, number][] = [];
  const source = createMetricSource(
    resolveConfig({}, env),
    {
      export: (items: never, done: (result: { code: number; error?: Error }) => void) => {
        if (fails === "no") kept.options.exporters.metrics.export(items, done);
        else done({ code: 1, error: Object.assign(new Error("x"), fails === "refused" && { code: 400 }) });
      },
      shutdown: async () => {},
    },
    (_signal, reason, count) => drops.push([reason, count]),
  );
  const provider = new MeterProvider({ readers: [source.reader] });
  const counter = provider.getMeter("test").createCounter("orders");
  return {
    kept,
    source,
    drops,
    provider,
    fail: (how: typeof fails) => {
      fails = how;
    },
    count: (amount: number) => {
      counter.add(amount);
      source.touch();
    },
  };
}

describe("metrics", () => {
  it("are deltas: each count is sent once", async () => {
    const { kept, source, count } = create();
    count(2);
    expect(source.hasPending()).toBe(true);
    expect(await source.send()).toBe(true);
    expect(source.hasPending()).toBe(false);
    count(3);
    await source.send();
    expect(kept.total("orders")).toBe(5);
    expect(kept.metrics).toHaveLength(2);
  });

  it("of a collection that could not be sent are kept, and sent later in their order", async () => {
    const { kept, source, count, fail, drops } = create();
    fail("retry");
    count(1);
    expect(await source.send()).toBe(false);
    expect(source.hasPending()).toBe(true);
    count(2);
    expect(await source.send()).toBe(false);
    fail("no");
    count(4);
    expect(await source.send()).toBe(true);
    expect(kept.total("orders")).toBe(7);
    expect(await source.send()).toBe(true);
    expect(kept.total("orders")).toBe(7);
    expect(drops).toEqual([]);
  });

  it("that the backend refuses are counted and not sent again", async () => {
    const { kept, source, count, fail, drops } = create();
    fail("refused");
    count(1);
    expect(await source.send()).toBe(true);
    fail("no");
    count(2);
    await source.send();
    expect(kept.total("orders")).toBe(2);
    expect(drops).toEqual([["refused", 1]]);
  });

  it("are kept for 64 collections, and the oldest dropped and counted", async () => {
    const { kept, source, count, fail, drops } = create();
    fail("retry");
    for (let index = 0; index < 66; index += 1) {
      count(1);
      await source.send();
    }
    fail("no");
    await source.send();
    expect(kept.total("orders")).toBe(64);
    expect(drops).toEqual([
      ["buffer_full", 1],
      ["buffer_full", 1],
    ]);
  });

  it("are cumulative where the variable says so", async () => {
    const { kept, source, count } = create({ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: "cumulative" });
    count(2);
    await source.send();
    count(3);
    await source.send();
    const values = kept.metrics.flatMap((c) => c.scopeMetrics.flatMap((s) => s.metrics.flatMap((m) => m.dataPoints)));
    expect(values.map(({ value }) => value)).toEqual([2, 5]);
  });

  it("are still sent where a callback of the application's never comes to an end", async () => {
    const { kept, source, count, provider } = create();
    provider
      .getMeter("test")
      .createObservableGauge("hangs")
      .addCallback(() => new Promise<void>(() => {}));
    count(2);
    await source.send();
    expect(kept.total("orders")).toBe(2);
  });
});
