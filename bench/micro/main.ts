import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { formatConditions, watchLoad } from "../measure/conditions.ts";
import { placeOnCpus } from "../measure/cpus.ts";
import { formatNumber, formatRows } from "../measure/markdown.ts";
import { parseOptions, readWhole, runBench } from "../options.ts";
import { installPackages } from "../peers/install.ts";
import type { MicroFigures } from "./worker.ts";

const HELP = `npm run bench -- micro: what single steps cost, on a process that has done them often

Usage: npm run bench -- micro [options]

Options:
  --millis N         for each step (default 1000)
  --json             prints the figures as JSON, in place of the table
  --help             this text
`;

const PACKAGES = { tinybench: "6.2.5" };

/** @returns the exit code: 0, or 2 where the options are wrong */
export function main(args: readonly string[]): Promise<number> {
  return runBench({ name: "micro", help: HELP }, args, () => run(args));
}

async function run(args: readonly string[]): Promise<string> {
  const values = parseOptions(args, {
    millis: { type: "string", default: "1000" },
    json: { type: "boolean", default: false },
  });
  const millis = readWhole("millis", values.millis, 1, 60_000);
  const folder = await installPackages("tinybench", PACKAGES);
  const tinybench = pathToFileURL(join(folder, "node_modules/tinybench/dist/index.js")).href;
  const { command, said: machine } = placeOnCpus();
  const readLoad = watchLoad();
  const figures = await measure({ tinybench, millis, command });
  const conditions = { runtime: `Node ${process.version}`, machine, load: readLoad() };
  if (values.json) return `${JSON.stringify({ ...conditions, figures }, undefined, 2)}\n`;
  return `${formatConditions(conditions, `${millis} ms of each`)}\n${formatTable(figures)}`;
}

interface MeasureOptions {
  readonly tinybench: string;
  readonly millis: number;
  readonly command: readonly string[];
}

/** In a process of its own, whose log lines nobody reads. */
async function measure({ tinybench, millis, command }: MeasureOptions): Promise<MicroFigures[]> {
  const [program = process.execPath, ...rest] = [...command, process.execPath];
  const child = fork(fileURLToPath(new URL("./worker.ts", import.meta.url)), [tinybench, String(millis)], {
    execPath: program,
    execArgv: rest,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { PATH: process.env.PATH, AWS_LAMBDA_FUNCTION_NAME: "orders" },
  });
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`the measurement ended with ${code}`);
  });
  const [figures] = await Promise.race([once(child, "message"), failed]);
  return figures;
}

function formatTable(figures: readonly MicroFigures[]): string {
  const rows = figures.map(({ name, p50Micros, p99Micros, samples }) => [
    name,
    formatNumber(p50Micros, 2),
    formatNumber(p99Micros, 2),
    String(samples),
  ]);
  return formatRows(["", "µs p50", "µs p99", "Samples"], rows);
}
