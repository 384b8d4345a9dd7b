import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { createBudget, estimateUsd } from "../../src/bench/budget.ts";
import { RunError, readRun } from "../../src/bench/read-run.ts";
import { BenchError, type BenchOptions, expectedSeconds, runBench } from "../../src/bench/run-bench.ts";
import { createStopRule } from "../../src/bench/stop.ts";
import type { ClientRecord } from "../../src/bench/types.ts";
import { parseCostModel } from "../../src/cost/parse-cost-model.ts";
import { answerStamped, runOptions, startServer, type TestServer, targetAt } from "./server.ts";

const root = mkdtempSync(join(tmpdir(), "isobar-bench-"));
const servers: TestServer[] = [];
let runs = 0;
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});
afterAll(() => rmSync(root, { recursive: true }));

async function serve(...answer: Parameters<typeof startServer>): Promise<TestServer> {
  const server = await startServer(...answer);
  servers.push(server);
  return server;
}

async function bench(changes: Partial<BenchOptions> & Pick<BenchOptions, "targets">) {
  runs += 1;
  return runBench({
    ...{ folder: join(root, String(runs)), pattern: "warm", seed: 1, options: runOptions, version: "0.1.0" },
    signal: new AbortController().signal,
    ...changes,
  });
}

describe("a run", () => {
  it("is read back as it was, without what was secret", async () => {
    const stamped = await serve((_request, response, number) =>
      answerStamped(response, { cold: number === 1, millis: 3 }),
    );
    const bare = await serve((_request, response, number) => response.writeHead(number % 4 === 0 ? 429 : 200).end());
    const targets = [targetAt("aws", stamped.url), targetAt("gcp@2", bare.url)];
    const { folder, info, targets: summaries } = await bench({ targets });
    const run = await readRun(folder);
    expect(run.warnings).toEqual([]);
    expect(run.info).toEqual(info);
    expect(run.info).toMatchObject({
      ...{ version: 1, pattern: "warm", seed: 1, ended: "invocations", discardedBlocks: 1, options: runOptions },
      targets: [
        { id: "aws", stamps: true, local: false, rttMillis: expect.any(Number) },
        { id: "gcp@2", stamps: false },
      ],
      driver: { isobar: "0.1.0", node: process.versions.node, platform: process.platform },
    });
    expect(readFileSync(join(folder, "run.json"), "utf8")).not.toContain("secret");
    expect(run.requests).toHaveLength(50);
    expect(run.requests.filter(({ discarded }) => discarded)).toHaveLength(10);
    expect(summaries).toMatchObject([
      { target: "aws", requests: 20, outcomes: { ok: 20 }, cold: 0, measured: 20, handler: 3 },
      { target: "gcp@2", requests: 20, outcomes: { ok: 15, unattributed: 5 }, measured: 15 },
    ]);
    expect(run.info.usd).toBeGreaterThan(0);
    expect(summaries[1]?.cold).toBeUndefined();
    expect(run.info.notes.join()).toContain("gcp@2: the answers have no stamp");
  });

  it("knows that a target stamps from the first answer that has a stamp", async () => {
    const server = await serve((_request, response, number) => {
      if (number === 1 || number === 2 || number === 9) response.writeHead(503).end();
      else answerStamped(response);
    });
    const { folder, info } = await bench({
      targets: [targetAt("aws", server.url)],
      options: { ...runOptions, rate: 20 },
    });
    const { requests } = await readRun(folder);
    const failed = requests.filter(({ status }) => status === 503);
    expect(failed.map(({ outcome }) => outcome)).toEqual(["unattributed", "platform_error"]);
    expect(info.targets[0]?.stamps).toBe(true);
    expect(info.notes.join()).not.toContain("no stamp");
  });

  it("that is interrupted can be read", async () => {
    const server = await serve((_request, response) => answerStamped(response));
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(), 200);
    const options = { ...runOptions, invocations: 100_000 };
    const { folder } = await bench({ targets: [targetAt("aws", server.url)], options, signal: interrupt.signal });
    const { info, requests, warnings } = await readRun(folder);
    expect([info.ended, warnings]).toEqual(["interrupted", []]);
    expect(requests.length).toBeGreaterThan(3);
  });

  it("is not begun where a target gives no answer", async () => {
    const folder = join(root, "none");
    const targets = [targetAt("aws", new URL("http://127.0.0.1:1/?code=secret"))];
    const failed = bench({ folder, targets });
    await expect(failed).rejects.toThrow(BenchError);
    await expect(failed).rejects.toThrow("aws gives no answer at http://127.0.0.1:1/ (ECONNREFUSED)");
    await expect(readRun(folder)).rejects.toThrow(RunError);
  });

  it("says how far it is", async () => {
    const server = await serve((_request, response) => answerStamped(response));
    const seen: (number | undefined)[] = [];
    await bench({
      targets: [targetAt("aws", server.url)],
      onProgress: ({ done, total, leftSeconds }) => {
        expect(total).toBe(25);
        seen.push(done.aws, leftSeconds);
      },
    });
    expect(seen.filter((_, index) => index % 2 === 0)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    expect(expectedSeconds("warm", runOptions)).toBe(0.25);
    expect(expectedSeconds("burst", runOptions)).toBeCloseTo(0.5);
  });

  it("of a burst opens a connection for each request", async () => {
    const server = await serve((_request, response) => answerStamped(response));
    await bench({ targets: [targetAt("aws", server.url)], pattern: "burst" });
    // Beside those that measure the way.
    expect(server.connections()).toBe(25 + 1 + 5);
  });
});

