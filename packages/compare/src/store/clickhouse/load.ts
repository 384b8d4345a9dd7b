import { InputError } from "../../input-error.ts";

/** The client's module. */
export type ClickHouse = typeof import("@clickhouse/client");

/**
 * Loads ClickHouse's own client, which is installed by those who use it.
 * @throws InputError saying what to install (rejects)
 */
export async function loadClickHouse(): Promise<ClickHouse> {
  try {
    return await import("@clickhouse/client");
  } catch (cause) {
    throw new InputError("the ClickHouse client is not installed: npm install @clickhouse/client", { cause });
  }
}
