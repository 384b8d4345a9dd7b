// Runs the demo against the Collector and checks, from the Collector's files alone, that nothing is missing.
//
// Usage: node prove-collector.mjs COLLECTOR_BINARY http/protobuf|http/json [none|gzip]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkDemoRun } from "./check/demo-run.mjs";
import { readLogRecords, readPoints, readSpans } from "./check/otlp-files.mjs";
import { checkWire } from "./check/wire.mjs";
import { startCollector } from "./collector.mjs";
import { startRelay } from "./relay.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const REQUESTS = 60;
const SHOWN_PROBLEMS = 40;
const [binary, protocol = "http/protobuf", compression = "none"] = process.argv.slice(2);
const print = (text) => process.stdout.write(`${text}\n`);

/** Ended in any case, the last first. */
const cleanups = [];
const folder = mkdtempSync(join(tmpdir(), "isobar-interop-"));
cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
process.once("exit", () => {
  for (const cleanup of cleanups.reverse()) cleanup();
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));

/** The default settings are proven by setting none. */
function demoEnvironment() {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("OTEL_")));
  if (protocol !== "http/protobuf") env.OTEL_EXPORTER_OTLP_PROTOCOL = protocol;
  if (compression !== "none") env.OTEL_EXPORTER_OTLP_COMPRESSION = compression;
  return env;
}

async function runDemo(endpoint, output) {
  const args = ["run", "--silent", "demo", "--", "--endpoint", endpoint, "--json"];
  const demo = spawn("npm", [...args, "--requests", String(REQUESTS), "--output", output], {
    cwd: ROOT,
    env: demoEnvironment(),
    stdio: ["ignore", "pipe", "inherit"],
    // A process group of its own, so that all of it can be ended.
    detached: true,
  });
  let isRunning = true;
  cleanups.push(() => {
    if (isRunning) process.kill(-demo.pid, "SIGTERM");
  });
  let stdout = "";
  demo.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  const [code] = await once(demo, "close");
  isRunning = false;
  if (stdout === "") throw new Error(`the demo ended with code ${code} and printed no summary`);
  return { summary: JSON.parse(stdout), problems: code === 0 ? [] : [`the demo ended with code ${code}`] };
}

function readLines(file) {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

function printTable(rows) {
  const columns = Object.keys(rows[0]);
  const widths = columns.map((column) => Math.max(column.length, ...rows.map((row) => String(row[column]).length)));
  const line = (cells) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  ");
  print(line(columns));
  for (const row of rows) print(line(columns.map((column) => String(row[column]))));
}

const received = join(folder, "received");
mkdirSync(received);
const collector = await startCollector(binary, received);
cleanups.push(() => collector.kill());
const relay = await startRelay(collector.port);
const { summary, problems: ending } = await runDemo(relay.url, folder);
relay.close();
await collector.stop();

const { rows, problems: contents } = checkDemoRun(
  {
    summary,
    requests: readLines(join(summary.runFolder, "requests.jsonl")),
    messages: readLines(join(summary.runFolder, "messages.jsonl")),
  },
  { spans: readSpans(received), logRecords: readLogRecords(received), points: readPoints(received) },
);
const problems = [...ending, ...checkWire(relay.exchanges, protocol, compression), ...contents];
printTable(rows);
const givenUp = relay.exchanges.filter(({ status }) => status === 0).length;
const wire = `${relay.exchanges.length} exports, ${protocol}${compression === "none" ? "" : `, ${compression}`}${givenUp === 0 ? "" : `, ${givenUp} given up`}`;
if (problems.length > 0) {
  print(`\nNot as it should be (${problems.length}):`);
  for (const problem of problems.slice(0, SHOWN_PROBLEMS)) print(`  ${problem}`);
  if (problems.length > SHOWN_PROBLEMS) print(`  and ${problems.length - SHOWN_PROBLEMS} more`);
  print(`The Collector does not hold what the client saw (${wire}).`);
  process.exitCode = 1;
} else {
  print(`The Collector holds every request and message, its logs and its metrics (${wire}).`);
}
