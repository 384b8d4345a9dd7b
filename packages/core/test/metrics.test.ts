import { type Attributes, createNoopMeter, ValueType } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ConsoleMetricExporter } from "../src/telemetry/console-metrics.ts";
import { createMeterProvider } from "../src/telemetry/metrics/meter-provider.ts";
import type { ExponentialHistogram, ResourceMetrics } from "../src/telemetry/metrics/model.ts";
import { collectDiagnostics, createHostile, resetProcess } from "./support.ts";

type Config = Parameters<typeof createMeterProvider>[1];

function create(config: Partial<Config> = {}) {
  const provider = createMeterProvider(resourceFromAttributes({ "service.name": "test" }), {
    temporality: "delta",
    histogramAggregation: "explicit_bucket_histogram",
    ...config,
  });
  const read = ({ scopeMetrics }: ResourceMetrics) =>
    scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes, value }) => [descriptor.name, attributes, value]),
      );
  return {
    provider,
    meter: provider.getMeter("test"),
    collect: async (timeoutMillis = 1000) => read(await provider.collect(timeoutMillis)),
    collectNow: () => read(provider.collectNow()),
  };
}

const CUMULATIVE = { temporality: "cumulative" } as const;
const EXPONENTIAL = { histogramAggregation: "base2_exponential_bucket_histogram" } as const;

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  resetProcess();
});

describe("an attribute set", () => {
  it("is the same in another order, and does not change with the object that was given", () => {
    const { meter, collectNow } = create(CUMULATIVE);
    const counter = meter.createCounter("orders");
    const reused: Attributes = { a: "x", b: 1 };
    counter.add(1, reused);
    counter.add(2, { b: 1, a: "x" });
    reused.a = "y";
    counter.add(4, reused);
    expect(collectNow()).toEqual([
      ["orders", { a: "x", b: 1 }, 3],
      ["orders", { a: "y", b: 1 }, 4],
    ]);
  });

  it("is another one with a value of another type, a further attribute, or a changed list", () => {
    const { meter, collectNow } = create();
    const counter = meter.createCounter("orders");
    const list = ["x"];
    for (const attributes of [{ a: 1 }, { a: "1" }, { a: true }, { a: 1, b: 1 }, {}, { a: list }]) {
      counter.add(1, attributes as Attributes);
    }
    list.push("y");
    counter.add(1, { a: list });
    counter.add(1, Object.create({ a: 1 }));
    expect(collectNow().map(([, , value]) => value)).toEqual([1, 1, 1, 1, 2, 1, 1]);
  });

  it("is told from hundreds of others, again and again", () => {
    const { meter, collectNow } = create();
    const counter = meter.createCounter("orders");
    for (let round = 0; round < 3; round += 1) {
      for (let index = 0; index < 500; index += 1) counter.add(1, { a: `${index}`, b: index % 7 });
      expect(collectNow().map(([, attributes, value]) => [attributes, value])).toEqual(
        Array.from({ length: 500 }, (_, index) => [{ a: `${index}`, b: index % 7 }, 1]),
      );
    }
  });

  it("that cannot be read or has no JSON does not reach the caller as an error", () => {
    const messages = collectDiagnostics();
    const { meter, collectNow } = create();
    const counter = meter.createCounter("orders");
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    counter.add(1, circular as Attributes);
    counter.add(2, { a: 1n } as never);
    counter.add(4, null as never);
    counter.add(8, createHostile() as Attributes);
    expect(collectNow().map(([, , value]) => value)).toEqual([1, 2, 4]);
    expect(messages.filter((message) => message.includes("orders has attributes"))).toHaveLength(1);
  });
});

describe("beyond 2000 attribute sets", () => {
  const OVERFLOW = { "otel.metric.overflow": true };

  it.each(["delta", "cumulative"] as const)("all further ones are one: %s", (temporality) => {
    const { meter, collectNow } = create({ temporality });
    const counter = meter.createCounter("orders");
    const addAll = () => {
      for (let index = 0; index < 2100; index += 1) counter.add(1, { index });
    };
    addAll();
    const first = collectNow();
    expect(first).toHaveLength(2000);
    expect(first.at(-1)).toEqual(["orders", OVERFLOW, 101]);
    expect(first[1998]).toEqual(["orders", { index: 1998 }, 1]);
    addAll();
    expect(collectNow().at(-1)).toEqual(["orders", OVERFLOW, temporality === "delta" ? 101 : 202]);
  });

  it("what is observed is put together, and a gauge has the last of it", async () => {
    const { meter, collect } = create();
    let each = 1;
    for (const instrument of [meter.createObservableCounter("sum"), meter.createObservableGauge("last")]) {
      instrument.addCallback((result) => {
        for (let index = 0; index < 2100; index += 1) result.observe(each, { index });
      });
    }
    const overflow = async () =>
      (await collect()).filter(([, attributes]) => "otel.metric.overflow" in Object(attributes));
    expect(await overflow()).toEqual([
      ["sum", OVERFLOW, 101],
      ["last", OVERFLOW, 1],
    ]);
    each = 3;
    expect(await overflow()).toEqual([
      ["sum", OVERFLOW, 202],
      ["last", OVERFLOW, 3],
    ]);
  });
});

