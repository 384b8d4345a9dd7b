import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../check.ts";
import { createPlan } from "../plan.ts";

const execute = promisify(execFile);
const main = fileURLToPath(new URL("../main.ts", import.meta.url));

interface Run {
  readonly problems: readonly string[];
  readonly platforms: readonly Verdict[];
}

async function soak(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return { code: 0, ...(await execute(process.execPath, [main, ...args])) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe("a short soak", () => {
  test("of three platforms adds up, and shows what happened", { timeout: 240_000 }, async () => {
    const { code, stdout, stderr } = await soak("--seed", "5", "--invocations", "80", "--json");
    const run = JSON.parse(stdout) as Run;
    expect(run.problems).toEqual([]);
    expect(code, stderr).toBe(0);
    expect(run.platforms.map(({ platform }) => platform)).toEqual(["aws", "gcp", "azure"]);
    for (const { invocations, sums, faults, killed } of run.platforms) {
      expect(invocations).toBe(80);
      expect(sums.metrics.made).toBe(80);
      expect(faults.SIGTERM).toBeGreaterThan(0);
      expect(killed.instances).toBeGreaterThan(0);
      // Something is stored of every signal, so that "all is counted" does not come of nothing having arrived.
      for (const { arrived, made } of Object.values(sums)) expect(arrived).toBeGreaterThan(made / 10);
    }
    const happened = (fault: string): number =>
      run.platforms.reduce((sum, { faults }) => sum + (faults[fault] ?? 0), 0);
    for (const fault of ["store-then-reset", "silence", "refused", "outage:closed", "frozen", "thawed"]) {
      expect(happened(fault), fault).toBeGreaterThan(0);
    }
  });
});

describe("a plan", () => {
  test("is the seed's, and makes every invocation once", () => {
    expect(createPlan(1, "aws", 3000)).toEqual(createPlan(1, "aws", 3000));
    expect(createPlan(1, "aws", 3000)).not.toEqual(createPlan(2, "aws", 3000));
    for (const count of [10, 100, 3000]) {
      const orders = createPlan(1, "gcp", count)
        .flatMap(({ steps }) => steps)
        .flatMap((step) => (step.kind === "burst" ? step.orders : []));
      expect(new Set(orders.map(({ id }) => id)).size).toBe(count);
      expect(orders).toHaveLength(count);
    }
  });
});

describe("the command", () => {
  test("explains itself", async () => {
    const { code, stdout } = await soak("--help");
    expect(code).toBe(0);
    expect(stdout).toContain("npm run soak");
  });

  test.each([
    [["--seed", "x"], "--seed x: a whole number from 0 to"],
    [["--invocations", "3"], "--invocations 3: a whole number from 10 to"],
    [["--platform", "moon"], "--platform moon: one of aws, gcp, azure"],
    [["--endpoint", "file:///tmp"], "--endpoint has to be an http:// or https:// URL"],
    [["--what"], "--what"],
  ])("refuses %j", async (args, message) => {
    const { code, stderr } = await soak(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
