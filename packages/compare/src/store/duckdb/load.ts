import { InputError } from "../../input-error.ts";

/** The driver's module. */
export type DuckDb = typeof import("@duckdb/node-api");

/**
 * Loads DuckDB, which is installed by those who use it: it is 70 MB of native code.
 * @throws InputError saying what to install (rejects)
 */
export async function loadDuckDb(): Promise<DuckDb> {
  try {
    return await import("@duckdb/node-api");
  } catch (cause) {
    const isMissing = (cause as { code?: string }).code === "ERR_MODULE_NOT_FOUND";
    const why = isMissing ? "is not installed" : `cannot be loaded (${(cause as Error).message})`;
    throw new InputError(`DuckDB ${why}: npm install @duckdb/node-api`, { cause });
  }
}
