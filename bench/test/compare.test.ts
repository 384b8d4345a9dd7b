import { expect, test } from "vitest";
import { runBench } from "./support.ts";

test("telemetry is received without losing any, and invocations are compared", async () => {
  const { stdout } = await runBench("compare", "--invocations", "6000", "--spans", "2048", "--json");
  const { ingest, compare } = JSON.parse(stdout);
  expect(ingest).toMatchObject({ spans: 2048 });
  expect(compare).toMatchObject({ invocations: 6000 });
  for (const { seconds, peakBytes } of [ingest, compare]) {
    expect(seconds).toBeGreaterThan(0);
    expect(peakBytes).toBeGreaterThan(10_000_000);
  }
});
