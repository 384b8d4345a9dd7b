import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Span } from "@isobar/otlp";
import { expect, onTestFinished, test } from "vitest";
import { type ClientRecord, compare, loadPath, openSources, openWritableStore, type RunInfo } from "../src/index.ts";
import { makeFolder, writeTelemetry } from "./support/sources.ts";
import { invocation, START } from "./support/spans.ts";

function runInfo(change: Partial<RunInfo> = {}): RunInfo {
  return {
    version: 1,
    pattern: "warm",
    seed: 7,
    startedAt: new Date(START).toISOString(),
    endedAt: new Date(START + 60_000).toISOString(),
    ended: "invocations",
    options: {
      ...{ invocations: 100, rate: 10, blockSize: 10, burstSize: 1, gapSeconds: 1, timeoutMillis: 1000 },
      ...{ method: "GET", headers: [], bodyBytes: 0 },
    },
    targets: [
      { id: "aws", name: "aws", url: "https://a.example/", local: false, stamps: true },
      { id: "gcp", name: "gcp", url: "https://g.example/", local: false, stamps: true },
    ],
    discardedBlocks: 1,
    driver: { isobar: "0.1.0", node: "24", platform: "linux", arch: "x64", cpus: 2 },
    notes: [],
    ...change,
  };
}

let id = 0;

/** A request that became the span: 30 ms on the way and in the platform, beside what the handler takes. */
function requestOf(span: Span, change: Partial<ClientRecord> = {}): ClientRecord {
  id += 1;
  const millis = Number(span.endTimeUnixNano - span.startTimeUnixNano) / 1e6;
  const cold = span.attributes["faas.coldstart"] === true;
  const initMillis = cold ? 200 : 0;
  const sent = Number(span.startTimeUnixNano / 1000n) / 1000 - 10 - initMillis;
  return {
    id,
    target: String(span.resource.attributes["cloud.provider"]),
    block: 1,
    discarded: false,
    intended: sent - 1,
    sent,
    end: sent + 30 + millis + initMillis,
    status: 200,
    outcome: "ok",
    stamp: {
      invocationId: String(span.attributes["faas.invocation.id"]),
      handlerMillis: millis,
      cold,
      ...(cold && { initMillis }),
    },
    traceId: span.traceId,
    ...change,
  };
}

async function writeRun(folder: string, spans: readonly Span[], requests: readonly ClientRecord[], info = runInfo()) {
  await writeTelemetry(folder, spans);
  writeFileSync(join(folder, "run.json"), JSON.stringify(info));
  writeFileSync(join(folder, "client.jsonl"), requests.map((request) => `${JSON.stringify(request)}\n`).join(""));
}

function makeSpans(cloud: string, count: number, millis: number): Span[] {
  return Array.from({ length: count }, (_, index) =>
    invocation({
      ...{ cloud, cold: index < 10, millis: millis + (index % 7) },
      ...{ start: START + index * 200, instance: `${cloud}-${index % 10}` },
    }),
  );
}

