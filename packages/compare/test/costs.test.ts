import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compare, compareCosts, parseCostModel, readPricesFile, renderCosts } from "../src/index.ts";
import { makeFolder, sourcesOf } from "./support/sources.ts";
import { invocation, START } from "./support/spans.ts";

/** 120 ms each, one a second, so that none overlap. */
function steady(cloud: string, memoryMiB: number) {
  return Array.from({ length: 50 }, (_, index) =>
    invocation({ cloud, memoryMiB, millis: 120, start: START + index * 10_000, instance: `${cloud}-${index % 5}` }),
  );
}

test("the same handler costs what each platform's rounding makes of it", async () => {
  const spans = [...steady("aws", 512), ...steady("gcp", 512), ...steady("azure", 2048)];
  const whatIf = ["azure-flex:512", "aws-arm:512"].map(parseCostModel);
  const costs = await compareCosts(await sourcesOf(spans), { whatIf });
  const [aws, azure, gcp] = costs.groups;
  expect(aws?.own).toMatchObject({ model: "aws-x86:512", invocations: 50 });
  expect(aws?.own?.perMillion.low).toBeCloseTo(1.2, 2);
  expect(gcp?.own?.perMillion.low).toBeCloseTo(2.25, 2);
  expect(azure?.own?.model).toBe("azure-flex:2048");
  expect(azure?.own?.perMillion.low).toBeCloseTo(52.4, 1);
  expect(azure?.own?.roundingShare).toBeGreaterThan(0.8);
  expect(aws?.whatIf.map(({ perMillion }) => Number(perMillion.low.toFixed(2)))).toEqual([13.4, 1]);
  const text = renderCosts(costs, (_, plain) => plain);
  expect(text).toMatch(/\naws\s+aws-x86:512\s+1\.20\s/);
  expect(text).toMatch(/\n\s+azure-flex:512\s+13\.4\s.*×11\.2/);
  expect(text).toContain("An x86 processor is assumed.");
});

test("costs of very many invocations say of which part they are", async () => {
  const sources = await sourcesOf([...steady("aws", 512), ...steady("gcp", 512)]);
  const options = { mostSamples: 60, whatIf: [parseCostModel("azure-flex:512")] };
  const { groups } = await compareCosts(sources, options);
  for (const { group, own, whatIf } of groups) {
    for (const bill of [own, ...whatIf]) {
      expect(bill?.invocations).toBeLessThan(50);
      expect(bill?.notes.join()).toContain(`Costs of ${group} come from ${bill?.invocations} of its 50 invocations`);
    }
  }
  const comparison = await compare(sources, { mostSamples: 60 });
  expect(comparison.groups[0]?.cost?.notes.join()).toContain("Costs of aws come from");
  expect(comparison.threats.map(({ text }) => text).join()).toContain("Intervals, ratios and costs of aws come from");
  const whole = await compareCosts(sources, { ...options, mostSamples: 1000 });
  expect(whole.groups.flatMap(({ own }) => own?.notes ?? []).join()).not.toContain("come from");
});

test("a comparison has the costs of where it ran, a gate can limit them, old prices are told", async () => {
  const sources = await sourcesOf([...steady("aws", 512), ...steady("gcp", 512), ...steady("azure", 0)]);
  const checks = [
    { metric: "cost", group: "gcp", max: 2, start: "warm", layer: "function", line: 1, minN: 10 },
  ] as const;
  const comparison = await compare(sources, { gate: { file: "g", checks }, createdAt: new Date("2028-01-01") });
  expect(comparison.groups.map(({ cost }) => cost?.model)).toEqual(["aws-x86:512", undefined, "gcp:512:0.333"]);
  expect(comparison.gate?.checks[0]).toMatchObject({ verdict: "fail", unit: "usd" });
  expect(comparison.threats.map(({ kind }) => kind)).toContain("old-prices");
});

test("a file of prices that is not one is told by its name", async () => {
  const file = join(makeFolder(), "prices.json");
  await expect(readPricesFile(file)).rejects.toThrow(`there is no ${file}`);
  writeFileSync(file, "{}");
  await expect(readPricesFile(file)).rejects.toThrow(file);
});