describe("the rule that ends a run", () => {
  const record = (target: string, latency: number, changes: Partial<ClientRecord> = {}): ClientRecord => ({
    ...{ id: 1, target, block: 1, discarded: false, intended: 1000, sent: 1000, end: 1000 + latency, status: 200 },
    ...{ outcome: "ok", traceId: "0" },
    ...changes,
  });
  const rule = (changes: object = {}) =>
    createStopRule({ pattern: "warm", targets: ["a", "b"], width: 0.1, ...changes });

  it("waits until the median of every target is known so well, between blocks", () => {
    const stop = rule();
    const feed = (target: string, spread: number) => {
      for (let index = 0; index < 60; index += 1) stop.add(record(target, 100 + (index % 10) * spread));
    };
    feed("a", 0.5);
    expect(stop.check({ block: 1, target: 0 })).toBeUndefined();
    feed("b", 40);
    expect(stop.check({ block: 2, target: 0 })).toBeUndefined();
    for (let index = 0; index < 200; index += 1) stop.add(record("b", 280));
    expect(stop.check({ block: 2, target: 0 })).toBeUndefined();
    expect(stop.check({ block: 3, target: 0 })).toBe("width");
  });

  it("looks at what the pattern is about", () => {
    const cold = { handlerMillis: 1, cold: true };
    const others = [{ discarded: true }, { outcome: "throttled" as const }, { stamp: cold }];
    const stop = rule({ targets: ["a"] });
    for (const changes of others) for (let index = 0; index < 50; index += 1) stop.add(record("a", 100, changes));
    expect(stop.check({ block: 1, target: 0 })).toBeUndefined();
    for (let index = 0; index < 50; index += 1) stop.add(record("a", 100));
    expect(stop.check({ block: 2, target: 0 })).toBe("width");
  });

  it("spends no more than it may, the request before the run counted", () => {
    // By the prices, a second of 2 GiB costs $52.40 a million, and one of ten seconds ten times the compute.
    const model = parseCostModel("azure-flex:2048");
    const first = { sent: 0, end: 5000, stamp: { handlerMillis: 120, cold: false } };
    const billed = ["a", "b"].map((id) => ({ id, model, timeoutMillis: 10_000, first }));
    const budget = createBudget(billed, 0.002);
    expect(budget.spent * 1e6).toBeCloseTo(2 * 52.4);
    expect(estimateUsd(billed, 10) * 1e6).toBeCloseTo(22 * 52.4);
    const stop = rule({ width: undefined, budget });
    const next = { block: 0, target: 0 };
    // Those under way may all take until their time limit.
    expect([1, 2, 3, 4].map(() => stop.check(next))).toEqual([undefined, undefined, undefined, "usd"]);
    let sent = 3;
    for (; sent < 1000; sent += 1) {
      stop.add(record("a", 5000, { stamp: { handlerMillis: 7, cold: false } }));
      if (stop.check(next) !== undefined) break;
    }
    expect(budget.spent).toBeLessThan(0.002);
    expect(sent).toBeGreaterThan(6);
    expect(sent).toBeLessThan(0.002 / 52.4e-6);
  });

  it("ends when the time is over", () => {
    let time = 5000;
    const stop = rule({ minutes: 2, width: undefined, now: () => time });
    expect(stop.check({ block: 9, target: 0 })).toBeUndefined();
    time += 120_000;
    expect(stop.check({ block: 9, target: 0 })).toBe("minutes");
  });
});
