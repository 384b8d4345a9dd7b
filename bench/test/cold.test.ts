import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";

const cache = mkdtempSync(join(tmpdir(), "isobar-bench-"));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** Without npm and a compiler: the handler alone, under the local platform's own loop. */
function runBench(...args: readonly string[]) {
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  const env = { ...process.env, XDG_CACHE_HOME: cache };
  return promisify(execFile)(process.execPath, [main, ...args], { env });
}

const MEASURED = ["initMillis", "responseMillis", "holdMillis", "peakMegabytes"];
/** Elsewhere it is not known. */
if (process.platform === "linux") MEASURED.push("cpuMillis");

const LITTLE = ["--only", "bare", "--rounds", "2", "--runtime", "isobar", "--layout", "bundle", "--format", "esm"];

test("measures starts, each with its first invocation", async () => {
  const { stdout } = await runBench("cold", "--json", ...LITTLE);
  const { rounds, figures } = JSON.parse(stdout);
  expect(rounds).toBe(2);
  expect(figures).toMatchObject([
    { peer: "bare", layout: "bundle", format: "esm", over: { waitMillis: 0 }, look: { spans: 0 } },
  ]);
  const [first, second] = figures[0].starts;
  for (const start of [first, second]) {
    for (const name of MEASURED) expect(start[name], name).toBeGreaterThan(0);
  }
  expect(second).not.toEqual(first);
});

test("says them as a table", async () => {
  const { stdout } = await runBench("cold", ...LITTLE);
  expect(stdout).toMatch(/^Node v24\..* 2 rounds, seed 1;/);
  expect(stdout).toMatch(/^\| The handler alone \| \d+\.\d \| \d+\.\d \| \d+\.\d \| \+0\.0 \|/m);
});

test("a peer that there is not is a wrong option", async () => {
  await expect(runBench("cold", "--only", "nobody")).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--only nobody: one of bare, pino, "),
  });
});
