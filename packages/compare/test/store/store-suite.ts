import type { LogRecord, Span } from "@isobar/otlp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Selection, Store } from "../../src/store/types.ts";
import { childOf, invocation, logOf, START, workload } from "../support/spans.ts";

/** What the suite's store holds: three groups, failures, duplicates, spans that are no invocations. */
export interface Telemetry {
  readonly spans: readonly Span[];
  readonly logs: readonly LogRecord[];
}

export function makeTelemetry(): Telemetry {
  const aws = workload({ cloud: "aws", count: 120, instances: 6, median: 40, seed: 1 });
  const gcp = workload({ cloud: "gcp", count: 90, instances: 5, median: 60, seed: 2, version: "it's" });
  const azure = [
    invocation({ cloud: "azure", error: "TypeError", millis: 12, attributes: { "http.route": "/a" } }),
    invocation({ cloud: "azure", error: "timeout", millis: 3000, start: START + 500 }),
    invocation({ cloud: "azure", error: "503", httpStatus: 503, start: START + 600 }),
    invocation({ cloud: "azure", waited: true, start: START + 700 }),
    invocation({ cloud: "azure", millis: -5, start: START + 800 }),
    invocation({ cloud: "azure", kind: "consumer", trigger: "pubsub", start: START + 900 }),
  ];
  const first = aws[0] as Span;
  const event = { timeUnixNano: first.startTimeUnixNano + 5n, name: "retry", droppedAttributesCount: 0 };
  const child = { ...childOf(first, "query"), events: [{ ...event, attributes: { attempt: 2, "it's": true } }] };
  return {
    spans: [...aws, ...gcp, ...azure, child, first, first],
    logs: [logOf(first, "order requested"), logOf(azure[0] as Span, "no such order")],
  };
}

