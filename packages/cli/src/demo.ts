import { parseArgs } from "node:util";
import { renderReport } from "./demo/report.ts";
import { runDemo } from "./demo/run.ts";
import type { Command } from "./main.ts";
import { makeRunFolder } from "./run-folder.ts";
import { createTerminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

const DEFAULT_REQUESTS = 200;
const LEAST_REQUESTS = 20;

const help = `isobar demo: the same function on three clouds, on this machine

Starts an OTLP receiver and the checkout example on AWS Lambda, Google Cloud Functions and Azure Functions, each
function instance a process of its own. Sends the same HTTP requests and queue messages to each, among them cold
starts, client errors, thrown errors and a timeout, and shows what each platform did and what telemetry arrived. Then it
compares the three, and writes the comparison as a page (report.html in the run folder): of a laptop's platforms that
compares the adapters, and not the clouds. For that DuckDB is installed beside isobar: npm install @duckdb/node-api

Usage: isobar demo [options]

  --requests N     HTTP requests to each platform (default ${DEFAULT_REQUESTS}, at least ${LEAST_REQUESTS})
  --endpoint URL   send the telemetry to this OTLP/HTTP backend instead; what arrives there is not counted
  --output DIR     where the run folder is made (default ./isobar-runs)
  --json           one JSON object on stdout, and nothing else there
  --help           this text

Exit code: 0, or 1 where telemetry was lost or an answer was not what it had to be, or 2 for a mistake in the options, or a
full disk.
`;

/** `isobar demo`. */
export const demoCommand: Command = {
  name: "demo",
  summary: "run one function on three clouds, on this machine, and show what each did",
  help,
  run: async (args) => {
    const options = readOptions(args);
    const terminal = createTerminal(process.stderr);
    const runFolder = makeRunFolder(options.output);
    const report = await runDemo({ ...options, runFolder, progress: terminal.progress });
    terminal.done();
    if (options.json) process.stdout.write(`${JSON.stringify(report.summary)}\n`);
    else process.stdout.write(await renderReport(report, createTerminal(process.stdout).paint));
    return report.problems.length === 0 ? 0 : 1;
  },
};

interface DemoOptions {
  readonly requests: number;
  readonly endpoint: string | undefined;
  readonly output: string;
  readonly json: boolean;
}

function readOptions(args: readonly string[]): DemoOptions {
  const { values } = parse(args);
  const requests = values.requests === undefined ? DEFAULT_REQUESTS : Number(values.requests);
  if (!Number.isInteger(requests) || requests < LEAST_REQUESTS) {
    throw new UsageError(`--requests needs a whole number of at least ${LEAST_REQUESTS}, not "${values.requests}"`);
  }
  const { endpoint } = values;
  if (endpoint !== undefined && !/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : "")) {
    throw new UsageError("--endpoint needs an http:// or https:// URL, for example http://localhost:4318");
  }
  return { requests, endpoint, output: values.output ?? "isobar-runs", json: values.json ?? false };
}

function parse(args: readonly string[]): {
  values: { requests?: string; endpoint?: string; output?: string; json?: boolean };
} {
  try {
    return parseArgs({
      args: [...args],
      options: {
        requests: { type: "string" },
        endpoint: { type: "string" },
        output: { type: "string" },
        json: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; try "isobar demo --help"`);
  }
}
