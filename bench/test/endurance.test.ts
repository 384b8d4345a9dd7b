import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describe as describeEndured } from "../endurance/figures.ts";
import { endure } from "../endurance/measure.ts";
import { formatTables } from "../endurance/table.ts";
import { findRuntime } from "../measure/runtime.ts";
import { readPeer } from "../options.ts";
import { createLocator } from "../profile/locate.ts";
import { cache, runBench } from "./support.ts";

// Without npm and a compiler: the handler alone, under the local platform's own loop.
const LITTLE = ["--peer", "bare", "--invocations", "200", "--runtime", "isobar"];

/** Measures a function of these lines. */
async function measure(name: string, text: string, invocations: number) {
  const file = join(cache, name, "index.mjs");
  mkdirSync(join(cache, name));
  writeFileSync(file, text);
  const runtime = findRuntime({ platform: "aws", nodeMajor: "24", runtime: "isobar" });
  const variant = { peer: readPeer("bare", "aws"), layout: "bundle", format: "esm", file } as const;
  const start = { runtime, command: [], env: {} };
  return describeEndured(
    await endure(variant, { invocations, samplingMicros: 200, start, say: () => {} }),
    createLocator(),
  );
}

describe("a function that runs for long", () => {
  test("is found out where it keeps what it was given", async () => {
    const leaking = `const kept = [];
export const handler = async (event) => { kept.push(new Array(1024).fill(event)); return { statusCode: 200 }; };`;
    const figures = await measure("leaking", leaking, 400);
    // Each keeps 8 KiB and an event; 200 of them are the last half.
    expect(figures.growthBytes).toBeGreaterThan(200 * 8 * 1024);
    expect(figures.growthBytes).toBeLessThan(200 * 16 * 1024);
    expect(figures.points.map(({ invocations }) => invocations)).toEqual([
      40, 80, 120, 160, 200, 240, 280, 320, 360, 400,
    ]);
    expect(formatTables(figures, { limitBytes: 1024 ** 2, top: 10 })).toContain("TOO MUCH");
  });

  test("is told where its time goes", async () => {
    const busy = `export const handler = async () => ({ statusCode: 200, body: String(spin(1_000_000)) });
function spin(turns) {
  let sum = 0;
  for (let turn = 0; turn < turns; turn += 1) sum = (sum * 31 + turn) | 0;
  return sum;
}`;
    const { profile, growthBytes } = await measure("busy", busy, 200);
    expect(profile.invocations).toBe(20);
    expect(growthBytes).toBeLessThan(1024 ** 2);
    const [largest] = profile.functions;
    expect(largest).toMatchObject({ name: "spin", at: expect.stringMatching(/busy[\\/]index\.mjs:2$/) });
    expect(largest?.selfMillis).toBeGreaterThan(profile.busyMillis / 2);
  });
});

describe("the command", () => {
  test.for(["aws", "gcp"])("reads the heap on %s behind each tenth, and ends well where it stays", async (platform) => {
    const { stdout } = await runBench("endurance", "--json", "--platform", platform, ...LITTLE);
    const { peer, points, growthBytes, limitBytes, profile } = JSON.parse(stdout);
    expect({ peer, limitBytes }).toEqual({ peer: "bare", limitBytes: 1024 ** 2 });
    expect(points).toHaveLength(10);
    for (const { usedBytes, residentBytes } of points) {
      expect(usedBytes).toBeGreaterThan(1024 ** 2);
      expect(residentBytes).toBeGreaterThan(usedBytes);
    }
    expect(growthBytes).toBe(points[9].usedBytes - points[4].usedBytes);
    expect(profile.busyMillis).toBeGreaterThan(0);
  });

  test("says it as tables", async () => {
    const { stdout } = await runBench("endurance", "--top", "3", ...LITTLE);
    expect(stdout).toMatch(/^Node v24\..* The handler alone, one instance in a closed loop, sampled every 200 µs\./);
    expect(stdout).toMatch(/^\| 200 \| \d{4,} \| \d+ \| \d+\.\d \| \d+\.\d\d \|$/m);
    expect(stdout).toMatch(/^Growth of the last half: \*\*[+−]\d+ KiB\*\*, 1024 KiB at most\.$/m);
    const [, largest = ""] = stdout.split("The largest self times:\n\n");
    expect(largest.trim().split("\n")).toHaveLength(2 + 3);
  });

  test("a peer that there is not on a platform is a wrong option", async () => {
    await expect(runBench("endurance", "--platform", "gcp", "--peer", "datadog")).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--peer datadog: one of bare, pino, isobar, otel"),
    });
  });
});
