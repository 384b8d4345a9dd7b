import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  type Comparison,
  compare,
  loadPath,
  openSources,
  openWritableStore,
  quantileOfSorted,
  renderComparison,
  sortSamples,
} from "../src/index.ts";
import { makeFolder, sourcesOf, writeTelemetry } from "./support/sources.ts";
import { childOf, invocation, logOf, START, workload } from "./support/spans.ts";

const plain = (_: string, text: string) => text;
const kinds = ({ threats }: Comparison) => threats.map(({ kind }) => kind);

describe("a comparison", () => {
  test("finds how many times slower one cloud is, and says how sure it is", async () => {
    const spans = [
      ...workload({ cloud: "aws", count: 400, instances: 8, median: 40, seed: 1 }),
      ...workload({ cloud: "gcp", count: 400, instances: 8, median: 60, seed: 2 }),
    ];
    const comparison = await compare(await sourcesOf(spans));
    expect(comparison.groups.map(({ id }) => id)).toEqual(["aws", "gcp"]);
    const ratio = comparison.ratios.find(({ temperature, layer }) => temperature === "warm" && layer === "function");
    expect(ratio).toMatchObject({ group: "gcp", baseline: "aws", n: 392, baselineN: 392, clustered: true });
    expect(ratio?.ratio.interval?.low).toBeGreaterThan(1.35);
    expect(ratio?.ratio.interval?.high).toBeLessThan(1.65);
    expect(ratio?.slower).toBeGreaterThan(0.7);
    expect(JSON.parse(JSON.stringify(comparison))).toEqual(comparison);
  });

  test("never pools cold and warm, and leaves failures out of durations", async () => {
    const warm = Array.from({ length: 40 }, (_, index) =>
      invocation({ millis: 10 + index / 100, start: START + index }),
    );
    const spans = [
      ...warm,
      invocation({ millis: 900, cold: true }),
      invocation({ millis: 9000, error: "TypeError" }),
      invocation({ millis: 9000, error: "503", httpStatus: 503 }),
      invocation({ millis: 5000, waited: true }),
    ];
    const [group] = (await compare(await sourcesOf(spans))).groups;
    expect(group?.duration.warm).toMatchObject({ n: 40, range: { low: 10, high: 10.39 }, relativeError: 0 });
    expect(group?.duration.cold).toMatchObject({ n: 1, range: { low: 900, high: 900 } });
    expect(group).toMatchObject({ invocations: 44, waitedForColdStart: 1 });
    expect([group?.errors.count, group?.http5xx.count, group?.cold.count]).toEqual([1, 1, 1]);
    const samples = sortSamples(warm.map((_, index) => 10 + index / 100));
    expect(group?.duration.warm?.p50.estimate).toBeCloseTo(quantileOfSorted(samples, 0.5), 6);
    expect(group?.duration.warm?.p95.missing).toBe("too few samples");
    expect(group?.duration.warm?.ecdf.at(-1)?.[1]).toBe(1);
  });

  test("says nothing of how much longer a single cold start takes", async () => {
    const spans = workload({ count: 60, instances: 1, median: 40, seed: 1 });
    const [group] = (await compare(await sourcesOf(spans))).groups;
    expect(group?.cold.count).toBe(1);
    expect(group?.coldOverhead).toMatchObject({ layer: "function", missing: "too few samples" });
  });

  test("is the same from files and from a database", async () => {
    const folder = makeFolder();
    const spans = [
      ...workload({ cloud: "aws", count: 120, instances: 5, median: 40, seed: 1 }),
      ...workload({ cloud: "azure", count: 120, instances: 5, median: 44, seed: 2 }),
      invocation({ cloud: "azure", error: "TypeError" }),
    ];
    await writeTelemetry(folder, [...spans, ...spans.slice(0, 3)]);
    const address = `duckdb:${join(folder, "same.duckdb")}`;
    const store = await openWritableStore(address);
    await loadPath(store, folder, [], {});
    await store.close();
    const [files, database] = [await openSources([folder]), await openSources([address])];
    const createdAt = new Date(START);
    const told = async (sources: typeof files) => {
      const { sources: _, ...rest } = await compare(sources, { by: ["cloud", "version"], createdAt });
      await sources.close();
      return rest;
    };
    const fromFiles = await told(files);
    expect(fromFiles.reading).toMatchObject({ invocations: 241, duplicates: 3, partial: true });
    expect(await told(database)).toEqual(fromFiles);
  });

  test("of more invocations than are read one by one has percentiles of all, within a bin", async () => {
    const spans = workload({ count: 6000, instances: 12, median: 50, seed: 7, gapMillis: 20 });
    const sources = await sourcesOf(spans);
    const [all, part] = [await compare(sources), await compare(sources, { mostSamples: 1500 })];
    const [exact, binned] = [all.groups[0]?.duration.warm, part.groups[0]?.duration.warm];
    expect(binned?.relativeError).toBeLessThan(0.0006);
    expect(binned?.n).toBe(exact?.n);
    for (const name of ["p50", "p95", "p99"] as const) {
      const [value, wanted] = [binned?.[name], exact?.[name]];
      expect((value?.estimate ?? 0) / (wanted?.estimate ?? 1)).toBeCloseTo(1, 2);
      expect(value?.interval?.low).toBeLessThanOrEqual(value?.estimate ?? 0);
      expect(value?.interval?.high).toBeGreaterThanOrEqual(value?.estimate ?? 0);
    }
    expect(part.groups[0]?.invocations).toBe(6000);
    expect(part.slowest).toEqual(all.slowest);
    expect(kinds(part)).toContain("sampled");
    expect(kinds(all)).not.toContain("sampled");
  });

  test("leads from the slowest and the failed invocations to their spans and log lines", async () => {
    const slow = invocation({ millis: 800, start: START + 5 });
    const failed = invocation({ error: "TypeError", start: START + 9 });
    const sources = await sourcesOf(
      [invocation({ millis: 20 }), slow, childOf(slow, "query"), failed],
      [logOf(slow, "slow query"), logOf(failed, "failed")],
    );
    const comparison = await compare(sources);
    expect(comparison.slowest[0]).toMatchObject({ group: "aws", traceId: slow.traceId, millis: 800 });
    expect(comparison.failed).toHaveLength(1);
    expect(comparison.failed[0]).toMatchObject({ traceId: failed.traceId, errorType: "TypeError" });
    const trace = await sources.trace(comparison.slowest[0]?.traceId ?? "");
    expect(trace.spans.map(({ name }) => name).sort()).toEqual(["POST /orders", "query"]);
    expect(trace.logs.map(({ body }) => body)).toEqual(["slow query"]);
  });

  test("groups by any attribute, in the order of numbers", async () => {
    const spans = [1024, 128, 512].flatMap((memoryMiB) =>
      workload({ memoryMiB, count: 5, instances: 1, median: 5, seed: 1 }),
    );
    const comparison = await compare(await sourcesOf(spans), { by: ["memory", "http.route"] });
    expect(comparison.groups.map(({ id }) => id)).toEqual(["128 unknown", "512 unknown", "1024 unknown"]);
    expect(comparison.groups[0]?.key).toEqual({ memory: "128", "http.route": "" });
  });
});

