import { describe, expect, test } from "vitest";
import { binomialCdf } from "../src/statistics/binomial.ts";
import { incompleteBeta } from "../src/statistics/incomplete-beta.ts";
import { logGamma } from "../src/statistics/log-gamma.ts";
import { normalCdf, normalQuantile } from "../src/statistics/normal.ts";
import { studentTCdf, studentTQuantile } from "../src/statistics/student-t.ts";

/** The binomial distribution in whole numbers: all of 2^trials tosses of a fair coin. */
function fairTosses(successes: number, trials: number): number {
  let ways = 1n;
  let sum = 0n;
  for (let k = 0; k <= successes; k += 1) {
    sum += ways;
    ways = (ways * BigInt(trials - k)) / BigInt(k + 1);
  }
  return Number((sum * 10n ** 18n) / 2n ** BigInt(trials)) / 1e18;
}

describe("the gamma function", () => {
  test("of whole numbers is the factorial, of a half the square root of pi", () => {
    expect(logGamma(1)).toBeCloseTo(0, 14);
    expect(logGamma(11)).toBeCloseTo(Math.log(3628800), 12);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 14);
    expect(logGamma(0.1)).toBeCloseTo(2.252712651734206, 12);
  });
});

describe("the incomplete beta function", () => {
  test.each([0.01, 0.3, 0.5, 0.99])("has its closed forms at %d", (x) => {
    expect(incompleteBeta(x, 1, 7)).toBeCloseTo(1 - (1 - x) ** 7, 14);
    expect(incompleteBeta(x, 5, 1)).toBeCloseTo(x ** 5, 14);
    expect(incompleteBeta(x, 2.5, 4)).toBeCloseTo(1 - incompleteBeta(1 - x, 4, 2.5), 14);
  });

  test("is one half in the middle of a symmetric distribution, however narrow", () => {
    for (const a of [0.5, 3, 1000, 1e6]) expect(incompleteBeta(0.5, a, a)).toBeCloseTo(0.5, 8);
  });
});

describe("the binomial distribution", () => {
  test.each([
    [0, 6],
    [5, 20],
    [50, 100],
    [960, 2000],
  ])("of %d successes in %d fair tosses is counted", (successes, trials) => {
    const exact = fairTosses(successes, trials);
    expect(Math.abs(binomialCdf(successes, trials, 0.5) / exact - 1)).toBeLessThan(1e-10);
  });

  test("has nothing below 0 and all up to the number of trials", () => {
    expect(binomialCdf(-1, 5, 0.3)).toBe(0);
    expect(binomialCdf(5, 5, 0.3)).toBe(1);
    expect(binomialCdf(4, 5, 0.3)).toBeCloseTo(1 - 0.3 ** 5, 14);
  });
});

describe("the normal distribution", () => {
  test.each([
    [-8, 6.22096057427178e-16],
    [-3.5, 2.326290790355e-4],
    [-1.96, 0.024997895148220435],
    [0, 0.5],
    [1, 0.8413447460685429],
    [4, 0.9999683287581669],
  ])("below %d is as in the tables", (z, share) => {
    expect(Math.abs(normalCdf(z) / share - 1)).toBeLessThan(1e-12);
  });

  test("has its known quantiles", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalQuantile(0.0005)).toBeCloseTo(-3.2905267314918945, 10);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 12);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("Student's distribution", () => {
  test.each([
    [0.975, 1, 12.706204736432095],
    [0.975, 4, 2.7764451051977987],
    [0.975, 10, 2.2281388519649385],
    [0.995, 30, 2.749995653567231],
    [0.025, 19, -2.093024054408263],
  ])("has the quantile of %d with %d degrees of freedom that the tables have", (probability, degrees, t) => {
    expect(studentTQuantile(probability, degrees)).toBeCloseTo(t, 9);
  });

  test("is Cauchy's with one degree of freedom, and normal with very many", () => {
    expect(studentTCdf(0.7, 1)).toBeCloseTo(0.5 + Math.atan(0.7) / Math.PI, 14);
    expect(studentTCdf(-300, 1)).toBeCloseTo(0.5 + Math.atan(-300) / Math.PI, 14);
    expect(studentTQuantile(0.975, 1e9)).toBeCloseTo(normalQuantile(0.975), 9);
    expect(studentTQuantile(0.975, 1e6)).toBeCloseTo(normalQuantile(0.975), 5);
  });

  test("leads back from a quantile to its share, with a broken number of degrees too", () => {
    for (const degrees of [1, 1.7, 3.3, 12.5, 400])
      for (const share of [1e-6, 0.025, 0.4, 0.9]) {
        expect(studentTCdf(studentTQuantile(share, degrees), degrees)).toBeCloseTo(share, 10);
      }
  });
});
