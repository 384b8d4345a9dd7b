import { expect, test } from "vitest";
import { runBench } from "./support.ts";

const LITTLE = ["--only", "bare", "--invocations", "50", "--runtime", "isobar", "--backend", "0"];

test("measures invocations of one instance in ten blocks", async () => {
  const { stdout } = await runBench("warm", "--json", ...LITTLE);
  const { figures } = JSON.parse(stdout);
  expect(figures).toMatchObject([{ backend: "0", invocations: 50, requestsEach: 0, over: { responseMillis: 0 } }]);
  const [{ blocks, response, hold }] = figures;
  expect(blocks).toHaveLength(10);
  for (const { responseMillis, invocations } of blocks) {
    expect(invocations).toBe(5);
    expect(Math.min(...responseMillis)).toBeGreaterThan(0);
  }
  expect(response.p99).toBeGreaterThanOrEqual(response.p50);
  expect(hold.p50).toBeGreaterThan(0);
});

test("a backend that there is not is a wrong option", async () => {
  await expect(runBench("warm", "--backend", "50")).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--backend 50: one of 0, 20, 100, refuses, never"),
  });
});
