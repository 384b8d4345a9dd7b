import { once } from "node:events";
import { parseArgs } from "node:util";
import type { WritableStore } from "@isobar/compare";
import { WriteError } from "@isobar/otlp";
import { withInputErrors } from "./input-errors.ts";
import type { Command } from "./main.ts";
import { createTerminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

const help = `isobar import: put telemetry into a store

Reads OTLP JSON Lines files, or folders of them, into DuckDB: one file, no server. With --listen it receives OTLP over
HTTP instead, until Ctrl-C; a sender has its answer when its telemetry is safe on disk.

Usage: isobar import <run|file>... --store duckdb:FILE
       isobar import --listen PORT --store duckdb:FILE

  --store ADDRESS  where to: duckdb:FILE; the file is made where it is not there
  --listen PORT    receive on this port of this machine; SDKs send to 4318 by default
  --help           this text

Example:
  isobar demo --output runs
  isobar import runs/* --store duckdb:isobar.duckdb
  isobar compare duckdb:isobar.duckdb

Exit code: 0, or 2 for a mistake in the options or the input, or a full disk. Lines that are no OTLP are left
out and told.

DuckDB is installed beside isobar: npm install @duckdb/node-api
`;

/** `isobar import`. */
export const importCommand: Command = {
  name: "import",
  summary: "put telemetry into a store: files, or what is sent to a port",
  help,
  run: async (args) => {
    const { inputs, store: address, port } = readOptions(args);
    return withInputErrors(async () => {
      const { openWritableStore } = await import("@isobar/compare");
      const store = await openWritableStore(address);
      try {
        return port === undefined ? await importFiles(store, inputs) : await listen(store, port);
      } finally {
        await store.close();
      }
    });
  },
};

async function importFiles(store: WritableStore, inputs: readonly string[]): Promise<number> {
  const { loadPath } = await import("@isobar/compare");
  const { paint } = createTerminal(process.stderr);
  const onBroken = (message: string) => process.stderr.write(`${paint("yellow", "left out:")} ${message}\n`);
  const before = await store.contents({ by: [] });
  const broken: string[] = [];
  let kept = 0;
  const write: WritableStore["write"] = async (signal, items, run) => {
    await store.write(signal, items, run);
    kept += items.length;
  };
  try {
    for (const input of inputs) await loadPath({ write }, input, broken, { onBroken });
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    throw new UsageError(
      `${error.message}. ${store.name} has ${kept} spans, log records and metrics of this import, and not the rest: import again when there is room, as invocations that arrive twice count once`,
    );
  }
  const { spans, duplicates } = await store.contents({ by: [] });
  const lines = broken.length === 0 ? "" : `, ${broken.length} lines left out`;
  const twice = duplicates === 0 ? "" : `, ${duplicates} invocations in it more than once, which count once`;
  process.stdout.write(`${spans - before.spans} spans imported into ${store.name}${lines}${twice}\n`);
  return 0;
}

async function listen(store: WritableStore, port: number): Promise<number> {
  const { receiveInto } = await import("@isobar/compare");
  const { paint } = createTerminal(process.stderr);
  let trouble: Error | undefined;
  const receiver = await receiveInto(store, {
    port,
    onTrouble: (error) => {
      trouble = error;
      process.stderr.write(`${paint("red", "not kept:")} ${error.message}; senders are told to come again\n`);
    },
    onRecovery: () => {
      trouble = undefined;
      process.stderr.write(`${paint("green", "kept again:")} ${store.name}\n`);
    },
  });
  process.stdout.write(`listening: OTEL_EXPORTER_OTLP_ENDPOINT=${receiver.url}\n`);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  // What failed on the way has been told.
  await receiver.stop().catch(() => undefined);
  const { spans, logRecords, metricDataPoints } = receiver.received;
  process.stdout.write(`${spans} spans, ${logRecords} log records, ${metricDataPoints} points into ${store.name}\n`);
  if (trouble === undefined) return 0;
  throw new UsageError(`what came last is not in it: ${trouble.message}`);
}

function readOptions(args: readonly string[]): { inputs: readonly string[]; store: string; port: number | undefined } {
  const { values, positionals } = parse(args);
  if (values.store === undefined) throw new UsageError("--store is missing, for example --store duckdb:isobar.duckdb");
  if (values.listen === undefined) {
    if (positionals.length === 0) throw new UsageError('name files or folders; try "isobar import --help"');
    return { inputs: positionals, store: values.store, port: undefined };
  }
  if (positionals.length > 0) throw new UsageError("--listen receives, and reads no files");
  const port = Number(values.listen);
  if (!/^\d+$/.test(values.listen) || port > 65535)
    throw new UsageError(`--listen needs a port, for example 4318, not "${values.listen}"`);
  return { inputs: [], store: values.store, port };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { store: { type: "string" }, listen: { type: "string" } },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; try "isobar import --help"`);
  }
}
