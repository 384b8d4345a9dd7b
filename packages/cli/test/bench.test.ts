import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { type BenchResult, type ClientRecord, readRun } from "../../compare/dist/index.js";
import { readJsonLines, type Span } from "../../otlp/dist/index.js";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "isobar-bench-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param onStart given the process, to send it signals */
function bench(args: readonly string[], onStart: (child: ChildProcess) => void = () => {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, "bench", "--output", folder, ...args]);
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    onStart(child);
  });
}

/** A function somewhere else, that answers as an instrumented one and counts who asks. */
async function startFunction(work: (headers: IncomingHttpHeaders) => Promise<void> = async () => {}) {
  let requests = 0;
  const server = createServer(async (request, response) => {
    requests += 1;
    request.resume();
    await work(request.headers);
    response.writeHead(200, { "server-timing": "handler;dur=1", "isobar-invocation-id": String(requests) }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders?code=secret`,
    requests: () => requests,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function readSpans(run: string): Promise<Span[]> {
  const spans: Span[] = [];
  for await (const span of readJsonLines("traces", join(run, "traces.jsonl"))) spans.push(span);
  return spans;
}

describe("isobar bench", () => {
  it("shows an example that works as it is printed, and finds each invocation's span", {
    timeout: 60_000,
  }, async () => {
    const { stdout: help } = await bench(["--help"]);
    const example = help
      .split("\n")
      .find((line) => line.startsWith("  isobar bench --local"))
      ?.trim()
      .split(" ");
    expect(example).toContain("60");
    const { code, stdout, stderr } = await bench([...(example ?? []).slice(2), "--seed", "7", "--json"]);
    expect(code, stderr).toBe(0);
    const result = JSON.parse(stdout) as BenchResult;
    expect(result.targets.map(({ target }) => target)).toEqual(["aws", "gcp", "azure"]);
    for (const { requests, outcomes, cold, handler = 0, p50 = 0, networkAndPlatform = 0 } of result.targets) {
      expect([requests, outcomes]).toEqual([60, { ok: 60 }]);
      expect(cold).toBeLessThan(60);
      expect(handler).toBeGreaterThan(0);
      expect(networkAndPlatform).toBeGreaterThan(0);
      expect(p50).toBeGreaterThan(handler);
    }
    const { info, requests, warnings } = await readRun(result.folder);
    expect(warnings).toEqual([]);
    expect(info).toMatchObject({ seed: 7, pattern: "warm", ended: "invocations" });
    expect(info.targets.map(({ stamps, local }) => [stamps, local])).toEqual(Array(3).fill([true, true]));
    expect(requests).toHaveLength(3 * 70);
    const spans = Map.groupBy(await readSpans(result.folder), ({ traceId }) => traceId);
    const invocationOf = ({ traceId }: ClientRecord): unknown =>
      spans.get(traceId)?.find(({ kind }) => kind === "server")?.attributes["faas.invocation.id"];
    for (const request of requests) expect(invocationOf(request)).toBe(request.stamp?.invocationId);
    expect(stderr).toContain("at most 70 requests to each of 3 targets");
  });

  it("starts an instance for each request with --pattern cold", { timeout: 60_000 }, async () => {
    const { code, stdout, stderr } = await bench(["--local", "--pattern", "cold", "--invocations", "2", "--json"]);
    expect(code, stderr).toBe(0);
    const { targets, folder: run } = JSON.parse(stdout) as BenchResult;
    expect(targets.map(({ cold, measured }) => [cold, measured])).toEqual(Array(3).fill([2, 2]));
    const { requests } = await readRun(run);
    for (const { stamp, end = 0, intended } of requests) {
      expect(stamp?.initMillis).toBeGreaterThan(0);
      // The client waits for the start as well.
      expect(end - intended).toBeGreaterThan((stamp?.initMillis ?? 0) + (stamp?.handlerMillis ?? 0));
    }
  });

  it.each(["SIGINT", "SIGTERM"] as const)("leaves a run that can be read when it gets %s", async (signal) => {
    const target = await startFunction();
    const args = ["--target", `aws=${target.url}`, "--rate", "50", "--invocations", "100000", "--json"];
    const { code, stdout } = await bench(args, (child) => {
      const timer = setInterval(() => {
        if (target.requests() < 20) return;
        clearInterval(timer);
        child.kill(signal);
      }, 10);
    });
    target.stop();
    expect(code).toBe(0);
    const { info, requests, warnings } = await readRun((JSON.parse(stdout) as BenchResult).folder);
    expect([info.ended, warnings]).toEqual(["interrupted", []]);
    expect(requests.length).toBeGreaterThan(10);
  });

  it("spends no more than it may, says so first, and writes no key of a function down", async () => {
    const target = await startFunction();
    const args = ["--target", `aws@2=${target.url}`, "--rate", "200", "--timeout", "1", "--max-usd", "0.0012"];
    args.push("--model", "aws@2=azure-flex:2048");
    const { code, stdout, stderr } = await bench(args);
    target.stop();
    expect(code).toBe(0);
    // $52.40 a million.
    expect(target.requests()).toBeGreaterThan(10);
    expect(target.requests()).toBeLessThanOrEqual(0.0012 / 52.4e-6);
    expect(stderr).toContain("estimated cost: $0.52, if all answers take as long as the first; it ends before $0.0012");
    expect(stdout).toContain("ended by usd");
    const run = /^run: (.*)$/m.exec(stdout)?.[1] ?? "";
    expect(readFileSync(join(run, "run.json"), "utf8") + stdout + stderr).not.toContain("secret");
    expect((await readRun(run)).info.targets).toMatchObject([
      { id: "aws@2", name: "aws", version: "2", model: "azure-flex:2048" },
    ]);
  });

  it("receives what the targets send to it, beside the run", async () => {
    const free = await startFunction();
    const { port } = new URL(free.url);
    free.stop();
    const target = await startFunction(async ({ traceparent }) => {
      const [, traceId, spanId] = String(traceparent).split("-");
      if (spanId === undefined) return;
      const span = { traceId, spanId, name: "GET", kind: 2, startTimeUnixNano: "1", endTimeUnixNano: "2" };
      await fetch(`http://127.0.0.1:${port}/v1/traces`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
      });
    });
    const args = ["--target", `aws=${target.url}`, "--receive", port, "--invocations", "5", "--rate", "50", "--json"];
    const { code, stdout, stderr } = await bench(args);
    target.stop();
    expect(code, stderr).toBe(0);
    const { folder: run } = JSON.parse(stdout) as BenchResult;
    const traces = new Set((await readSpans(run)).map(({ traceId }) => traceId));
    const { requests } = await readRun(run);
    expect(requests.length).toBeGreaterThan(5);
    for (const { traceId } of requests) expect(traces).toContain(traceId);
  });

  it("measures a folder's own functions", { timeout: 60_000 }, async () => {
    const own = mkdtempSync(join(folder, "own-"));
    mkdirSync(join(own, "aws"));
    const file = join(own, "aws", "index.mjs");
    writeFileSync(
      file,
      'export const handler = async ({ rawPath }) => ({ statusCode: rawPath === "/x" ? 200 : 404 });',
    );
    const args = ["--local", own, "--path", "aws=/x", "--invocations", "3", "--block", "1", "--rate", "20"];
    const { code, stdout, stderr } = await bench(args);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/aws\s+3\s+3\s+\?/);
    expect(stdout).toContain("the answers have no stamp");
  });

  it("gives each run a folder of its own", async () => {
    const target = await startFunction();
    const args = ["--target", `aws=${target.url}`, "--invocations", "1", "--block", "1", "--rate", "50", "--json"];
    const ended = await Promise.all([bench(args), bench(args), bench(args)]);
    target.stop();
    const folders = ended.map(({ stdout }) => (JSON.parse(stdout) as BenchResult).folder);
    expect(new Set(folders).size).toBe(3);
    for (const run of folders) expect((await readRun(run)).requests).toHaveLength(2);
  });

  it("fails where a target gives no answer", async () => {
    const { code, stderr, stdout } = await bench(["--target", "aws=http://127.0.0.1:1/?code=secret"]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("aws gives no answer at http://127.0.0.1:1/ (ECONNREFUSED)");
  });

  it.each([
    [[], "either --target NAME=URL or --local"],
    [["--local", "--target", "aws=http://x.test"], "either --target NAME=URL or --local"],
    [["--target", "https://x.test/?code=secret"], "--target needs NAME=URL"],
    [["--target", "aws=http://x.test", "--target", "aws=http://y.test"], "a name, or a version, of its own"],
    [["--target", "aws=http://x.test", "folder"], '"folder" is no option'],
    [["--local", "/nowhere"], "there is no aws/, gcp/ or azure/"],
    [["--local", "--pattern", "hot"], "--pattern is one of warm, cold, burst, poisson"],
    [["--local", "--invocations", "0"], "--invocations needs a whole number of at least 1"],
    [["--local", "--rate", "x"], '--rate needs a number from 0.001 to 1000, not "x"'],
    [["--local", "--header", "x"], "--header needs"],
    [["--local", "--body", "@/nowhere/at/all"], "--body: ENOENT"],
    [["--local", "--path", "orders"], "--path needs /PATH"],
    [["--target", "aws=http://x.test", "--receive", "x"], "--receive needs PORT"],
    [["--target", "aws=http://x.test", "--model", "gcp=gcp:512"], '--model: there is no target "gcp"'],
    [["--target", "aws=http://x.test", "--model", "aws=aws-arm"], "--model: "],
    [["--bogus"], "--bogus"],
  ])("tells a mistake in one line: %j", async (args, expected) => {
    const { code, stdout, stderr } = await bench(args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(expected);
    expect(stderr).not.toContain("secret");
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
