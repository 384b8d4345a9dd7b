import { InputError } from "../input-error.ts";
import { openClickHouseStore } from "./clickhouse/clickhouse-store.ts";
import { openDuckDbStore } from "./duckdb/duckdb-store.ts";
import type { Store, WritableStore } from "./types.ts";

const FORMS = "duckdb:FILE, or clickhouse://user:password@host:8123/database";

/** Whether a text is an address of a store, not a path of files. */
export function isStoreAddress(text: string): boolean {
  return /^(duckdb:|[a-z][a-z\d+.-]+:\/\/)/i.test(text);
}

/**
 * Opens a store for reading.
 * @throws InputError where the address is wrong or what it names cannot be read (rejects)
 */
export async function openStore(address: string): Promise<Store> {
  if (address.startsWith("duckdb:")) return openDuckDbStore({ file: duckDbFile(address), writable: false });
  if (/^clickhouses?:/.test(address)) return openClickHouseStore(address);
  throw new InputError(`${withoutCredentials(address)} is no store; write ${FORMS}`);
}

/**
 * Opens a store to put telemetry into; DuckDB's file is made where it is not there.
 * @throws InputError where the address is wrong or what it names cannot be written (rejects)
 */
export async function openWritableStore(address: string): Promise<WritableStore> {
  if (address.startsWith("duckdb:")) return openDuckDbStore({ file: duckDbFile(address), writable: true });
  if (!/^clickhouses?:/.test(address))
    throw new InputError(`${withoutCredentials(address)} is no store; write duckdb:FILE`);
  throw new InputError("ClickHouse is read only: the OpenTelemetry Collector's ClickHouse exporter writes it");
}

function duckDbFile(address: string): string {
  const file = address.slice("duckdb:".length);
  if (file === "") throw new InputError("duckdb: needs a file, for example duckdb:isobar.duckdb");
  return file;
}

/** An address as it may be printed. */
export function withoutCredentials(address: string): string {
  return address.replace(/\/\/.*@/, "//");
}
