import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import type { PlatformOptions } from "../types.ts";
import { REGION } from "./environment.ts";
import { readRuntimeCommand } from "./runtime-command.ts";
import type { LambdaSettings } from "./types.ts";

const ACCOUNT_ID = "123456789012";
/** In the order in which AWS Lambda looks for the handler's file. */
const EXTENSIONS = ["", ".js", ".mjs", ".cjs"];

/** The handler's module name; AWS Lambda is told no extension and finds the file itself. */
function readModuleName(file: string): string {
  if (!isAbsolute(file)) throw new Error(`The path of the function's file has to be absolute: ${file}`);
  const name = basename(file, extname(file));
  if (name.includes(".")) {
    throw new Error(`AWS Lambda cannot load ${basename(file)}: the name may have no dot but that of its extension`);
  }
  const found = EXTENSIONS.map((extension) => join(dirname(file), name + extension)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`The function's file was not found: ${file}`);
  if (found !== file) throw new Error(`AWS Lambda would load ${found} instead of ${file}`);
  return name;
}

async function readNodeMajor(node: string): Promise<number> {
  if (node === process.execPath) return Number.parseInt(process.versions.node, 10);
  const { stdout } = await promisify(execFile)(node, ["--version"], { env: {} });
  return Number.parseInt(stdout.slice(1), 10);
}

/**
 * Reads the options of a local Lambda function.
 *
 * @throws Error where the file is not there or AWS Lambda would not load it, or Node cannot be started.
 */
export async function readLambdaSettings(options: PlatformOptions): Promise<LambdaSettings> {
  const functionName = options.name ?? "function";
  const node = options.node ?? process.execPath;
  return {
    functionName,
    functionArn: `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${functionName}`,
    accountId: ACCOUNT_ID,
    handler: `${readModuleName(options.file)}.${options.target ?? "handler"}`,
    taskRoot: dirname(options.file),
    command: readRuntimeCommand(options.runtime ?? process.env.ISOBAR_LAMBDA_RUNTIME ?? "isobar", options.file),
    memoryMegabytes: options.memoryMegabytes ?? 1024,
    timeoutMillis: options.timeoutMillis ?? 30_000,
    maxInstances: options.maxInstances ?? 10,
    freeze: options.freeze ?? true,
    node,
    nodeArguments: options.nodeArguments ?? [],
    nodeMajor: await readNodeMajor(node),
    env: options.env ?? {},
    ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
  };
}
