import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { describeNoRoom } from "@isobar/otlp";
import { InputError } from "../../input-error.ts";
import type { DuckDb } from "./load.ts";
import { SCHEMA, SCHEMA_VERSION } from "./schema.ts";

/** How much DuckDB keeps in memory; what is more goes to temporary files. */
const MEMORY_LIMIT = "1GB";

/** How to open a database. */
export interface OpenOptions {
  /** Path of the file; nothing for a database in memory. */
  readonly file: string | undefined;
  /** Whether to write: then the file is made where it is not there, and nobody else can open it. */
  readonly writable: boolean;
}

/** Where DuckDB puts what it cannot keep in memory: beside a file, by its own rule. */
export function temporaryFolder(file: string | undefined): string {
  return file === undefined ? join(tmpdir(), `isobar-duckdb-${process.pid}`) : `${file}.tmp`;
}

/**
 * @throws InputError where it is not there, in use, or no database of ours, DuckDB's own error where there is no room
 * (rejects)
 */
export async function openInstance(
  duckDb: DuckDb,
  { file, writable }: OpenOptions,
): Promise<{ instance: DuckDBInstance; connection: DuckDBConnection }> {
  if (file !== undefined && !writable && !existsSync(file)) throw new InputError(`there is no file ${file}`);
  const instance = await create(duckDb, file, writable);
  let connection: DuckDBConnection | undefined;
  try {
    connection = await instance.connect();
    if (writable) await connection.run(SCHEMA);
    await checkVersion(connection, file);
    return { instance, connection };
  } catch (error) {
    // A database lives as long as a connection does: two of one file at a time would destroy it.
    connection?.closeSync();
    instance.closeSync();
    throw error;
  }
}

async function create(duckDb: DuckDb, file: string | undefined, writable: boolean): Promise<DuckDBInstance> {
  const isNew = file !== undefined && !existsSync(file);
  try {
    return await duckDb.DuckDBInstance.create(file ?? ":memory:", {
      memory_limit: MEMORY_LIMIT,
      temp_directory: temporaryFolder(file),
      ...(!writable && { access_mode: "READ_ONLY" }),
    });
  } catch (cause) {
    const { message } = cause as Error;
    if (describeNoRoom(cause) !== undefined) {
      // Half of a new database would be none the next time.
      if (isNew) rmSync(file, { force: true });
      throw cause;
    }
    if (/lock on file/i.test(message)) {
      const holder = /\(PID (\d+)\)/.exec(message)?.[1];
      const who = holder === undefined ? "another process" : `process ${holder}`;
      throw new InputError(`${file} is in use by ${who}: DuckDB lets one process at a time write`, { cause });
    }
    if (/not a valid DuckDB|not a DuckDB/i.test(message))
      throw new InputError(`${file} is no DuckDB database`, { cause });
    throw new InputError(`${file} cannot be opened: ${message.split("\n", 1)[0]}`, { cause });
  }
}

async function checkVersion(connection: DuckDBConnection, file: string | undefined): Promise<void> {
  const tables = await connection.runAndReadAll("SELECT 1 FROM duckdb_tables() WHERE table_name = 'isobar_schema'");
  if (tables.currentRowCount === 0)
    throw new InputError(`${file} is a DuckDB database, but "isobar import" did not make it`);
  const [row] = (await connection.runAndReadAll("SELECT max(version) FROM isobar_schema")).getRowsJS();
  if (Number(row?.[0]) === SCHEMA_VERSION) return;
  throw new InputError(`${file} has tables of version ${row?.[0]}; this version of Isobar reads ${SCHEMA_VERSION}`);
}