describe("a value", () => {
  it("that an instrument does not take is left out with a warning, and nothing else", async () => {
    const messages = collectDiagnostics();
    const { meter, collect } = create(EXPONENTIAL);
    const whole = { valueType: ValueType.INT };
    meter.createCounter("counter").add(-1);
    meter.createCounter("whole", whole).add(Number.NaN);
    meter.createUpDownCounter("up_down").add(Number.NaN);
    meter.createHistogram("histogram").record(-0.5);
    meter.createHistogram("infinite").record(Number.POSITIVE_INFINITY);
    meter.createGauge("gauge").record("1" as never);
    meter.createObservableCounter("observed").addCallback((result) => {
      result.observe(-1);
      result.observe(undefined as never, { a: 1 });
    });
    expect(await collect()).toEqual([]);
    expect(messages.filter((message) => message.includes("takes no"))).toHaveLength(8);
  });

  it("of an instrument of whole numbers loses its fraction", () => {
    const { meter, collectNow } = create();
    meter.createUpDownCounter("orders", { valueType: ValueType.INT }).add(-2.7);
    expect(collectNow()).toEqual([["orders", {}, -2]]);
  });
});

describe("a histogram", () => {
  it("of a collection does not change with what is recorded later", () => {
    for (const kind of [{}, EXPONENTIAL]) {
      const { meter, collectNow } = create({ ...CUMULATIVE, ...kind });
      const histogram = meter.createHistogram("seconds");
      histogram.record(3);
      const collected = collectNow();
      const before = structuredClone(collected);
      histogram.record(3);
      expect(collected).toEqual(before);
    }
  });

  it("with boundaries that are no list has the default ones", () => {
    const messages = collectDiagnostics();
    const { meter, collectNow } = create();
    meter.createHistogram("seconds", { advice: { explicitBucketBoundaries: 5 as never } }).record(7);
    expect(collectNow()).toMatchObject([["seconds", {}, { buckets: { boundaries: { length: 15 } } }]]);
    expect(messages.join()).toContain("explicitBucketBoundaries");
  });

  it("with adapting buckets keeps the scale in an interval of zeros", () => {
    const { meter, collectNow } = create({ ...CUMULATIVE, ...EXPONENTIAL });
    const histogram = meter.createHistogram("seconds");
    histogram.record(0);
    expect(collectNow()).toMatchObject([["seconds", {}, { scale: 0, zeroCount: 1, positive: { bucketCounts: [] } }]]);
    histogram.record(1);
    collectNow();
    histogram.record(0);
    expect(collectNow()).toMatchObject([
      ["seconds", {}, { scale: 20, zeroCount: 2, positive: { offset: -1, bucketCounts: [1] } }],
    ]);
  });

  it("with adapting buckets has powers of two at the upper bound, and what is more by a bit in the next", () => {
    for (let exponent = -1022; exponent <= 1023; exponent += 1) {
      const { meter, collectNow } = create(EXPONENTIAL);
      const histogram = meter.createHistogram("seconds");
      const power = 2 ** exponent;
      for (const value of [power, power * (1 + 2 ** -52)]) histogram.record(value);
      const [[, , value] = []] = collectNow();
      const { scale, positive } = value as ExponentialHistogram;
      expect({ scale, ...positive }).toEqual({ scale: 20, offset: exponent * 2 ** 20 - 1, bucketCounts: [1, 1] });
    }
  });

  it("with adapting buckets takes the smallest and the greatest number there are", () => {
    const { meter, collectNow } = create(EXPONENTIAL);
    const histogram = meter.createHistogram("seconds");
    for (const value of [Number.MIN_VALUE, 1, Number.MAX_VALUE]) histogram.record(value);
    const [[, , value] = []] = collectNow();
    const { scale, positive } = value as ExponentialHistogram;
    expect(scale).toBe(-4);
    expect(positive.offset).toBe(-1075 >> 4);
    expect(positive.bucketCounts.flatMap((count, place) => (count > 0 ? [place + positive.offset] : []))).toEqual([
      -1075 >> 4,
      -1,
      1023 >> 4,
    ]);
  });
});

