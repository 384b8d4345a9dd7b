import fc from "fast-check";
import { wilcoxonRankSum } from "simple-statistics";
import { describe, expect, test } from "vitest";
import { cliffsDelta, estimateRatio, estimateShift, intraClassCorrelation, probabilityLarger } from "../src/index.ts";
import { mannWhitneyCdf, mannWhitneyRank } from "../src/statistics/mann-whitney.ts";
import { normalCdf } from "../src/statistics/normal.ts";
import { countDifferences, medianDifference, selectDifference } from "../src/statistics/pairwise-differences.ts";
import { clusters, durations, upTo } from "./samples.ts";

// Hollander and Wolfe, Nonparametric Statistical Methods, table 4.1: permeability of human chorioamnion.
const AT_TERM = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
const EARLY = [1.15, 0.88, 0.9, 0.74, 1.21];

const sort = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

function allDifferences(from: readonly number[], of: readonly number[]): number[] {
  return of.flatMap((value) => from.map((other) => value - other)).sort((a, b) => a - b);
}

describe("Mann and Whitney's distribution", () => {
  test.each([
    [3, 3, 0],
    [4, 4, 1],
    [5, 5, 3],
    [8, 12, 23],
    [10, 10, 24],
    [20, 20, 128],
  ])("of %d and %d samples has the critical value of the tables, at 5 % on two sides", (n, m, rank) => {
    expect(mannWhitneyRank(0.025, n, m)).toBe(rank);
    expect(mannWhitneyRank(0.025, m, n)).toBe(rank);
  });

  test("counts every arrangement once", () => {
    const counts = new Map<number, number>();
    // All 70 ways to give 4 of 8 places to the first sample.
    for (let places = 0; places < 256; places += 1) {
      const isFirst = [...places.toString(2).padStart(8, "0")].map((bit) => bit === "1");
      if (isFirst.filter(Boolean).length !== 4) continue;
      const u = isFirst.reduce(
        (sum, first, place) => sum + (first ? isFirst.slice(0, place).filter((other) => !other).length : 0),
        0,
      );
      counts.set(u, (counts.get(u) ?? 0) + 1);
    }
    let sum = 0;
    for (let u = 0; u <= 16; u += 1) {
      sum += counts.get(u) ?? 0;
      expect(mannWhitneyCdf(u, 4, 4)).toBeCloseTo(sum / 70, 12);
    }
  });

  test.each([
    [3, 833, 0.03],
    [20, 125, 0.002],
    [50, 50, 0.001],
  ])("of %d and %d samples has tails within those of the normal one, which is used beyond", (n, m, wider) => {
    const normal = (u: number): number => normalCdf((u + 0.5 - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12));
    let rank = 0;
    for (let u = 0; mannWhitneyCdf(u, n, m) < 0.03; u += 1) {
      expect(mannWhitneyCdf(u, n, m)).toBeLessThanOrEqual(normal(u));
      if (normal(u) <= 0.025) rank = u + 1;
    }
    expect(rank / mannWhitneyRank(0.025, n, m)).toBeGreaterThan(1 - wider);
  });
});

describe("differences of two samples", () => {
  // Few values, so that many differences are equal.
  const coarse = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 20 });
  const fine = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 20 });

  test.each([
    ["coarse", coarse],
    ["fine", fine],
  ] as const)("of %s values are found by their rank as in a sorted list of all", (_, values) => {
    fc.assert(
      fc.property(values, values, fc.nat(), (from, of, pick) => {
        const all = allDifferences(from, of);
        const rank = (pick % all.length) + 1;
        const found = selectDifference(sort(from), sort(of), rank);
        expect(found - (all[rank - 1] as number)).toBe(0);
        expect(countDifferences(sort(from), sort(of), found)).toBe(all.filter((value) => value <= found).length);
        const [low = 0, high = 0] = [all[Math.ceil(all.length / 2) - 1], all[Math.floor(all.length / 2)]];
        expect(medianDifference(sort(from), sort(of))).toBeCloseTo((low + high) / 2, 6);
      }),
    );
  });

  test("of values that grow by a constant factor are found too", () => {
    const values = Float64Array.from({ length: 60 }, (_, index) => 3 ** (index - 30));
    const all = allDifferences([...values], [...values]);
    for (const rank of [1, 17, 1800, 3599]) expect(selectDifference(values, values, rank)).toBe(all[rank - 1]);
  });
});