describe("threats to validity", () => {
  test("are found in the data", async () => {
    const later = START + 3_600_000;
    const spans = [
      ...workload({ cloud: "aws", count: 100, instances: 5, median: 40, seed: 1, memoryMiB: 512 }),
      ...workload({ cloud: "aws", count: 100, instances: 5, median: 80, seed: 2, start: START + 60_000 }).map(
        (span, index) => ({ ...span, startTimeUnixNano: BigInt(START + 60_000 + index * 100) * 1_000_000n }),
      ),
      ...Array.from({ length: 60 }, (_, index) =>
        invocation({ cloud: "gcp", instance: "one", memoryMiB: 1024, start: later + index * 10, millis: 30 }),
      ),
      ...Array.from({ length: 6 }, () =>
        invocation({ cloud: "gcp", instance: "one", start: later, error: "E", version: "2" }),
      ),
    ].map((span) => ({ ...span }));
    // The second workload's ends moved with its starts.
    for (const span of spans)
      if (span.endTimeUnixNano < span.startTimeUnixNano) span.endTimeUnixNano = span.startTimeUnixNano + 80_000_000n;
    const comparison = await compare(await sourcesOf(spans));
    const found = new Set(kinds(comparison));
    for (const kind of ["unequal-memory", "sequential", "drift", "few-instances", "shared-instances", "mixed-group"])
      expect(found, kind).toContain(kind);
    expect(found).toContain("many-errors");
    expect(found).toContain("few-samples");
  });

  test("are not found where there are none", async () => {
    const spans = [
      ...workload({ cloud: "aws", count: 6000, instances: 600, median: 40, seed: 1 }),
      ...workload({ cloud: "gcp", count: 6000, instances: 600, median: 41, seed: 2 }),
    ];
    expect(kinds(await compare(await sourcesOf(spans)))).toEqual([]);
  });
});

