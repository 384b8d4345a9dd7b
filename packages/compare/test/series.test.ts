import { describe, expect, test } from "vitest";
import { estimateQuantile, relativeWidth, splitStarts } from "../src/index.ts";
import { durations } from "./samples.ts";

describe("cold and warm starts", () => {
  test("are two series, each with its instances", () => {
    const series = { values: [900, 40, 41, 870], instances: [1, 1, 2, 2] };
    const { warm, cold } = splitStarts(series, [true, false, false, true]);
    expect({ values: [...warm.values], instances: [...Array.from(warm.instances ?? [])] }).toEqual({
      values: [40, 41],
      instances: [1, 2],
    });
    expect([...cold.values]).toEqual([900, 870]);
    expect(splitStarts({ values: [1] }, [true]).warm.instances).toBeUndefined();
    expect(() => splitStarts(series, [true])).toThrow("1 start kinds for 4 samples");
  });
});

test("sampling may stop once the interval is narrow in parts of the estimate", () => {
  const known = estimateQuantile({ values: durations(2000, 31) }, 0.5);
  const barely = estimateQuantile({ values: durations(20, 31) }, 0.5);
  expect(relativeWidth(known)).toBeLessThan(0.05);
  expect(relativeWidth(barely)).toBeGreaterThan(0.05);
  expect(relativeWidth(estimateQuantile({ values: [1] }, 0.5))).toBe(Number.POSITIVE_INFINITY);
});