describe("the shift between two samples", () => {
  test("is that of Hollander and Wolfe's example", () => {
    const rank = mannWhitneyRank(0.025, EARLY.length, AT_TERM.length);
    expect(selectDifference(sort(EARLY), sort(AT_TERM), rank)).toBeCloseTo(-0.15, 10);
    expect(selectDifference(sort(EARLY), sort(AT_TERM), 51 - rank)).toBeCloseTo(0.76, 10);
    const { estimate, interval } = estimateShift({ values: EARLY }, { values: AT_TERM });
    expect(estimate).toBeCloseTo(0.305, 10);
    expect(interval?.low).toBeLessThanOrEqual(-0.15 + 1e-10);
    expect(interval?.high).toBeGreaterThanOrEqual(0.76 - 1e-10);
  });

  test("of cold starts above warm ones is the overhead, although cold starts vary much more", () => {
    const warm = durations(200, 1);
    const cold = durations(24, 2).map((value) => 10 * value);
    const { estimate, interval } = estimateShift({ values: warm }, { values: cold });
    const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
    expect(estimate).toBeGreaterThan(median(cold) - median(warm) - 40);
    expect(estimate).toBeLessThan(median(cold) - median(warm) + 40);
    // Mann and Whitney's rank takes both sides as equally wide, and the shift for surer than it is.
    const rank = mannWhitneyRank(0.025, 200, 24);
    const [low, high] = [rank, 4801 - rank].map((place) => selectDifference(sort(warm), sort(cold), place));
    const width = (interval?.high ?? 0) - (interval?.low ?? 0);
    expect(width).toBeGreaterThan(1.3 * ((high ?? 0) - (low ?? 0)));
    expect(width).toBeLessThan(3 * ((high ?? 0) - (low ?? 0)));
  });
});

describe("the ratio of two samples", () => {
  const values = durations(60, 3);

  test("turns with its sides and goes with their scale", () => {
    const other = durations(50, 4, 1.3);
    const { estimate, interval } = estimateRatio({ values }, { values: other });
    const turned = estimateRatio({ values: other }, { values });
    const scaled = estimateRatio({ values }, { values: other.map((value) => 1000 * value) });
    expect(turned.estimate).toBeCloseTo(1 / estimate, 12);
    expect(turned.interval?.low).toBeCloseTo(1 / (interval?.high ?? 0), 12);
    expect(turned.interval?.high).toBeCloseTo(1 / (interval?.low ?? 0), 12);
    expect(scaled.estimate / estimate).toBeCloseTo(1000, 9);
    expect(estimate).toBeGreaterThan(1.15);
    expect(estimate).toBeLessThan(1.45);
  });

  test("of the same samples is 1, and its interval contains it", () => {
    const { estimate, interval } = estimateRatio({ values }, { values });
    expect(estimate).toBe(1);
    expect(interval?.low).toBeLessThan(1);
    expect(interval?.high).toBeGreaterThan(1);
  });

  test("is not moved by a few outliers", () => {
    const { estimate } = estimateRatio({ values }, { values: [...values, 9000, 12000] });
    expect(estimate).toBeLessThan(1.03);
  });

  test("of samples that are all the same is exact", () => {
    const ratio = estimateRatio({ values: new Float64Array(20).fill(10) }, { values: new Float64Array(20).fill(15) });
    expect(ratio.estimate).toBeCloseTo(1.5, 12);
    expect(ratio.interval?.low).toBe(ratio.interval?.high);
  });

  test("has an interval only with enough samples", () => {
    expect(estimateRatio({ values: [1, 2, 3] }, { values: [1, 2, 3] })).toEqual({
      estimate: 1,
      missing: "too few samples",
    });
    expect(estimateRatio({ values: [] }, { values: [1] })).toEqual({
      estimate: Number.NaN,
      missing: "too few samples",
    });
  });

  test("of a duration that is not above 0 is refused", () => {
    expect(() => estimateRatio({ values: [1, 0] }, { values: [1, 2] })).toThrow("a sample is 0");
  });
});