describe("input that is broken", () => {
  test.each([
    ["nothing", [], /nothing to compare/],
    ["a path that is not there", ["/no/such/run"], /there is no \/no\/such\/run/],
    ["a database that is not there", ["duckdb:/no/such/file"], /there is no file \/no\/such\/file/],
  ])("%s is told", async (_, inputs, message) => {
    await expect(openSources(inputs)).rejects.toThrow(message);
  });

  test("a file that is no OTLP, and a folder without any, are told", async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, "other.jsonl"), '{"hello":1}\n');
    await expect(openSources([join(folder, "other.jsonl")])).rejects.toThrow(/is no file of OTLP JSON Lines/);
    await expect(openSources([folder])).rejects.toThrow(/has no file with OTLP JSON Lines, such as traces\.jsonl/);
  });

  test("truncated and broken lines are left out, counted, and make the reading partial", async () => {
    const folder = makeFolder();
    await writeTelemetry(folder, [invocation(), invocation()]);
    appendFileSync(
      join(folder, "traces.jsonl"),
      '{"resourceSpans":[{"scopeSpans":"no"}]}\n{"unknown":true}\n{"resourceSp',
    );
    const told: string[] = [];
    const sources = await openSources([folder], { onBroken: (message) => told.push(message) });
    const { reading, threats } = await compare(sources);
    await sources.close();
    expect(reading).toMatchObject({ invocations: 2, brokenLines: 2, partial: true });
    expect(told.join("\n")).toMatch(/traces\.jsonl:2: .*scopeSpans/);
    expect(told.join("\n")).toMatch(/traces\.jsonl:4: incomplete last line/);
    expect(threats.map(({ kind }) => kind)).toContain("partial-telemetry");
  });

  test("a clock that went back spoils a duration, not the count", async () => {
    const { reading, groups } = await compare(await sourcesOf([invocation({ millis: -1 }), invocation({ millis: 8 })]));
    expect(reading).toMatchObject({ badClocks: 1, invocations: 2 });
    expect(groups[0]?.duration.warm?.n).toBe(1);
  });

  test("spans without invocations, an unknown baseline and too many groups are told", async () => {
    const client = await sourcesOf([childOf(invocation(), "query")]);
    await expect(compare(client)).rejects.toThrow(/1 spans, but none is an invocation/);
    const sources = await sourcesOf(Array.from({ length: 50 }, (_, index) => invocation({ version: String(index) })));
    await expect(compare(sources, { baseline: "gcp" })).rejects.toThrow(
      /no group "gcp" for a baseline; there are: aws/,
    );
    await expect(compare(sources, { by: ["version"] })).rejects.toThrow(/50 groups by version: at most 40/);
    await expect(compare(sources, { since: START + 1e9 })).rejects.toThrow(/that --where, --since and --until leave/);
  });
});

test("the text has a row for each group and no colours of its own", async () => {
  const spans = [
    ...workload({ cloud: "aws", count: 80, instances: 5, median: 40, seed: 1 }),
    ...workload({ cloud: "gcp", count: 80, instances: 5, median: 90, seed: 2 }),
  ];
  const text = renderComparison(await compare(await sourcesOf(spans)), plain);
  expect(text).toMatch(/^160 invocations by cloud, of 160 spans \(isobar 0\.1\.0\)/);
  expect(text).toMatch(/\n\s+invocations\s+errors\s+cold.*p50 ms/);
  expect(text).toMatch(/\naws\s+80\s+0 \(≤4\.6 %\)/);
  expect(text).toMatch(/gcp \/ aws\s+warm, function\s+2\.\d+ \[.*slower/);
  expect(text).toContain("n too small");
  expect(text).not.toContain("\u001b");
});
