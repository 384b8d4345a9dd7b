import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { Agent, request } from "node:http";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openStore } from "@isobar/compare";
import { formatConditions, watchLoad } from "../measure/conditions.ts";
import { parseOptions, readWhole, runBench } from "../options.ts";
import { generate } from "./generate.ts";
import { BATCH, makeBodies } from "./requests.ts";

const HELP = `npm run bench -- compare: how fast telemetry goes into DuckDB, and how fast millions of invocations are compared

Usage: npm run bench -- compare [options]

Options:
  --invocations N    to compare (default 5000000)
  --spans N          to send to the receiver, protobuf, 8 connections (default 400000)
  --json             prints the figures as JSON, in place of the table
  --help             this text
`;

const MIB = 1024 * 1024;
const CONNECTIONS = 8;

interface Figures {
  readonly ingest: {
    readonly spans: number;
    readonly seconds: number;
    readonly cpuSeconds: number;
    readonly peakBytes: number;
  };
  readonly compare: {
    readonly invocations: number;
    readonly seconds: number;
    readonly cpuSeconds: number;
    readonly peakBytes: number;
    readonly fileBytes: number;
  };
}

/** @returns the exit code: 0, or 2 where the options are wrong */
export function main(args: readonly string[]): Promise<number> {
  return runBench({ name: "compare", help: HELP }, args, async () => {
    const values = parseOptions(args, {
      invocations: { type: "string", default: "5000000" },
      spans: { type: "string", default: "400000" },
      json: { type: "boolean", default: false },
    });
    const invocations = readWhole("invocations", values.invocations, 3000, 100_000_000);
    const spans = readWhole("spans", values.spans, BATCH, 10_000_000);
    const folder = mkdtempSync(join(tmpdir(), "isobar-bench-compare-"));
    const readLoad = watchLoad();
    try {
      const figures: Figures = {
        ingest: await measureIngest(join(folder, "ingest.duckdb"), spans),
        compare: await measureCompare(join(folder, "compare.duckdb"), invocations),
      };
      return values.json ? `${JSON.stringify(figures)}\n` : formatFigures(figures, readLoad());
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

function start(file: string, ...args: readonly string[]): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), args);
}

async function hear<Message>(child: ChildProcess): Promise<Message> {
  const ended = once(child, "exit").then(() => Promise.reject(new Error("the process has ended without a word")));
  const [message] = (await Promise.race([once(child, "message"), ended])) as [Message];
  ended.catch(() => undefined);
  return message;
}

/** @throws where a span that was acknowledged is not in the file */
async function measureIngest(file: string, spans: number): Promise<Figures["ingest"]> {
  const bodies = makeBodies(Math.floor(spans / BATCH));
  const child = start("receive-process.ts", file);
  const { url } = await hear<{ url: string }>(child);
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const begin = performance.now();
  let next = 0;
  const senders = Array.from({ length: CONNECTIONS }, async () => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++])
      await send(`${url}/v1/traces`, body, agent);
  });
  await Promise.all(senders);
  const seconds = (performance.now() - begin) / 1000;
  agent.destroy();
  child.send("stop");
  const { cpuSeconds, peakBytes } = await hear<{ cpuSeconds: number; peakBytes: number }>(child);
  await once(child, "exit");
  const store = await openStore(`duckdb:${file}`);
  const kept = await store.contents({ by: [] });
  await store.close();
  if (kept.spans !== bodies.length * BATCH || kept.duplicates > 0)
    throw new Error(`${kept.spans} spans of ${bodies.length * BATCH} arrived, ${kept.duplicates} of them twice`);
  return { spans: kept.spans, seconds, cpuSeconds, peakBytes };
}

function send(url: string, body: Buffer, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/x-protobuf", "content-length": body.length };
    const sent = request(url, { method: "POST", headers, agent }, (response) => {
      response.resume();
      response.on("end", () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`the receiver answered ${response.statusCode}`));
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

async function measureCompare(file: string, invocations: number): Promise<Figures["compare"]> {
  await generate(file, invocations);
  const child = start("compare-process.ts", file);
  const heard = await hear<{ millis: number; peakBytes: number; cpuSeconds: number; invocations: number }>(child);
  if (heard.invocations !== invocations)
    throw new Error(`${heard.invocations} invocations of ${invocations} were compared`);
  const { millis, ...rest } = heard;
  return {
    invocations,
    seconds: millis / 1000,
    cpuSeconds: rest.cpuSeconds,
    peakBytes: rest.peakBytes,
    fileBytes: statSync(file).size,
  };
}

function formatFigures({ ingest, compare }: Figures, load: readonly [number, number]): string {
  const mib = (bytes: number) => `${Math.round(bytes / MIB)} MiB`;
  const rate = Math.round(ingest.spans / ingest.seconds).toLocaleString("en");
  const head = formatConditions(
    { runtime: `Node ${process.version}`, machine: `${availableParallelism()} processors, shared by both sides`, load },
    "DuckDB in a file",
  );
  return `${head}
| What | How many | Time | CPU time | Peak memory |
| --- | ---: | ---: | ---: | ---: |
| spans received, committed and acknowledged | ${ingest.spans.toLocaleString("en")} | ${ingest.seconds.toFixed(1)} s (${rate}/s) | ${ingest.cpuSeconds.toFixed(1)} s | ${mib(ingest.peakBytes)} |
| invocations compared, of a file of ${mib(compare.fileBytes)} | ${compare.invocations.toLocaleString("en")} | ${compare.seconds.toFixed(1)} s | ${compare.cpuSeconds.toFixed(1)} s | ${mib(compare.peakBytes)} |
`;
}
