import { describe, expect, test } from "vitest";
import { newcombeDifference, ruleOfThree, wilsonInterval } from "../src/index.ts";

describe("the interval of a rate", () => {
  // Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [29, 29, 0.883, 1],
  ])("of %d in %d is the published one", (events, trials, low, high) => {
    const interval = wilsonInterval({ events, trials });
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test("is everything without trials, and exactly 0 or 1 at the ends", () => {
    expect(wilsonInterval({ events: 0, trials: 0 })).toEqual({ low: 0, high: 1 });
    expect(wilsonInterval({ events: 0, trials: 33 }).low).toBe(0);
    expect(wilsonInterval({ events: 33, trials: 33 }).high).toBe(1);
  });

  test("is wider where it has to be surer", () => {
    const [usual, surer] = [0.95, 0.99].map((level) => wilsonInterval({ events: 3, trials: 50 }, { level }));
    expect(surer?.low).toBeLessThan(usual?.low ?? 0);
    expect(surer?.high).toBeGreaterThan(usual?.high ?? 1);
  });
});

describe("the difference of two rates", () => {
  // Newcombe, "Interval estimation for the difference between independent proportions", 1998, table II, method 10.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 10, 0.6075, 1],
  ])("of %d in %d to %d in %d has the published interval", (events, trials, fewer, of, low, high) => {
    const { estimate, interval } = newcombeDifference({ events: fewer, trials: of }, { events, trials });
    expect(estimate).toBeCloseTo(events / trials - fewer / of, 12);
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  test("is unknown where one side has no trials", () => {
    const none = { events: 0, trials: 0 };
    expect(newcombeDifference(none, { events: 1, trials: 2 })).toMatchObject({ missing: "too few samples" });
    expect(newcombeDifference({ events: 1, trials: 2 }, none)).toMatchObject({ missing: "too few samples" });
  });
});

test("no event in n trials rules out about 3 / n, as the exact bound does", () => {
  expect(ruleOfThree(200)).toBeCloseTo(0.015, 12);
  expect(ruleOfThree(200) / (1 - 0.05 ** (1 / 200))).toBeCloseTo(1, 1);
  expect(ruleOfThree(2)).toBe(1);
});