/** What every store has to answer, whoever wrote the telemetry into it. */
export function testStore(name: string, open: (telemetry: Telemetry) => Promise<Store>): void {
  describe(name, () => {
    const telemetry = makeTelemetry();
    const byCloud: Selection = { by: ["cloud"] };
    let store: Store;
    beforeAll(async () => {
      store = await open(telemetry);
    });
    afterAll(() => store?.close());

    test("counts each invocation once, and says what came more than once", async () => {
      expect(await store.contents(byCloud)).toEqual({ spans: telemetry.spans.length, duplicates: 2 });
      const rows = await store.count(byCloud);
      const total = (cloud: string) =>
        rows.filter(({ key }) => key[0] === cloud).reduce((sum, { invocations }) => sum + invocations, 0);
      expect([total("aws"), total("gcp"), total("azure")]).toEqual([120, 90, 6]);
      const instance = rows.find((row) => row.instance === "aws-0");
      expect(instance).toMatchObject({
        function: "orders",
        version: "1",
        region: "eu-west-1",
        memoryMiB: 512,
        cold: 1,
      });
      expect(instance).toMatchObject({ service: "orders", sdk: "isobar 0.1.0", trigger: "http", invocations: 20 });
      expect(instance?.firstStart).toBeCloseTo(START, 3);
      expect(instance?.lastStart).toBeCloseTo(START + 114 * 100, 3);
    });

    test("tells failures, timeouts, returned 5xx, waiting and bad clocks apart", async () => {
      const rows = (await store.count(byCloud)).filter(({ key }) => key[0] === "azure");
      const sum = (name: "failed" | "timeouts" | "returned5xx" | "waited" | "badClocks") =>
        rows.reduce((total, row) => total + row[name], 0);
      expect(sum("failed")).toBe(2);
      expect(sum("timeouts")).toBe(1);
      expect(sum("returned5xx")).toBe(1);
      expect(sum("waited")).toBe(1);
      expect(sum("badClocks")).toBe(1);
    });

    test("gives each invocation to the microsecond", async () => {
      const samples = await store.samples(byCloud, [{ key: ["gcp"], share: 1 }], true);
      const expected = telemetry.spans.filter((span) => span.resource.attributes["cloud.provider"] === "gcp");
      const told = new Map(samples.map((sample) => [sample.spanId, sample]));
      expect(told.size).toBe(90);
      for (const span of expected) {
        const millis = Number(span.endTimeUnixNano - span.startTimeUnixNano) / 1e6;
        const sample = told.get(span.spanId);
        expect(sample).toMatchObject({ traceId: span.traceId, cloud: "gcp", cold: span.attributes["faas.coldstart"] });
        expect(sample?.invocationId).toBe(span.attributes["faas.invocation.id"]);
        expect(sample?.duration).toBeCloseTo(millis, 6);
        expect(sample?.start).toBeCloseTo(Number(span.startTimeUnixNano / 1000n) / 1000, 3);
      }
    });

    test("reads a part of a group by whole seconds of an instance", async () => {
      const some = await store.samples(byCloud, [{ key: ["aws"], share: 0.5 }], true);
      expect(some.length).toBeGreaterThan(20);
      expect(some.length).toBeLessThan(100);
      const unit = ({ instance, start }: { instance: string; start: number }) =>
        `${instance} ${Math.floor(start / 1000)}`;
      const chosen = new Set(some.map(unit));
      const all = await store.samples(byCloud, [{ key: ["aws"], share: 1 }], true);
      expect(all.filter((sample) => chosen.has(unit(sample)))).toHaveLength(some.length);
    });

    test("groups by attributes of spans and resources, and by names that need quoting", async () => {
      const keys = (await store.count({ by: ["http.route", "faas.version", 'it\'s "not" there/~'] })).map(
        ({ key }) => key,
      );
      expect(keys).toContainEqual(["/a", "1", ""]);
      expect(keys).toContainEqual(["", "it's", ""]);
      const quoted = await store.count({ by: ["version"], where: { version: "it's" } });
      expect(quoted.reduce((sum, { invocations }) => sum + invocations, 0)).toBe(90);
      const samples = await store.samples({ by: ["http.route"] }, [{ key: ["/a"], share: 1 }], true);
      expect(samples.map(({ errorType }) => errorType)).toEqual(["TypeError"]);
    });

    test("leaves out what started before or after", async () => {
      const rows = await store.count({ by: [], since: START + 1000, until: START + 2000, where: { cloud: "aws" } });
      expect(rows.reduce((sum, { invocations }) => sum + invocations, 0)).toBe(10);
      expect(await store.count({ by: [], since: START + 1e9 })).toEqual([]);
    });

    test("counts durations in bins of 0.1 %", async () => {
      const bins = await store.bins(byCloud, [["gcp"]]);
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(90);
      expect(bins.filter(({ cold }) => cold).reduce((sum, { count }) => sum + count, 0)).toBe(5);
      const [samples, middles] = [
        (await store.samples(byCloud, [{ key: ["gcp"], share: 1 }], true)).map(({ duration }) => duration),
        bins.flatMap(({ bin, count }) => Array<number>(count).fill(1.001 ** bin)),
      ].map((values) => values.sort((a, b) => a - b)) as [number[], number[]];
      for (const [index, value] of samples.entries()) expect((middles[index] ?? 0) / value).toBeCloseTo(1, 3);
    });

    test("finds the slowest of a group and the latest failures of each", async () => {
      const all = (await store.samples(byCloud, [{ key: ["aws"], share: 1 }], true)).sort(
        (a, b) => b.duration - a.duration,
      );
      const slowest = await store.slowest(byCloud, ["aws"], (all[4]?.duration ?? 0) - 0.001, 3);
      expect(slowest.map(({ spanId }) => spanId)).toEqual(all.slice(0, 3).map(({ spanId }) => spanId));
      const failed = await store.failed(byCloud, 2);
      expect(failed.map(({ errorType, httpStatus }) => [errorType, httpStatus])).toEqual([
        ["503", 503],
        ["timeout", undefined],
      ]);
    });

    test("gives back a trace with its log records", async () => {
      const [first] = telemetry.spans as [Span];
      const { spans, logs } = await store.trace(first.traceId);
      expect(spans.map(({ name }) => name).sort()).toEqual(["POST /orders", "query"]);
      const [root, child] = [spans.find(({ kind }) => kind === "server"), spans.find(({ kind }) => kind === "client")];
      expect(root).toMatchObject({ serviceName: "orders", status: "unset", startUnixNano: first.startTimeUnixNano });
      expect(root?.parentSpanId).toBeUndefined();
      expect(root?.attributes).toMatchObject({ "faas.trigger": "http", "faas.coldstart": "true" });
      expect(root?.resourceAttributes["faas.max_memory"]).toBe(String(512 * 1024 * 1024));
      expect(child?.parentSpanId).toBe(first.spanId);
      expect(child?.events).toEqual([
        { unixNano: first.startTimeUnixNano + 5n, name: "retry", attributes: { attempt: "2", "it's": "true" } },
      ]);
      expect(logs).toHaveLength(1);
      expect(logs[0]).toMatchObject({ body: "order requested", severityNumber: 9, spanId: first.spanId });
      expect(logs[0]?.attributes.orderId).toBe("7");
      expect(await store.trace("0".repeat(32))).toEqual({ spans: [], logs: [] });
    });
  });
}
