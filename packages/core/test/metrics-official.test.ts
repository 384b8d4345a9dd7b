import {
  type Attributes,
  type MetricOptions,
  type Observable,
  type ObservableResult,
  ValueType,
} from "@opentelemetry/api";
import { emptyResource } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  AggregationType,
  InstrumentType,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMeterProvider } from "../src/telemetry/metrics/meter-provider.ts";

type Temporality = "delta" | "cumulative" | "lowmemory";
type Histograms = "explicit_bucket_histogram" | "base2_exponential_bucket_histogram";

/** What has delta temporality, written down from the specification. */
const DELTAS: Record<Temporality, readonly InstrumentType[]> = {
  cumulative: [],
  delta: [
    InstrumentType.COUNTER,
    InstrumentType.OBSERVABLE_COUNTER,
    InstrumentType.HISTOGRAM,
    InstrumentType.GAUGE,
    InstrumentType.OBSERVABLE_GAUGE,
  ],
  lowmemory: [InstrumentType.COUNTER, InstrumentType.HISTOGRAM, InstrumentType.GAUGE, InstrumentType.OBSERVABLE_GAUGE],
};

class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** OpenTelemetry's own SDK and Isobar's, to be given the same to do. */
function createPair(temporality: Temporality, histograms: Histograms) {
  const reader = new Reader({
    aggregationTemporalitySelector: (type) =>
      DELTAS[temporality].includes(type) ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
    aggregationSelector: (type) =>
      type === InstrumentType.HISTOGRAM && histograms === "base2_exponential_bucket_histogram"
        ? { type: AggregationType.EXPONENTIAL_HISTOGRAM }
        : { type: AggregationType.DEFAULT },
  });
  const resource = emptyResource();
  const official = new MeterProvider({ resource, readers: [reader] });
  const ours = createMeterProvider(resource, { temporality, histogramAggregation: histograms });
  return {
    providers: [official, ours] as const,
    collect: async () => [(await reader.collect()).resourceMetrics, await ours.collect(1000)] as const,
  };
}

const sortKeys = (attributes: Attributes) =>
  JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));

/**
 * Points and scopes in an order of their own: it means nothing. Nor do the starts of deltas here: they are one after
 * the other without a gap, where the official ones of a series begin anew after an interval without it.
 */
function normalize({ resource, scopeMetrics }: ResourceMetrics): unknown {
  return {
    resource,
    scopeMetrics: scopeMetrics
      .map(({ scope, metrics }) => ({
        scope,
        metrics: metrics.map((metric) => ({
          ...metric,
          dataPoints: metric.dataPoints
            .map((point) => ({
              ...point,
              startTime: metric.aggregationTemporality === AggregationTemporality.DELTA ? undefined : point.startTime,
            }))
            .sort((a, b) => (sortKeys(a.attributes) < sortKeys(b.attributes) ? -1 : 1)),
        })),
      }))
      .sort((a, b) => (JSON.stringify(a.scope) < JSON.stringify(b.scope) ? -1 : 1)),
  };
}

const SYNC = ["createCounter", "createUpDownCounter", "createHistogram", "createGauge"] as const;
const OBSERVED = ["createObservableCounter", "createObservableUpDownCounter", "createObservableGauge"] as const;

/** Few bits, so that sums come out the same in whatever order they are made. */
const number = fc
  .tuple(fc.integer({ min: 1, max: 1023 }), fc.integer({ min: -10, max: 10 }))
  .map(([a, b]) => a * 2 ** b);
const attributes = fc.oneof(
  { weight: 1, arbitrary: fc.constant(undefined) },
  {
    weight: 4,
    arbitrary: fc
      .uniqueArray(
        fc.tuple(
          fc.constantFrom("a", "b", "c", "", "http.route"),
          fc.constantFrom<unknown>("x", "", "1", 1, 0, true, false, ["x"], ["x", "y"], [1], null),
        ),
        { selector: ([name]) => name, maxLength: 3 },
      )
      .map((pairs) => Object.fromEntries(pairs) as Attributes),
  },
);
const options = fc.record<MetricOptions>(
  {
    unit: fc.constantFrom("s", "By"),
    description: fc.constantFrom("short", "rather longer", ""),
    valueType: fc.constantFrom(ValueType.INT, ValueType.DOUBLE),
    advice: fc.record({
      explicitBucketBoundaries: fc.constantFrom(
        [],
        [1, 2, 3],
        [10, 0.5],
        [Number.NEGATIVE_INFINITY, 4, 5, Number.POSITIVE_INFINITY],
      ),
    }),
  },
  { requiredKeys: [] },
);
const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant("record" as const),
      which: fc.nat(),
      value: fc.oneof({ weight: 8, arbitrary: number }, { weight: 1, arbitrary: number.map((value) => -value) }),
      attributes,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("state" as const),
      which: fc.nat(),
      values: fc.array(fc.tuple(number, attributes), { maxLength: 4 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("collect" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("callback" as const), which: fc.nat(), adds: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("batch" as const),
      which: fc.array(fc.nat(), { maxLength: 3 }),
    }),
  },
);
const program = fc.record({
  instruments: fc.array(
    fc.record({
      scope: fc.constantFrom<[string, string?, { schemaUrl: string }?]>(
        ["one"],
        ["one", "1.0"],
        ["one", "1.0", { schemaUrl: "https://example.com/1" }],
        ["two"],
      ),
      create: fc.constantFrom(...SYNC, ...OBSERVED),
      name: fc.constantFrom("orders", "duration", "not valid"),
      options: fc.oneof(fc.constant(undefined), options),
    }),
    { minLength: 1, maxLength: 8, size: "max" },
  ),
  steps: fc.array(step, { minLength: 5, maxLength: 60, size: "max" }),
});

