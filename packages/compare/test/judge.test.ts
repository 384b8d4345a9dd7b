import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Check,
  combineVerdicts,
  estimateQuantile,
  estimateRatio,
  holm,
  judge,
  relativeWidth,
  splitStarts,
  verdictOf,
} from "../src/index.ts";
import { clusters, durations, upTo } from "./samples.ts";

function check(factor: number, count = 200, more: Partial<Check> = {}): Check {
  return {
    name: "warm duration",
    start: "warm",
    baseline: { values: durations(count, 21) },
    candidate: { values: durations(count, 22, factor) },
    ...more,
  };
}

describe("the verdict of one interval", () => {
  test.each([
    [{ low: 0.9, high: 1.04 }, "pass"],
    [{ low: 0.9, high: 1.05 }, "inconclusive"],
    [{ low: 1.05, high: 1.2 }, "inconclusive"],
    [{ low: 1.06, high: 1.2 }, "fail"],
    [undefined, "inconclusive"],
  ] as const)("of %o with 5 % accepted is %s", (interval, verdict) => {
    expect(verdictOf(interval, 0.05)).toBe(verdict);
  });

  test("of several is the worst that is known, and passes only where all do", () => {
    expect(combineVerdicts(["pass", "pass"])).toBe("pass");
    expect(combineVerdicts(["pass", "inconclusive"])).toBe("inconclusive");
    expect(combineVerdicts(["inconclusive", "fail"])).toBe("fail");
    expect(combineVerdicts([])).toBe("inconclusive");
  });
});

describe("Holm's adjustment", () => {
  test("is that of R's p.adjust", () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02].map((value) => expect.closeTo(value, 12)));
    expect(holm([0.7, 0.6])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});

describe("a gate", () => {
  test("fails a slower candidate, passes an equal one, and does not know with few samples", () => {
    expect(judge([check(1.5)]).verdict).toBe("fail");
    expect(judge([check(0.98, 2000)]).verdict).toBe("pass");
    expect(judge([check(1.05, 60)]).verdict).toBe("inconclusive");
    expect(judge([]).verdict).toBe("inconclusive");
  });

  test("says what it found", () => {
    const [judgement] = judge([check(1.5)]).checks;
    expect(judgement).toMatchObject({
      name: "warm duration",
      start: "warm",
      verdict: "fail",
      tolerance: 0.05,
      samples: { baseline: 200, candidate: 200 },
    });
    expect(judgement?.ratio).toEqual(estimateRatio(check(1.5).baseline, check(1.5).candidate));
    expect(judgement?.probabilitySlower).toBeGreaterThan(0.9);
    expect(judgement?.chance).toBeLessThan(1e-6);
    expect(judgement?.missing).toBeUndefined();
  });

  test("wants 50 warm and 20 cold samples on each side, unless told otherwise", () => {
    const missing = (wanted: Check) => judge([wanted]).checks[0]?.missing;
    expect(missing(check(2, 49))).toBe("too few samples");
    expect(missing(check(2, 50))).toBeUndefined();
    expect(missing(check(2, 19, { start: "cold" }))).toBe("too few samples");
    expect(missing(check(2, 20, { start: "cold" }))).toBeUndefined();
    expect(judge([check(2, 10, { minSamples: 10 })]).verdict).toBe("fail");
    expect(judge([check(2, 49)]).verdict).toBe("inconclusive");
  });

  test("has no verdict on few instances", () => {
    const slow = clusters(2, 200, (instance, turn) => 80 + instance + (turn % 9));
    const fast = clusters(2, 200, (instance, turn) => 40 + instance + (turn % 9));
    expect(judge([check(1, 400, { baseline: fast, candidate: slow })])).toMatchObject({
      verdict: "inconclusive",
      checks: [{ missing: "too few instances" }],
    });
  });

  test("takes more to fail the more checks it has", () => {
    // Slow enough for one check at 2.5 %, not for one among twenty.
    const border = [1.1, 1.11, 1.12, 1.13, 1.14, 1.15, 1.16].find(
      (factor) => judge([check(factor, 100)]).verdict === "fail",
    );
    const slow = check(border ?? 1, 100);
    expect(judge([slow]).verdict).toBe("fail");
    const among = judge([slow, ...upTo(19).map(() => check(1, 100))]);
    expect(among.verdict).toBe("inconclusive");
    expect(among.checks[0]?.ratio.interval?.low).toBeGreaterThan(1.05);
  });

  test("of one check comes to the verdict of its interval", () => {
    const sides = fc.array(fc.integer({ min: 30, max: 60 }), { minLength: 4, maxLength: 40 });
    const tolerances = fc.constantFrom(-0.2, 0, 0.05, 0.2);
    fc.assert(
      fc.property(sides, sides, tolerances, fc.boolean(), (from, of, tolerance, isClustered) => {
        const series = (values: number[]) => ({
          values,
          ...(isClustered && { instances: values.map((_, index) => index % 6) }),
        });
        const wanted = { name: "", start: "warm", tolerance, minSamples: 1 } as const;
        const gate = judge([{ ...wanted, baseline: series(from), candidate: series(of) }]);
        const { interval } = estimateRatio(series(from), series(of));
        expect(gate.verdict).toBe(verdictOf(interval, tolerance));
      }),
      { numRuns: 300 },
    );
  });
});

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