describe("a callback", () => {
  const observe = (result: { observe(value: number): void }) => result.observe(1);

  it("that throws, rejects or hangs costs what it observes, and one warning", async () => {
    const messages = collectDiagnostics();
    const { meter, collect } = create();
    const failing = {
      throws: (result: { observe(value: number): void }) => {
        result.observe(1);
        throw new TypeError("no");
      },
      rejects: async (result: { observe(value: number): void }) => {
        result.observe(1);
        throw new RangeError("no");
      },
      hangs: (result: { observe(value: number): void }) => {
        result.observe(1);
        return new Promise<void>(() => {});
      },
    };
    for (const [name, callback] of Object.entries(failing)) meter.createObservableGauge(name).addCallback(callback);
    meter.createObservableGauge("waits").addCallback(async (result) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      result.observe(1);
    });
    meter.createObservableGauge("works").addCallback(observe);
    for (let round = 0; round < 2; round += 1) {
      expect(await collect(50)).toEqual([
        ["waits", {}, 1],
        ["works", {}, 1],
      ]);
    }
    const told = messages.filter((message) => message.includes("callback"));
    expect(told).toHaveLength(3);
    expect(told.join()).toMatch(/failed \(TypeError\).*failed \(RangeError\).*took longer than 50 ms/s);
  });

  it("that comes to an end too late is not heard", async () => {
    const { meter, collect, collectNow } = create();
    let end = () => {};
    meter.createObservableGauge("late").addCallback((result) => {
      result.observe(1);
      return new Promise<void>((resolve) => {
        end = resolve;
      });
    });
    expect(await collect(1)).toEqual([]);
    end();
    await new Promise((resolve) => setImmediate(resolve));
    expect(collectNow()).toEqual([]);
  });

  it("is not waited for where it is synchronous", async () => {
    const { meter, collect } = create();
    meter.createObservableGauge("works").addCallback(observe);
    const setTimeout = vi.spyOn(globalThis, "setTimeout");
    expect(await collect()).toEqual([["works", {}, 1]]);
    expect(setTimeout).not.toHaveBeenCalled();
  });

  it("may use one object for all that it observes", async () => {
    const { meter, collect } = create();
    meter.createObservableGauge("load").addCallback((result) => {
      const attributes: Attributes = {};
      for (const cpu of [0, 1]) {
        attributes.cpu = cpu;
        result.observe(cpu * 10, attributes);
      }
    });
    expect(await collect()).toEqual([
      ["load", { cpu: 0 }, 0],
      ["load", { cpu: 1 }, 10],
    ]);
  });

  it("of a batch observes what it was added for alone", async () => {
    const messages = collectDiagnostics();
    const { meter, collect } = create();
    const [one, other] = [meter.createObservableGauge("one"), meter.createObservableGauge("other")];
    meter.addBatchObservableCallback(
      (result) => {
        for (const gauge of [one, other, {} as never]) result.observe(gauge, 1);
      },
      [one],
    );
    meter.addBatchObservableCallback(() => {}, [{} as never]);
    expect(await collect()).toEqual([["one", {}, 1]]);
    expect(messages.join()).toContain("none that it can observe");
  });
});

describe("points", () => {
  const SECOND = 1_700_000_000;

  it("of deltas are one after the other without a gap", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: SECOND * 1000 });
    const { meter, provider } = create();
    const counter = meter.createCounter("orders");
    const times = async () => {
      vi.advanceTimersByTime(1500);
      const { scopeMetrics } = await provider.collect(0);
      return scopeMetrics[0]?.metrics[0]?.dataPoints.map(({ startTime, endTime }) => [startTime, endTime]);
    };
    counter.add(1);
    expect(await times()).toEqual([
      [
        [SECOND, 0],
        [SECOND + 1, 500_000_000],
      ],
    ]);
    expect(await times()).toBeUndefined();
    counter.add(1);
    expect(await times()).toEqual([
      [
        [SECOND + 3, 0],
        [SECOND + 4, 500_000_000],
      ],
    ]);
  });
});

describe("a meter", () => {
  it("has one instrument for names that differ in case, and warns of what does not fit together", () => {
    const messages = collectDiagnostics();
    const { meter, collectNow } = create();
    meter.createCounter("Orders").add(1);
    meter.createCounter("orders", { description: "all of them" }).add(1);
    expect(collectNow()).toEqual([["Orders", {}, 2]]);
    expect(messages.filter((message) => message.includes("different descriptions"))).toHaveLength(1);
    meter.createCounter("orders", { unit: "s" }).add(1);
    expect(collectNow()).toEqual([["orders", {}, 1]]);
    expect(messages.filter((message) => message.includes("each is exported"))).toHaveLength(1);
    meter.createCounter("1st");
    expect(messages.filter((message) => message.includes('"1st" is no valid name'))).toHaveLength(1);
  });

  it("is the same for the same scope, and none after shutdown", async () => {
    const { provider, meter } = create();
    expect(provider.getMeter("test")).toBe(meter);
    expect(provider.getMeter("test", "1")).not.toBe(meter);
    expect(provider.getMeter("test", "", { schemaUrl: "x" })).not.toBe(meter);
    await provider.shutdown();
    expect(provider.getMeter("test")).toBe(createNoopMeter());
    await expect(provider.collect(0)).rejects.toThrow("shut down");
  });
});

describe("metrics on the console", () => {
  it("are printed with all of their points", () => {
    const dir = vi.spyOn(console, "dir").mockImplementation(() => {});
    const { meter, provider } = create();
    meter.createCounter("orders").add(2, { a: "b" });
    const done = vi.fn();
    new ConsoleMetricExporter().export(provider.collectNow(), done);
    expect(dir).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        descriptor: expect.objectContaining({ name: "orders" }),
        dataPoints: [expect.objectContaining({ attributes: { a: "b" }, value: 2 })],
      }),
      { depth: null },
    );
    expect(done).toHaveBeenCalledWith({ code: 0 });
  });
});
