import { readFile } from "node:fs/promises";
import { InputError } from "../input-error.ts";
import type { Prices } from "./prices.ts";
import { readPrices } from "./read-prices.ts";

/**
 * Reads a file of prices.
 * @throws InputError naming the file, and the field that is wrong (rejects)
 */
export async function readPricesFile(file: string): Promise<Prices> {
  try {
    return readPrices(JSON.parse(await readFile(file, "utf8")));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new InputError(code === "ENOENT" ? `there is no ${file}` : `${file}: ${message}`, { cause });
  }
}
