import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linearScale, logScale } from "../../src/report/charts/scale.ts";

const positive = fc.double({ min: 1e-3, max: 1e7, noNaN: true });

describe.each([
  ["linear", linearScale],
  ["logarithmic", logScale],
])("a %s scale", (_, create) => {
  test("keeps the order, and every value and tick inside of the chart", () => {
    fc.assert(
      fc.property(positive, positive, fc.array(fc.double()), (a, b, values) => {
        const { at, ticks } = create(Math.min(a, b), Math.max(a, b), [100, 700]);
        for (const value of [...values, ...ticks, a, b]) {
          expect(at(value)).toBeGreaterThanOrEqual(100);
          expect(at(value)).toBeLessThanOrEqual(700);
        }
        expect(at(Math.min(a, b))).toBeLessThanOrEqual(at(Math.max(a, b)));
        expect(ticks.length).toBeLessThanOrEqual(12);
        expect(ticks.every((tick, index) => index === 0 || tick > (ticks[index - 1] ?? 0))).toBe(true);
      }),
    );
  });

  test("goes down where a chart's values go up", () => {
    const { at } = create(1, 100, [300, 0]);
    expect([at(1), at(100)]).toEqual([300, 0]);
    expect(at(50)).toBeGreaterThan(0);
    expect(at(50)).toBeLessThan(300);
  });
});

test("ticks are round", () => {
  expect(linearScale(0, 1, [0, 1], 5).ticks).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(linearScale(0, 37, [0, 1], 5).ticks).toEqual([0, 10, 20, 30]);
  expect(logScale(0.5, 2000, [0, 1], 7).ticks).toEqual([1, 3, 10, 30, 100, 300, 1000]);
  expect(logScale(0.8, 1.25, [0, 1], 9).ticks).toContain(1);
  expect(logScale(0.8, 1.25, [0, 1], 9).ticks.length).toBeGreaterThan(2);
  expect(logScale(3, 60, [0, 1], 10).ticks).toEqual([3, 5, 7, 10, 15, 20, 30, 50]);
});

test("a logarithmic scale has equal steps for equal ratios", () => {
  const { at } = logScale(1, 10_000, [0, 400]);
  expect([at(10), at(100), at(1000)].map(Math.round)).toEqual([100, 200, 300]);
});