type Program = typeof program extends fc.Arbitrary<infer Value> ? Value : never;

/** Runs a program on both, and returns what each of them collected each time. */
async function run({ instruments, steps }: Program, temporality: Temporality, histograms: Histograms) {
  const { providers, collect } = createPair(temporality, histograms);
  const made = instruments.map(({ scope, create, name, options: given }, index) => ({
    scope,
    isObserved: (OBSERVED as readonly string[]).includes(create),
    isExponential: create === "createHistogram" && histograms === "base2_exponential_bucket_histogram",
    each: providers.map((provider) => provider.getMeter(...scope)[create](name, given)),
    meters: providers.map((provider) => provider.getMeter(...scope)),
    /** What is to be observed of it. */
    values: [] as [number, Attributes | undefined][],
    // Series of its own: what two callbacks observe of a count that began anew is added up by the official SDK.
    callback: (result: ObservableResult) => {
      for (const [value, own] of made[index]?.values ?? []) result.observe(value, { ...own, by: index });
    },
  }));
  const observed = made.filter(({ isObserved }) => isObserved);
  const recorded = made.filter(({ isObserved }) => !isObserved);
  const batches = [0, 1].map(
    (side) => (result: { observe(metric: Observable, value: number, own?: Attributes): void }) => {
      for (const [index, { values, each }] of made.entries()) {
        for (const [value, own] of values) result.observe(each[side] as Observable, value, { ...own, byBatch: index });
      }
    },
  );
  let batch: typeof observed = [];
  const collections: [official: unknown, ours: unknown][] = [];
  for (const each of [...steps, { do: "collect" } as const]) {
    vi.advanceTimersByTime(1001);
    if (each.do === "collect") {
      const [official, ours] = await collect();
      collections.push([normalize(official), normalize(ours)]);
    } else if (each.do === "record" && recorded.length > 0) {
      const { each: sides, isExponential } = recorded[each.which % recorded.length] as (typeof recorded)[number];
      // Of an interval with nothing but zeros the official SDK makes buckets that are wrong, where it adds them up.
      const value = isExponential && Math.abs(each.value) < 1 ? each.value + Math.sign(each.value) : each.value;
      for (const instrument of sides) {
        if ("add" in instrument) instrument.add(value, each.attributes);
        if ("record" in instrument) instrument.record(value, each.attributes);
      }
    } else if (observed.length > 0) {
      const pick = (which: number) => observed[which % observed.length] as (typeof observed)[number];
      if (each.do === "state") pick(each.which).values = each.values;
      if (each.do === "callback") {
        const { each: sides, callback } = pick(each.which);
        for (const side of sides as Observable[]) side[each.adds ? "addCallback" : "removeCallback"](callback);
      }
      if (each.do === "batch") {
        // One at a time, and of one meter.
        const of = (side: number) => batch.map((instrument) => instrument.each[side] as Observable);
        for (const side of [0, 1])
          batch[0]?.meters[side]?.removeBatchObservableCallback(batches[side] as never, of(side));
        batch = each.which.map(pick).filter(({ scope }, _index, [first]) => scope === first?.scope);
        for (const side of [0, 1]) batch[0]?.meters[side]?.addBatchObservableCallback(batches[side] as never, of(side));
      }
    }
  }
  return collections;
}

describe.each(["delta", "cumulative", "lowmemory"] as const)("%s metrics", (temporality) => {
  beforeEach(() => vi.useFakeTimers({ toFake: ["Date"], now: 1_700_000_000_123 }));
  afterEach(() => vi.useRealTimers());

  it.each(["explicit_bucket_histogram", "base2_exponential_bucket_histogram"] as const)(
    "are those of OpenTelemetry's own SDK, with an %s",
    async (histograms) => {
      let points = 0;
      await fc.assert(
        fc.asyncProperty(program, async (each) => {
          for (const [official, ours] of await run(each, temporality, histograms)) {
            expect(ours).toEqual(official);
            points += JSON.stringify(official).split('"endTime"').length - 1;
          }
        }),
        { numRuns: 150 },
      );
      expect(points).toBeGreaterThan(1000);
    },
  );
});

describe("exponential histograms", () => {
  it("have the buckets of OpenTelemetry's own SDK, whatever the range", async () => {
    const wide = fc.oneof(
      fc.integer({ min: -1000, max: 1000 }).map((exponent) => 2 ** exponent),
      fc
        .tuple(fc.integer({ min: -1000, max: 1000 }), fc.double({ min: 1.001, max: 1.999, noNaN: true }))
        .map(([a, b]) => b * 2 ** a),
      fc.double({ min: 1.001, max: 1.1, noNaN: true }),
      fc.constant(0),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(wide, { minLength: 1, maxLength: 200 }), async (values) => {
        const { providers, collect } = createPair("delta", "base2_exponential_bucket_histogram");
        for (const provider of providers) {
          const histogram = provider.getMeter("test").createHistogram("seconds");
          for (const value of values) histogram.record(value);
        }
        const [official, ours] = (await collect()).map(
          (collection) => collection.scopeMetrics[0]?.metrics[0]?.dataPoints[0]?.value,
        );
        expect(ours).toEqual(official);
      }),
      { numRuns: 300 },
    );
  });
});
