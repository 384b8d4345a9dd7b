import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { planCells } from "../lifecycle/cells.ts";
import { busyAtOnce, type CellFigures } from "../lifecycle/figures.ts";
import { createTurns } from "../lifecycle/turns.ts";
import { createRandom } from "../random.ts";

const execute = promisify(execFile);
const main = fileURLToPath(new URL("../main.ts", import.meta.url));

async function bench(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return { code: 0, ...(await execute(process.execPath, [main, ...args])) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe("the lifecycle's cost", () => {
  test("is measured of both handlers, on one platform as on another", async () => {
    const few = ["--invocations", "12", "--rate", "10", "--platform", "aws", "--platform", "azure"];
    const { stdout } = await bench("lifecycle", ...few, "--backend", "at-once", "--backend", "refuses", "--json");
    const cells = JSON.parse(stdout) as CellFigures[];
    expect(cells.map(({ platform, backend }) => [platform, backend])).toEqual([
      ["aws", "at-once"],
      ["aws", "refuses"],
      ["azure", "at-once"],
      ["azure", "refuses"],
    ]);
    for (const { platform, backend, bare, isobar, arrivalMillis, neverArrived } of cells) {
      for (const run of [bare, isobar]) {
        expect(run).toMatchObject({ requests: 12, failed: 0 });
        expect(run.latencyMillis.p50).toBeGreaterThan(0);
        expect(run.latencyMillis.p99).toBeGreaterThanOrEqual(run.latencyMillis.p50);
        expect(run.billedMillis).toBeGreaterThan(0);
        expect(run.started).toBeGreaterThan(0);
        // Azure never takes the CPU away.
        expect(run.holdMillis === undefined).toBe(platform === "azure");
      }
      // What the wrapped handler sent has arrived, and the bare one has no trace.
      expect(neverArrived).toBe(backend === "at-once" ? 0 : undefined);
      expect(arrivalMillis === undefined).toBe(backend === "refuses");
    }
  });

  test("is measured of one request at a time, as far as rates allow", () => {
    const random = createRandom(1);
    const cells = [0, 1, 2, 3, 4].map((cell) => createTurns(cell, 5, 1000, random));
    const requests = Array.from({ length: 50 }, (_, request) => request);
    const due = cells.flatMap((turn) => [0, 1].map((handler) => requests.map((at) => turn(handler, at))));
    const all = due.flat().sort((a, b) => a - b);
    // Ten handlers have a tenth of a second each.
    for (const [index, at] of all.entries()) expect(Math.floor(at / 100)).toBe(index);
    for (const one of due) {
      for (const [index, at] of one.slice(1).entries()) expect(at - (one[index] ?? 0)).toBeGreaterThan(450);
    }
  });

  test("is measured of few cells at a time, each once", () => {
    const groups = planCells({
      rates: [1, 20],
      platforms: ["aws", "gcp"],
      backends: ["at-once", "503"],
      invocations: 5,
      atOnce: 40,
    });
    expect(groups.map((cells) => cells.map(({ platform, backend, rate }) => `${platform} ${backend} ${rate}`))).toEqual(
      [
        ["aws at-once 1", "gcp at-once 1", "aws 503 1", "gcp 503 1"],
        ["aws at-once 20"],
        ["gcp at-once 20"],
        ["aws 503 20"],
        ["gcp 503 20"],
      ],
    );
  });
});

test("instances are counted that are busy at once: one that waits for another's end is not needed", () => {
  const ran = (instanceId: string, beganAtMillis: number, responseMillis: number, holdMillis?: number) => ({
    ...{ invocationId: "any", outcome: "ok" as const, instanceId, beganAtMillis, responseMillis },
    ...(holdMillis === undefined ? {} : { holdMillis }),
  });
  expect(busyAtOnce([])).toBe(0);
  expect(busyAtOnce([ran("a", 0, 5), ran("b", 6, 5), ran("c", 20, 5)])).toBe(1);
  expect(busyAtOnce([ran("a", 0, 5, 10), ran("b", 6, 5), ran("a", 15, 5)])).toBe(2);
  // Many in one instance need one.
  expect(busyAtOnce([ran("a", 0, 9), ran("a", 1, 3), ran("a", 2, 9), ran("b", 5, 1)])).toBe(2);
});

describe("the command", () => {
  test("explains itself", async () => {
    expect(await bench("--help")).toMatchObject({ code: 0, stdout: expect.stringContaining("lifecycle") });
    expect(await bench("lifecycle", "--help")).toMatchObject({ code: 0, stdout: expect.stringContaining("--backend") });
  });

  test.each([
    [["what"], 'there is no "what"'],
    [["lifecycle", "--rate", "fast"], "--rate fast: a number from"],
    [["lifecycle", "--backend", "slow"], "--backend slow: one of"],
    [["lifecycle", "--what"], "--what"],
  ])("refuses %j", async (args, message) => {
    expect(await bench(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});
