import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type ClientRecord, RUN_VERSION, type RunInfo } from "./types.ts";

/** The folder is no run, or one that this version cannot read. */
export class RunError extends Error {
  override readonly name = "RunError";
}

/** A run, read back from its folder. The telemetry beside it is OTLP JSON Lines, and is read as such. */
export interface Run {
  readonly info: RunInfo;
  /** In the order in which they ended. */
  readonly requests: readonly ClientRecord[];
  /** What could not be read, a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads `run.json` and `client.jsonl`. The last line may be cut off, where the driver was killed: it is left out, with a
 * warning, and so are others that cannot be read.
 *
 * @throws RunError (rejects) where there is no `run.json`, or one of a newer version
 */
export async function readRun(folder: string): Promise<Run> {
  const info = await readInfo(folder);
  const warnings: string[] = [];
  if (info.endedAt === undefined) warnings.push("the run has no end: its driver was killed, or still runs");
  const { requests, broken, isCut } = await readRequests(join(folder, "client.jsonl"));
  if (isCut) warnings.push("the last line of client.jsonl is cut off; it is left out");
  if (broken > 0) warnings.push(`${broken} lines of client.jsonl cannot be read; they are left out`);
  return { info, requests, warnings };
}

async function readInfo(folder: string): Promise<RunInfo> {
  const text = await readFile(join(folder, "run.json"), "utf8").catch((cause: unknown) => {
    throw new RunError(`${folder} is no run: its run.json cannot be read`, { cause });
  });
  const info = parse<Partial<RunInfo>>(text);
  const isRun = typeof info?.version === "number" && Array.isArray(info.targets) && typeof info.startedAt === "string";
  if (!isRun) throw new RunError(`${folder} is no run: its run.json is not one`);
  if ((info.version as number) > RUN_VERSION) {
    throw new RunError(
      `${folder} was written by a newer version (format ${info.version}, this one reads ${RUN_VERSION})`,
    );
  }
  return info as RunInfo;
}

async function readRequests(file: string): Promise<{ requests: ClientRecord[]; broken: number; isCut: boolean }> {
  const requests: ClientRecord[] = [];
  const brokenAt: number[] = [];
  let count = 0;
  const stream = createReadStream(file, "utf8");
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.trim() === "") continue;
      count += 1;
      const record = parse<ClientRecord>(line);
      if (isRecord(record)) requests.push(record);
      else brokenAt.push(count);
    }
  } catch (error) {
    // A run that ended before its first request has no such file.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const isCut = brokenAt.at(-1) === count && count > 0;
  return { requests, broken: brokenAt.length - (isCut ? 1 : 0), isCut };
}

function isRecord(value: unknown): value is ClientRecord {
  const { id, target, intended, outcome } = (value ?? {}) as Partial<ClientRecord>;
  return (
    typeof id === "number" && typeof target === "string" && typeof intended === "number" && typeof outcome === "string"
  );
}

function parse<Value>(text: string): Value | undefined {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}