describe("samples that come from few instances", () => {
  // Instances whose level differs by far more than their samples do among themselves.
  const uneven = (count: number, seed: number) => {
    const levels = durations(count, seed);
    const noise = durations(count * 40, seed + 1, 0.001);
    return clusters(count, 40, (instance, turn) => (levels[instance] ?? 0) + (noise[instance * 40 + turn] ?? 0));
  };

  test("are worth little more than one sample for each instance", () => {
    const [a, b] = [uneven(12, 5), uneven(12, 6)];
    const clustered = estimateRatio(a, b).interval;
    const naive = estimateRatio({ values: a.values }, { values: b.values }).interval;
    const first = (series: typeof a) => ({ values: [...series.values].filter((_, index) => index % 40 === 0) });
    const ofInstances = estimateRatio(first(a), first(b)).interval;
    const width = (interval = { low: Number.NaN, high: Number.NaN }): number => Math.log(interval.high / interval.low);
    expect(width(clustered)).toBeGreaterThan(2.5 * width(naive));
    expect(width(clustered) / width(ofInstances)).toBeGreaterThan(0.8);
    expect(width(clustered) / width(ofInstances)).toBeLessThan(1.3);
  });

  test("have no interval where the instances are three, or one of them served nearly all", () => {
    expect(estimateRatio(uneven(3, 7), uneven(20, 8))).toMatchObject({ missing: "too few instances" });
    const values = upTo(400);
    const instances = values.map((_, index) => (index < 320 ? 0 : index));
    expect(estimateRatio({ values, instances }, uneven(20, 8))).toMatchObject({ missing: "too few instances" });
  });

  test("count as independent where each is of an instance of its own, whatever the numbers are", () => {
    const [a, b] = [durations(40, 9), durations(40, 10)];
    const numbers = a.map((_, index) => 1e6 - 17 * index);
    expect(estimateRatio({ values: a, instances: numbers }, { values: b, instances: numbers })).toEqual(
      estimateRatio({ values: a }, { values: b }),
    );
  });

  test("resemble each other by a share that is told", () => {
    expect(intraClassCorrelation(uneven(12, 5))).toBeGreaterThan(0.98);
    const values = durations(1200, 11);
    expect(intraClassCorrelation({ values, instances: values.map((_, index) => index % 12) })).toBeLessThan(0.02);
    expect(intraClassCorrelation({ values })).toBeUndefined();
    expect(intraClassCorrelation({ values, instances: values.map(() => 1) })).toBeUndefined();
    expect(intraClassCorrelation(clusters(4, 5, () => 12))).toBe(0);
  });
});

describe("the probability that one is larger", () => {
  test("is the rank sum of another library, scaled", () => {
    const few = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(few, few, (from, of) => {
        const u = wilcoxonRankSum(of, from) - (of.length * (of.length + 1)) / 2;
        expect(probabilityLarger(from, of)).toBeCloseTo(u / from.length / of.length, 10);
      }),
    );
  });

  test("gives Cliff's delta from -1 to 1", () => {
    expect(cliffsDelta([1, 2, 3], [4, 5])).toBe(1);
    expect(cliffsDelta([4, 5], [1, 2, 3])).toBe(-1);
    expect(cliffsDelta([1, 2], [1, 2])).toBe(0);
  });
});
