import { expect, test } from "vitest";
import { runBench } from "./support.ts";

const MEASURED = ["initMillis", "responseMillis", "holdMillis", "peakMegabytes"];
/** Elsewhere it is not known. */
if (process.platform === "linux") MEASURED.push("cpuMillis");

// Without npm and a compiler: the handler alone, under the local platform's own loop.
const LITTLE = ["--only", "bare", "--rounds", "2", "--runtime", "isobar", "--layout", "bundle", "--format", "esm"];

test.for(["aws", "gcp"])("measures starts on %s, each with its first invocation", async (platform) => {
  const { stdout } = await runBench("cold", "--json", "--platform", platform, ...LITTLE);
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
  expect(stdout).toMatch(/^Node v24\..* 2 rounds, the backend over http, seed 1\./);
  expect(stdout).toMatch(/^\| The handler alone \| \d+\.\d \| \d+\.\d \| \d+\.\d \| \+0\.0 \|/m);
});

test("a peer that there is not is a wrong option", async () => {
  await expect(runBench("cold", "--only", "nobody")).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--only nobody: one of bare, pino, "),
  });
});
