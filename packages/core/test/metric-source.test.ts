import { emptyResource } from "@opentelemetry/resources";
import type { ResourceMetrics } from "@opentelemetry/sdk-metrics";
import { describe, expect, it, vi } from "vitest";
import { resolveConfig } from "../src/index.ts";
import { createExporterSender } from "../src/telemetry/export.ts";
import { mayRepeat } from "../src/telemetry/exporters.ts";
import { createMetricSource } from "../src/telemetry/metric-source.ts";
import { createMeterProvider } from "../src/telemetry/metrics/meter-provider.ts";
import type { Sender } from "../src/telemetry/send.ts";
import { createKept, createLosses } from "./support.ts";

function create(env: Record<string, string> = {}) {
  const kept = createKept();
  let fails: "no" | "retry" | "refused" | "hangs" = "no";
  const losses = createLosses();
  const config = resolveConfig({}, env);
  const provider = createMeterProvider(emptyResource(), config);
  const source = createMetricSource(
    provider,
    createExporterSender({
      export: (items: never, done: (result: { code: number; error?: Error }) => void) => {
        if (fails === "hangs") return;
        if (fails === "no") kept.options.exporters.metrics.export(items, done);
        else done({ code: 1, error: Object.assign(new Error("x"), fails === "refused" && { code: 400 }) });
      },
      shutdown: async () => {},
    }),
    losses.counter,
    mayRepeat(config, "metrics"),
  );
  const counter = provider.getMeter("test").createCounter("orders");
  return {
    kept,
    source,
    losses,
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
    expect(await source.send()).toMatchObject({ isSent: true });
    expect(source.hasPending()).toBe(false);
    count(3);
    await source.send();
    expect(kept.total("orders")).toBe(5);
    expect(kept.metrics).toHaveLength(2);
  });

  it("of a collection that could not be sent are kept, and sent later in their order", async () => {
    const { kept, source, count, fail, losses } = create();
    fail("retry");
    count(1);
    expect(await source.send()).toMatchObject({ isSent: false });
    expect(source.hasPending()).toBe(true);
    count(2);
    expect(await source.send()).toMatchObject({ isSent: false });
    fail("no");
    count(4);
    expect(await source.send()).toMatchObject({ isSent: true });
    expect(kept.total("orders")).toBe(7);
    expect(await source.send()).toMatchObject({ isSent: true });
    expect(kept.total("orders")).toBe(7);
    expect(losses.all).toEqual([]);
  });

  it("that the backend refuses are counted and not sent again", async () => {
    const { kept, source, count, fail, losses } = create();
    fail("refused");
    count(1);
    expect(await source.send()).toMatchObject({ isSent: true });
    fail("no");
    count(2);
    await source.send();
    expect(kept.total("orders")).toBe(2);
    expect(losses.all).toEqual([["dropped", 1, "refused"]]);
  });

  it("are kept for 64 collections, and the oldest dropped and counted", async () => {
    const { kept, source, count, fail, losses } = create();
    fail("retry");
    for (let index = 0; index < 66; index += 1) {
      count(1);
      await source.send();
    }
    fail("no");
    await source.send();
    expect(kept.total("orders")).toBe(64);
    expect(losses.all).toEqual([
      ["dropped", 1, "buffer_full"],
      ["dropped", 1, "buffer_full"],
    ]);
  });

  it("that got no answer are not sent again where they are deltas, and counted as possibly lost", async () => {
    const { kept, source, count, fail, losses } = create();
    fail("hangs");
    count(1);
    const sending = source.send();
    await vi.waitFor(() => {
      source.interrupt?.();
      return expect(losses.all).toEqual([["possiblyLost", 1]]);
    });
    expect(await sending).toMatchObject({ isSent: false });
    fail("no");
    count(2);
    await source.send();
    expect(kept.total("orders")).toBe(2);
  });

  it("that have not been sent are known by their number, those that were not collected yet too", async () => {
    const { source, count, fail } = create();
    fail("retry");
    count(1);
    await source.send();
    count(2);
    expect(await source.unsent?.()).toEqual({ signal: "metrics", count: 2 });
    expect(await source.unsent?.()).toEqual({ signal: "metrics", count: 2 });
    fail("no");
    await source.send();
    expect(await source.unsent?.()).toEqual({ signal: "metrics", count: 0 });
  });

  it("of a provider that the application has shut down have no known number, and nothing fails", async () => {
    const { source, count, provider } = create();
    count(1);
    await provider.shutdown();
    expect(await source.unsent?.()).toEqual({ signal: "metrics", count: undefined });
  });

  it("that got no answer are sent again where they are cumulative", async () => {
    const env = { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: "cumulative" };
    const { source, count, fail, losses } = create(env);
    fail("hangs");
    count(1);
    const sending = source.send();
    setImmediate(() => source.interrupt?.());
    expect(await sending).toMatchObject({ isSent: false });
    expect(source.hasPending()).toBe(true);
    expect(losses.all).toEqual([]);
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

describe("in a process that ends", () => {
  it("metrics are collected without a wait, the same as with one", async () => {
    const collect = async (how: "now" | "later") => {
      const { source, provider, kept, count } = create();
      provider.getMeter("test").createHistogram("seconds").record(3, { a: "b" });
      count(2);
      if (how === "later") {
        await source.send();
        return kept.metrics;
      }
      return [provider.collectNow()];
    };
    const withoutTimes = (collections: unknown): unknown =>
      JSON.parse(JSON.stringify(collections, (name, value) => (/Time$/.test(name) ? undefined : value)));
    const now = withoutTimes(await collect("now"));
    expect(now).toEqual(withoutTimes(await collect("later")));
    expect(JSON.stringify(now)).toContain('"orders"');
  });

  it.each([
    ["delta", ["unclear", "sent"]],
    ["cumulative", ["sent", "sent"]],
  ])("what is under way is sent again where points cannot count twice: %s", async (temporality, ends) => {
    const config = resolveConfig({}, { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: temporality });
    let sent = 0;
    const sender: Sender<ResourceMetrics> = {
      send: () => {
        sent += 1;
        return new Promise(() => {});
      },
      tryLast: () => ({ kind: "sent" }),
      interrupt: () => {},
    };
    const provider = createMeterProvider(emptyResource(), config);
    const source = createMetricSource(provider, sender, createLosses().counter, mayRepeat(config, "metrics"));
    const counter = provider.getMeter("test").createCounter("orders");
    counter.add(1);
    source.touch();
    void source.send();
    await vi.waitFor(() => expect(sent).toBe(1));
    counter.add(1);
    source.touch();
    expect(source.takeRest?.()).toEqual(ends.map((kind) => ({ signal: "metrics", count: 1, last: { kind } })));
  });

  it("there are no metrics where none were counted since the last export, cumulative ones neither", async () => {
    const { source, count } = create({ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: "cumulative" });
    count(1);
    await source.send();
    expect(source.takeRest?.()).toEqual([]);
  });

  it("metrics are collected also where the application has shut the meter provider down", async () => {
    const { source, count, provider } = create();
    count(1);
    await provider.shutdown();
    expect(source.takeRest?.()).toEqual([{ signal: "metrics", count: 1, last: { kind: "sent" } }]);
  });
});
