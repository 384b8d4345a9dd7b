import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { type Run, RunError, readRun } from "../bench/read-run.ts";
import type { SourceInfo } from "../compare/types.ts";
import { InputError } from "../input-error.ts";
import { openDuckDbStore } from "../store/duckdb/duckdb-store.ts";
import { isStoreAddress, openStore } from "../store/open-store.ts";
import type { Store, StoredTrace, WritableStore } from "../store/types.ts";
import { detectSignal } from "./detect-signal.ts";
import { loadFile } from "./load-file.ts";

/** Telemetry, opened for a comparison. */
export interface Sources {
  readonly stores: readonly Store[];
  readonly infos: readonly SourceInfo[];
  /** What the clients of runs saw. */
  readonly runs: readonly Run[];
  /** Lines that could not be read, each with its file. */
  readonly broken: readonly string[];
  /** A trace's spans and log records, wherever they are. */
  trace(traceId: string): Promise<StoredTrace>;
  close(): Promise<void>;
}

/** How to open. */
export interface OpenSourcesOptions {
  /** Where the telemetry is: then only what the client saw is read from the runs' folders. @default in the folders */
  readonly store?: string;
  /** Called for each of the first lines that are left out, as they are met. */
  readonly onBroken?: (message: string) => void;
}

/**
 * Opens what a comparison is of: folders of runs, OTLP JSON Lines files, addresses of stores. Files are read into memory.
 * @throws InputError where one of them cannot be read (rejects)
 */
export async function openSources(inputs: readonly string[], options: OpenSourcesOptions = {}): Promise<Sources> {
  if (inputs.length === 0) throw new InputError("nothing to compare: name a run's folder, a file or a store");
  const stores: Store[] = [];
  const infos: SourceInfo[] = [];
  const runs: Run[] = [];
  const broken: string[] = [];
  const tell = (messages: readonly string[]) => {
    for (const message of messages) options.onBroken?.(message);
    broken.push(...messages);
  };
  const close = async () => {
    for (const store of stores) await store.close();
  };
  try {
    const addresses = [...(options.store === undefined ? [] : [options.store]), ...inputs.filter(isStoreAddress)];
    for (const address of new Set(addresses)) {
      const store = await openStore(address);
      stores.push(store);
      infos.push({ kind: "store", name: store.name });
    }
    const paths = inputs.filter((input) => !isStoreAddress(input));
    const memory =
      paths.length > 0 && options.store === undefined
        ? await openDuckDbStore({ file: undefined, writable: true })
        : undefined;
    if (memory !== undefined) stores.push(memory);
    for (const path of paths) {
      const run = await readRunOf(path);
      if (run !== undefined) {
        runs.push(run);
        tell(run.warnings.map((warning) => `${path}: ${warning}`));
      }
      if (memory === undefined && run === undefined)
        throw new InputError(`${path} is no run, and with --store telemetry is read from the store alone`);
      const info = memory ? await loadPath(memory, path, broken, options) : ({ kind: "run", name: path } as const);
      infos.push(run === undefined ? info : { ...info, run: { ...run.info } });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    stores,
    infos,
    runs,
    broken,
    async trace(traceId) {
      const traces: StoredTrace[] = [];
      for (const store of stores) traces.push(await store.trace(traceId));
      return { spans: traces.flatMap(({ spans }) => spans), logs: traces.flatMap(({ logs }) => logs) };
    },
    close,
  };
}

/** A folder without `run.json` is telemetry alone. */
async function readRunOf(path: string): Promise<Run | undefined> {
  if (!existsSync(join(path, "run.json"))) return undefined;
  return readRun(path).catch((cause: unknown) => {
    if (cause instanceof RunError) throw new InputError(cause.message, { cause });
    throw cause;
  });
}

/**
 * Reads a folder's files or a single file into a store.
 * @throws InputError where there is no telemetry (rejects)
 */
export async function loadPath(
  store: Pick<WritableStore, "write">,
  path: string,
  broken: string[],
  { onBroken }: OpenSourcesOptions,
): Promise<SourceInfo> {
  const isFolder = (await stat(path).catch((cause) => unreadable(path, cause))).isDirectory();
  const run = isFolder ? basename(resolve(path)) : "";
  const files = isFolder ? (await readdir(path)).filter((name) => name.endsWith(".jsonl")).sort() : [""];
  let found = false;
  for (const name of files) {
    const file = join(path, name);
    const signal = await detectSignal(file).catch((cause) => unreadable(file, cause));
    if (signal === undefined) continue;
    found = true;
    const loaded = await loadFile(store, signal, file, { run, ...(onBroken && { onBroken }) });
    broken.push(...loaded.broken);
  }
  if (!found) {
    const what = isFolder ? "has no file with OTLP JSON Lines, such as traces.jsonl" : "is no file of OTLP JSON Lines";
    throw new InputError(`${path} ${what}`);
  }
  return { kind: isFolder ? "run" : "file", name: path };
}

function unreadable(path: string, cause: NodeJS.ErrnoException): never {
  if (cause.code === "ENOENT") throw new InputError(`there is no ${path}`, { cause });
  throw new InputError(`${path} cannot be read: ${cause.message}`, { cause });
}
