import { readFileSync } from "node:fs";
import {
  type Call,
  type CostModel,
  type Pattern,
  parseCostModel,
  parseTarget,
  type RunOptions,
  type TargetSpec,
} from "@isobar/compare";
import { UsageError } from "../usage-error.ts";
import { type BenchValues, parseBenchArguments } from "./arguments.ts";
import { readNumber } from "./read-number.ts";

/** What runs on this machine. */
export interface LocalSettings {
  /** Undefined: the checkout example. */
  readonly folder: string | undefined;
  readonly handler: string;
  /** By platform; "" is all others. */
  readonly paths: Readonly<Record<string, string>>;
}

/** What the command line asks for. */
export interface BenchSettings {
  readonly targets: readonly TargetSpec[];
  readonly local: LocalSettings | undefined;
  readonly models: ReadonlyMap<string, CostModel>;
  readonly call: Omit<Call, "url">;
  readonly pattern: Pattern;
  readonly seed: number;
  readonly options: RunOptions;
  readonly receive: { readonly host?: string; readonly port?: number } | undefined;
  readonly output: string;
  readonly json: boolean;
}

const PATTERNS: readonly Pattern[] = ["warm", "cold", "burst", "poisson"];
const METHOD = /^[A-Z]{1,20}$/;
const HEADER = /^([\w!#$%&'*+\-.^`|~]+)\s*:\s*(.*)$/;
const MAX_SEED = 2 ** 32;

/** @throws UsageError for whatever cannot be meant */
export function readBenchSettings(args: readonly string[]): BenchSettings {
  const { values, positionals } = parseBenchArguments(args);
  const targets = readTargets(values.target ?? []);
  const isLocal = values.local === true;
  if (isLocal === targets.length > 0)
    throw new UsageError("name what is measured: either --target NAME=URL or --local");
  if (positionals.length > (isLocal ? 1 : 0)) throw new UsageError(`"${positionals.at(-1)}" is no option`);
  const pattern = PATTERNS.find((name) => name === (values.pattern ?? "warm"));
  if (pattern === undefined) throw new UsageError(`--pattern is one of ${PATTERNS.join(", ")}`);
  const call = readCall(values, isLocal && positionals.length === 0);
  return {
    targets,
    local: isLocal ? readLocal(values, positionals[0]) : undefined,
    models: readModels(values.model ?? [], targets),
    call,
    pattern,
    seed:
      readNumber("seed", values.seed, { whole: true, from: 0, to: MAX_SEED - 1 }) ??
      Math.floor(Math.random() * MAX_SEED),
    options: readOptions(values, pattern, call),
    receive: isLocal ? {} : readReceive(values.receive),
    output: values.output ?? "isobar-runs",
    json: values.json ?? false,
  };
}

function readTargets(texts: readonly string[]): TargetSpec[] {
  const targets = texts.map((text) => {
    const target = parseTarget(text);
    // The text is not repeated: it may hold a function's key.
    if (target === undefined)
      throw new UsageError("--target needs NAME=URL or NAME@VERSION=URL, with an http:// or https:// URL");
    return target;
  });
  const ids = new Set(targets.map(({ id }) => id));
  if (ids.size < targets.length) throw new UsageError("each --target needs a name, or a version, of its own");
  return targets;
}

/** By the target that each is for: `aws=aws-arm:512`. */
function readModels(texts: readonly string[], targets: readonly TargetSpec[]): Map<string, CostModel> {
  return new Map(
    texts.map((text) => {
      const [id = "", model = ""] = text.split(/=(.*)/s);
      if (!targets.some((target) => target.id === id)) throw new UsageError(`--model: there is no target "${id}"`);
      try {
        return [id, parseCostModel(model)] as const;
      } catch (error) {
        throw new UsageError(`--model: ${(error as Error).message}`);
      }
    }),
  );
}

function readLocal({ handler, path = [] }: BenchValues, folder: string | undefined): LocalSettings {
  const paths = Object.fromEntries(
    path.map((text) => {
      const [, platform = "", own = ""] = /^(?:(aws|gcp|azure)=)?(\/.*)$/.exec(text) ?? [];
      if (own === "") throw new UsageError(`--path needs /PATH, or aws=/PATH, not "${text}"`);
      return [platform, own];
    }),
  );
  return { folder, handler: handler ?? "handler", paths };
}

function readCall(values: BenchValues, isExample: boolean): Omit<Call, "url"> {
  const body = values.body === undefined ? undefined : readBody(values.body);
  const method = (values.method ?? (body === undefined ? "GET" : "POST")).toUpperCase();
  if (!METHOD.test(method)) throw new UsageError("--method needs a method such as POST");
  const timeoutMillis = (readNumber("timeout", values.timeout, { from: 0.001 }) ?? 30) * 1000;
  const headers: Record<string, string> = { "user-agent": "isobar-bench" };
  for (const text of values.header ?? []) {
    const [, name, value = ""] = HEADER.exec(text) ?? [];
    if (name === undefined) throw new UsageError('--header needs "name: value"');
    headers[name.toLowerCase()] = value;
  }
  const sent = { method, headers, timeoutMillis, ...(body !== undefined && { body }) };
  if (!isExample || values.method !== undefined || body !== undefined) return sent;
  return { ...sent, ...EXAMPLE, headers: { "content-type": "application/json", ...headers } };
}

/** An order that the checkout example accepts. */
const EXAMPLE = {
  method: "POST",
  body: Buffer.from(
    JSON.stringify({ id: "bench", items: [{ sku: "lamp", quantity: 1 }], card: "valid", warehouse: "north" }),
  ),
};

function readBody(text: string): Buffer {
  if (!text.startsWith("@")) return Buffer.from(text);
  try {
    return readFileSync(text.slice(1));
  } catch (error) {
    throw new UsageError(`--body: ${(error as Error).message}`);
  }
}

function readOptions(
  values: BenchValues,
  pattern: Pattern,
  { method, headers, body, timeoutMillis }: Omit<Call, "url">,
): RunOptions {
  const minutes = readNumber("minutes", values.minutes, { from: 0.001 });
  const width = readNumber("width", values.width, { from: 0.001, to: 1 });
  const maxUsd = readNumber("max-usd", values["max-usd"], { from: 0 });
  const hasOtherRule = (minutes ?? width ?? maxUsd) !== undefined;
  const least = pattern === "cold" ? 20 : 200;
  const burstSize =
    readNumber("burst-size", values["burst-size"], { whole: true, from: 1, to: 1000 }) ?? (pattern === "cold" ? 1 : 10);
  const inBursts = pattern === "cold" || pattern === "burst";
  return {
    invocations:
      readNumber("invocations", values.invocations, { whole: true, from: 1 }) ?? (hasOtherRule ? 10_000 : least),
    ...{ ...(minutes !== undefined && { minutes }), ...(width !== undefined && { width }) },
    ...{ ...(maxUsd !== undefined && { maxUsd }) },
    rate: readNumber("rate", values.rate, { from: 0.001, to: 1000 }) ?? 5,
    blockSize: readNumber("block", values.block, { whole: true, from: 1 }) ?? (inBursts ? burstSize : 10),
    burstSize,
    gapSeconds: readNumber("gap", values.gap, { from: 0 }) ?? (pattern === "cold" ? 600 : 10),
    timeoutMillis,
    method,
    headers: Object.keys(headers),
    bodyBytes: body?.length ?? 0,
  };
}

function readReceive(text: string | undefined): BenchSettings["receive"] {
  if (text === undefined) return undefined;
  const [, host, port] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535)
    throw new UsageError("--receive needs PORT or HOST:PORT, for example 4318");
  return { port: Number(port), ...(host !== undefined && { host: host.replace(/^\[(.*)\]$/, "$1") }) };
}