test("what the client of a run saw is joined with what the functions tell", async () => {
  const folder = makeFolder();
  const [aws, gcp] = [makeSpans("aws", 100, 20), makeSpans("gcp", 100, 20)];
  const refused = (
    outcome: ClientRecord["outcome"],
    status: number | undefined,
    change: Partial<ClientRecord> = {},
  ) => {
    const { stamp: _, end, status: __, ...record } = requestOf(invocation({ cloud: "gcp" }));
    return { ...record, ...(status !== undefined && { end, status }), outcome, ...change } as ClientRecord;
  };
  const failed = invocation({ cloud: "gcp", error: "TypeError", start: START + 400, instance: "gcp-1" });
  const requests = [
    ...aws.map((span) => requestOf(span)),
    // Without the stamp's id, by the trace.
    ...gcp.map((span) =>
      requestOf(span, { stamp: { handlerMillis: 20, cold: span.attributes["faas.coldstart"] === true } }),
    ),
    refused("throttled", 429),
    refused("throttled", 429),
    refused("no_answer", undefined),
    refused("platform_error", 502, { traceId: failed.traceId }),
    requestOf(invocation({ cloud: "gcp" })),
  ];
  await writeRun(folder, [...aws, ...gcp, failed], requests);
  const sources = await openSources([folder]);
  onTestFinished(() => sources.close());
  const comparison = await compare(sources);
  const [first, second] = comparison.groups;
  expect(first?.client).toMatchObject({
    requests: 100,
    matched: { count: 100, of: 100 },
    throttles: { count: 0, of: 100 },
  });
  expect(first?.client?.latency.warm?.n).toBe(90);
  // Waiting to be sent, one millisecond, counts; the breakdown begins when it was sent.
  expect(first?.client?.latency.warm?.p50.estimate).toBeCloseTo(54, 0);
  expect(first?.client?.breakdown[0]).toMatchObject({ temperature: "warm", n: 90 });
  expect(first?.client?.breakdown[0]?.networkAndPlatform).toBeCloseTo(30, 3);
  expect(first?.client?.breakdown[1]).toMatchObject({ temperature: "cold", n: 10, init: 200 });
  expect(first?.init?.p50.estimate).toBe(200);
  expect(first?.coldOverhead).toMatchObject({ layer: "client" });
  expect(Math.abs((first?.coldOverhead?.estimate ?? 0) - 200)).toBeLessThan(3);
  expect(second?.client).toMatchObject({
    requests: 105,
    throttles: { count: 2, of: 105 },
    // The 502 answers for a handler that threw, which its invocation says.
    platformFailures: { count: 1, of: 105 },
    matched: { count: 101, of: 102 },
  });
  expect(comparison.ratios.map(({ layer, temperature }) => `${temperature} ${layer}`).sort()).toEqual([
    ...["cold client", "cold function", "warm client", "warm function"],
  ]);
  expect(comparison.sources[0]).toMatchObject({ kind: "run", name: folder, run: { seed: 7, pattern: "warm" } });
});

test("the first block is in no number, and the run is compared alike from its folder and from a store", async () => {
  const folder = makeFolder();
  const spans = makeSpans("aws", 100, 20);
  const requests = spans.map((span, index) => requestOf(span, { discarded: index < 10 }));
  // By this one the driver looked whether anybody is there.
  spans.push(invocation({ start: START - 500, cold: true, instance: "aws-0" }));
  await writeRun(folder, spans, requests, runInfo({ late: 30 }));
  const address = `duckdb:${join(folder, "run.duckdb")}`;
  const store = await openWritableStore(address);
  await loadPath(store, folder, [], {});
  await store.close();
  const createdAt = new Date(START);
  const told = async (sources: Awaited<ReturnType<typeof openSources>>) => {
    const { sources: _, ...rest } = await compare(sources, { createdAt });
    await sources.close();
    return rest;
  };
  const comparison = await told(await openSources([folder]));
  expect(comparison.groups[0]).toMatchObject({ invocations: 90, cold: { count: 0, of: 90 } });
  expect(comparison.groups[0]?.client?.requests).toBe(90);
  expect(comparison.threats.map(({ kind }) => kind)).toContain("driver");
  expect(await told(await openSources([folder], { store: address }))).toEqual(comparison);
});

test("telemetry that is missing, targets on this machine and broken runs are told", async () => {
  const folder = makeFolder();
  const spans = makeSpans("aws", 60, 20);
  const local = runInfo({ targets: [{ id: "aws", name: "aws", url: "http://127.0.0.1/", local: true, stamps: true }] });
  await writeRun(
    folder,
    spans.slice(0, 40),
    spans.map((span) => requestOf(span)),
    local,
  );
  const sources = await openSources([folder]);
  const { threats } = await compare(sources);
  await sources.close();
  expect(threats.find(({ kind }) => kind === "unmatched")?.text).toMatch(
    /40 of the 60 requests that reached aws \(66 %\)/,
  );
  expect(threats.find(({ kind }) => kind === "local")?.text).toMatch(/^aws ran on the machine that sent the requests/);
  writeFileSync(join(folder, "run.json"), '{"version":99,"targets":[],"startedAt":"x"}');
  await expect(openSources([folder])).rejects.toThrow(/written by a newer version \(format 99/);
});
