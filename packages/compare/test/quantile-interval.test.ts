import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { estimateQuantile, orderStatisticInterval, samplesForQuantile } from "../src/index.ts";
import { quantileRanks } from "../src/statistics/order-statistics.ts";
import { clusters, upTo } from "./samples.ts";

/** The probability that a binomial variable lies in [from, to], term by term. */
function binomialBetween(from: number, to: number, trials: number, probability: number): number {
  let term = (1 - probability) ** trials;
  let sum = 0;
  for (let k = 0; k <= to; k += 1) {
    if (k >= from) sum += term;
    term *= ((trials - k) / (k + 1)) * (probability / (1 - probability));
  }
  return sum;
}

describe("the ranks that enclose a quantile", () => {
  // Conover, Practical Nonparametric Statistics, and the tables of the sign test: 95 % intervals of the median.
  test.each([
    [6, 1, 6],
    [10, 2, 9],
    [15, 4, 12],
    [20, 6, 15],
    [25, 8, 18],
    [50, 18, 33],
  ])("of the median of %d are those of the sign test's tables", (count, low, high) => {
    expect(quantileRanks(count, 0.5)).toEqual({ low, high });
  });

  test.each([
    [0.5, 6],
    [0.9, 36],
    [0.95, 72],
    [0.99, 368],
    [0.999, 3688],
  ])("of p = %d exist from %d samples on", (probability, count) => {
    expect(samplesForQuantile(probability)).toBe(count);
    expect(quantileRanks(count - 1, probability)).toBeUndefined();
    expect(quantileRanks(count, probability)).toBeDefined();
  });

  test("miss the quantile to each side with at most half of what is allowed, and are the innermost that do", () => {
    const cases = fc.record({
      count: fc.integer({ min: 1, max: 200 }),
      probability: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      level: fc.constantFrom(0.8, 0.9, 0.95, 0.99),
    });
    fc.assert(
      fc.property(cases, ({ count, probability, level }) => {
        const tail = (1 - level) / 2;
        const above = (rank: number): number => binomialBetween(0, rank - 1, count, probability);
        const below = (rank: number): number => binomialBetween(rank, count, count, probability);
        const ranks = quantileRanks(count, probability, level);
        if (ranks === undefined) {
          expect(above(1) > tail * (1 - 1e-9) || below(count) > tail * (1 - 1e-9)).toBe(true);
          return;
        }
        expect(above(ranks.low)).toBeLessThanOrEqual(tail * (1 + 1e-9));
        expect(above(ranks.low + 1)).toBeGreaterThan(tail * (1 - 1e-9));
        expect(below(ranks.high)).toBeLessThanOrEqual(tail * (1 + 1e-9));
        expect(below(ranks.high - 1)).toBeGreaterThan(tail * (1 - 1e-9));
      }),
    );
  });
});

describe("a quantile's interval", () => {
  test("consists of samples", () => {
    expect(orderStatisticInterval(upTo(20), 0.5)).toEqual({ low: 6, high: 15 });
    expect(orderStatisticInterval(upTo(71), 0.95)).toBeUndefined();
  });

  test("is not there where samples are too few, and says so", () => {
    expect(estimateQuantile({ values: upTo(200) }, 0.99)).toEqual({
      estimate: expect.closeTo(198.01, 9),
      missing: "too few samples",
    });
    expect(estimateQuantile({ values: [] }, 0.5)).toEqual({ estimate: Number.NaN, missing: "too few samples" });
  });

  test("is the exact one where each sample is of an instance of its own", () => {
    const values = upTo(80);
    expect(estimateQuantile({ values, instances: values }, 0.95)).toEqual(estimateQuantile({ values }, 0.95));
  });

  test("is as wide as that of the instances where an instance always takes the same time", () => {
    const distinct = estimateQuantile({ values: upTo(50) }, 0.5).interval;
    const { interval } = estimateQuantile(
      clusters(50, 20, (instance) => instance + 1),
      0.5,
    );
    expect(interval?.low).toBeLessThanOrEqual(distinct?.low ?? 0);
    expect(interval?.high).toBeGreaterThanOrEqual(distinct?.high ?? 0);
    expect(interval?.low).toBeGreaterThan((distinct?.low ?? 0) - 3);
  });

  test("is little wider than the exact one where many instances do not differ", () => {
    const values = upTo(600).map((value) => (value * 7919) % 601);
    const alike = estimateQuantile({ values, instances: values.map((_, index) => index % 60) }, 0.5);
    const independent = estimateQuantile({ values }, 0.5);
    const width = ({ interval }: typeof alike) => (interval?.high ?? Number.NaN) - (interval?.low ?? Number.NaN);
    expect(width(alike)).toBeGreaterThanOrEqual(width(independent));
    expect(width(alike)).toBeLessThan(1.2 * width(independent));
  });

  test.each([1, 2, 3])("is not there with %d instances, however many samples they have", (count) => {
    const series = clusters(count, 1000, (_, turn) => 40 + (turn % 7));
    expect(estimateQuantile(series, 0.5)).toMatchObject({ missing: "too few instances" });
  });

  test("is not there where one instance served nearly all invocations", () => {
    const values = upTo(1000);
    const instances = values.map((_, index) => (index % 20 === 0 ? index : 0));
    expect(estimateQuantile({ values, instances }, 0.5)).toMatchObject({ missing: "too few instances" });
  });

  test("of equal samples is that sample, in whichever order the instances come", () => {
    const { estimate, interval } = estimateQuantile(
      clusters(10, 50, () => 12),
      0.9,
    );
    expect({ estimate, interval }).toEqual({ estimate: 12, interval: { low: 12, high: 12 } });
  });
});

test("instances that do not fit the samples, and samples that are no numbers, are refused", () => {
  expect(() => estimateQuantile({ values: [1, 2], instances: [1] }, 0.5)).toThrow("1 instance numbers for 2 samples");
  expect(() => estimateQuantile({ values: [1, Number.NaN] }, 0.5)).toThrow("sample 1 is NaN");
});
