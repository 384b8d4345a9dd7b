import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll } from "vitest";

/** For this file alone. */
export const cache = mkdtempSync(join(tmpdir(), "isobar-bench-"));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** Runs a bench with a cache of its own: nothing is found there that somebody has installed. */
export function runBench(...args: readonly string[]) {
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  return promisify(execFile)(process.execPath, [main, ...args], { env: { ...process.env, XDG_CACHE_HOME: cache } });
}
