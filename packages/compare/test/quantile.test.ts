import fc from "fast-check";
import { quantileSorted } from "simple-statistics";
import { describe, expect, test } from "vitest";
import { quantileOfSorted, sortSamples } from "../src/index.ts";

describe("a quantile", () => {
  // R: quantile(c(15, 20, 35, 40, 50), c(0, .05, .3, .4, .5, 1)), whose default is type 7.
  test.each([
    [0, 15],
    [0.05, 16],
    [0.3, 23],
    [0.4, 29],
    [0.5, 35],
    [1, 50],
  ])("at %d is what R gives", (probability, expected) => {
    expect(quantileOfSorted(sortSamples([50, 15, 40, 20, 35]), probability)).toBeCloseTo(expected, 12);
  });

  test("of one sample is that sample, of none is not a number", () => {
    expect(quantileOfSorted([7], 0.99)).toBe(7);
    expect(quantileOfSorted([], 0.5)).toBeNaN();
  });

  test("lies between its neighbours and grows with the probability", () => {
    const samples = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(
        samples,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p, q) => {
          const sorted = sortSamples(values);
          const [low, high] = [quantileOfSorted(sorted, Math.min(p, q)), quantileOfSorted(sorted, Math.max(p, q))];
          expect(low).toBeLessThanOrEqual(high);
          expect(low).toBeGreaterThanOrEqual(sorted[0] ?? 0);
          expect(high).toBeLessThanOrEqual(sorted.at(-1) ?? 0);
        },
      ),
    );
  });

  test("of an odd number of samples in the middle is the median that another library finds", () => {
    const sorted = sortSamples([9, 3, 7, 1, 5]);
    expect(quantileOfSorted(sorted, 0.5)).toBe(quantileSorted([...sorted], 0.5));
  });
});

test("sorting is by number and leaves the samples alone", () => {
  const samples = [10, 9, 100];
  expect([...sortSamples(samples)]).toEqual([9, 10, 100]);
  expect(samples).toEqual([10, 9, 100]);
});
