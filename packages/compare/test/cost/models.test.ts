import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Bill, type BilledInvocations, estimateCost, parseCostModel, SHIPPED_PRICES } from "../../src/index.ts";
import { apart } from "./invocations.ts";

function bill(invocations: BilledInvocations, spec: string, options = {}): Bill {
  const made = estimateCost(invocations, parseCostModel(spec), options);
  if (made === undefined) throw new Error("there are no invocations");
  return made;
}

/** One request after another on one instance, of one length, each from the given time on. */
const at = (starts: number[], durations: number[], instances?: number[], inits?: number[]): BilledInvocations => ({
  startMillis: starts,
  durationMillis: durations,
  ...(instances && { instances }),
  ...(inits && { initMillis: inits }),
});

describe("USD for a million warm invocations that do not overlap", () => {
  // What the platforms' price calculators come to, rounded to cents.
  const table: [millis: number, costs: Record<string, number>][] = [
    [
      20,
      {
        "aws-x86:512": 0.37,
        "aws-arm:512": 0.33,
        "gcp:512": 1.32,
        "gcp:512:1": 2.93,
        "azure-consumption:160": 0.6,
        "azure-flex:512": 13.4,
        "azure-flex:2048": 52.4,
      },
    ],
    [
      120,
      {
        "aws-x86:512": 1.2,
        "aws-arm:512": 1.0,
        "gcp:512": 2.25,
        "gcp:512:1": 5.45,
        "azure-consumption:160": 0.68,
        "azure-flex:512": 13.4,
        "azure-flex:2048": 52.4,
      },
    ],
    [
      450,
      {
        "aws-x86:512": 3.95,
        "aws-arm:512": 3.2,
        "gcp:512": 5.02,
        "gcp:512:1": 13.03,
        "azure-consumption:160": 2.0,
        "azure-flex:512": 13.4,
        "azure-flex:2048": 52.4,
      },
    ],
    [
      1050,
      {
        "aws-x86:512": 8.95,
        "aws-arm:512": 7.2,
        "gcp:512": 10.57,
        "gcp:512:1": 28.18,
        "azure-consumption:160": 4.4,
        "azure-flex:512": 14.7,
        "azure-flex:2048": 57.6,
      },
    ],
  ];
  const cases = table.flatMap(([millis, costs]) =>
    Object.entries(costs).map(([spec, cost]) => ({ millis, spec, cost })),
  );

  test.each(cases)("of $millis ms by $spec are $cost", ({ millis, spec, cost }) => {
    const { perMillion } = bill(apart(millis), spec);
    expect(Math.abs(perMillion.low - cost)).toBeLessThanOrEqual(0.0051);
    expect(perMillion.high).toBe(perMillion.low);
  });
});

describe("AWS Lambda", () => {
  test("bills initialisation with the handler, rounded up together", () => {
    const cold = bill(at([0], [20.4], undefined, [300.2]), "aws-x86:1024");
    expect(cold.parts.compute).toBeCloseTo(0.321 * 16.6667, 9);
    expect(cold.parts.requests).toBeCloseTo(0.2, 9);
    expect(cold.notes.join()).not.toContain("Start-up");
    expect(bill(at([0], [20.4]), "aws-x86:1024").notes.join()).toContain("Start-up, which is billed, is not in it");
  });

  test("bills /tmp beyond 512 MB", () => {
    const { parts } = bill(apart(1000), "aws-arm:512:2560");
    expect(parts.storage).toBeCloseTo(2 * 0.0309, 9);
    expect(bill(apart(1000), "aws-arm:512").parts.storage).toBe(0);
  });

  test("bills invocations that overlap each by itself", () => {
    const together = bill(at([0, 10, 20], [100, 100, 100], [1, 1, 1]), "aws-x86:512");
    expect(together.perMillion).toEqual(bill(apart(100, 3), "aws-x86:512").perMillion);
  });

  test("gets cheaper from one tier to the next", () => {
    // A second of 1 GB, ten billion times: six billion at the first price, four at the second.
    const { parts } = bill(apart(1000), "aws-x86:1024", { monthlyInvocations: 10e9 });
    expect(parts.compute).toBeCloseTo((6e9 * 1.66667e-5 + 4e9 * 1.5e-5) / 10e3, 6);
    const most = bill(apart(1000), "aws-x86:1024", { monthlyInvocations: 20e9 });
    expect(most.parts.compute).toBeCloseTo((6e9 * 1.66667e-5 + 9e9 * 1.5e-5 + 5e9 * 1.33334e-5) / 20e3, 6);
  });
});

describe("Cloud Run functions", () => {
  const rate = 1000 * (0.333 * 0.024 + 0.5 * 0.0025); // USD for a million seconds of 512 MiB

  test("bill requests that overlap on an instance once", () => {
    const { parts } = bill(at([1000, 1050, 1190], [100, 150, 60], [7, 7, 7]), "gcp:512");
    expect(parts.compute).toBeCloseTo((0.3 * rate) / 3, 9);
  });

  test("bill requests on several instances, and ones with a gap between them, each for itself", () => {
    expect(bill(at([0, 0], [150, 150], [1, 2]), "gcp:512").parts.compute).toBeCloseTo(0.2 * rate, 9);
    expect(bill(at([0, 151], [150, 150], [1, 1]), "gcp:512").parts.compute).toBeCloseTo(0.2 * rate, 9);
    expect(bill(at([0, 150], [150, 150], [1, 1]), "gcp:512").parts.compute).toBeCloseTo((0.3 * rate) / 2, 9);
  });

  test("bill a long request that others lie within, whatever their order", () => {
    const { parts } = bill(at([500, 0, 100], [100, 950, 50], [1, 1, 1]), "gcp:512");
    expect(parts.compute).toBeCloseTo((1.0 * rate) / 3, 9);
  });

  test("bill the start of an instance", () => {
    expect(bill(at([5000], [120], [1], [430]), "gcp:512").parts.compute).toBeCloseTo(0.6 * rate, 9);
  });

  test("are billed as if nothing overlapped where instances are not known, and it is said", () => {
    const { parts, notes } = bill(at([0, 10], [150, 150]), "gcp:512");
    expect(parts.compute).toBeCloseTo(0.2 * rate, 9);
    expect(notes.join()).toContain("Without instances");
  });
});

describe("Azure", () => {
  test("Consumption rounds memory up to 128 MB and time up to 100 ms", () => {
    expect(bill(apart(3), "azure-consumption:1").parts.compute).toBeCloseTo(0.125 * 0.1 * 16, 9);
    expect(bill(apart(100.3), "azure-consumption:129").parts.compute).toBeCloseTo(0.25 * 0.101 * 16, 9);
  });

  test("Flex costs from one minimum for all that overlap to one for each", () => {
    const { perMillion, notes } = bill(at([0, 100, 200, 300], [200, 200, 200, 200], [1, 1, 1, 1]), "azure-flex:2048");
    expect(perMillion.low).toBeCloseTo((1 / 4) * 52 + 0.4, 9);
    expect(perMillion.high).toBeCloseTo(52.4, 9);
    expect(notes.join()).toContain("not documented");
  });

  test("Flex bills a long active period in steps of 100 ms", () => {
    const { perMillion } = bill(at([0, 600], [700, 805], [1, 1]), "azure-flex:512");
    expect(perMillion.low).toBeCloseTo((1.5 / 2) * 13 + 0.4, 9);
    expect(perMillion.high).toBeCloseTo(13.4, 9);
  });
});

describe("the share that is paid for rounding", () => {
  test("is most of a short invocation's bill by Flex, and nearly nothing by Lambda", () => {
    const flex = bill(apart(120), "azure-flex:512");
    expect(flex.roundingShare).toBeCloseTo((0.88 * 13) / 13.4, 9);
    expect(bill(apart(120), "aws-x86:512").roundingShare).toBeCloseTo(0, 12);
    expect(bill(apart(120.5), "aws-x86:512").roundingShare).toBeCloseTo((0.0005 * 0.5 * 16.6667) / 1.2083, 4);
  });

  test("counts memory that is rounded up too", () => {
    expect(bill(apart(1000), "azure-consumption:160").roundingShare).toBeCloseTo(((0.25 - 0.15625) * 16) / 4.2, 9);
  });
});

describe("free grants", () => {
  test("are left out unless asked for", () => {
    expect(bill(apart(120), "aws-x86:512").perMillion.low).toBeGreaterThan(1);
    const free = bill(apart(120), "aws-x86:512", { freeTier: true });
    expect(free).toMatchObject({ perMillion: { low: 0, high: 0 }, roundingShare: 0 });
  });

  test("are taken off once a month, so that many invocations hardly notice them", () => {
    const some = bill(apart(120), "aws-x86:512", { freeTier: true, monthlyInvocations: 10e6 });
    // 10 million: 9 million requests and 200,000 of 600,000 GB-seconds are paid for.
    expect(some.perMillion.low).toBeCloseTo((9 * 0.2 + 200_000 * 1.66667e-5) / 10, 9);
    const flex = bill(apart(120), "azure-flex:512", { freeTier: true });
    expect(flex.perMillion.low).toBeCloseTo(400_000 * 2.6e-5 + 0.75 * 0.4, 9);
    const gcp = bill(apart(120), "gcp:1024:1", { freeTier: true, monthlyInvocations: 4e6 });
    expect(gcp.perMillion.low).toBeCloseTo((2 * 0.4 + 620_000 * 2.4e-5 + 440_000 * 2.5e-6) / 4, 9);
  });
});

describe("a bill", () => {
  const anything = fc
    .array(
      fc.record({
        start: fc.double({ min: 1.7e12, max: 1.7e12 + 20_000, noNaN: true }),
        duration: fc.double({ min: 0, max: 3000, noNaN: true }),
        instance: fc.integer({ min: 1, max: 3 }),
        init: fc.constantFrom(0, 0, 250),
      }),
      { minLength: 1, maxLength: 30 },
    )
    .map((list) =>
      at(
        list.map(({ start }) => start),
        list.map(({ duration }) => duration),
        list.map(({ instance }) => instance),
        list.map(({ init }) => init),
      ),
    );
  const models = ["aws-x86:128", "aws-arm:1769:4096", "gcp:256", "azure-consumption:200", "azure-flex:4096"];

  test("is made of its parts, costs nothing below its exact usage, and does not depend on the order", () => {
    fc.assert(
      fc.property(anything, fc.constantFrom(...models), (invocations, spec) => {
        const { perMillion, parts, roundingShare } = bill(invocations, spec);
        expect(parts.requests + parts.compute + parts.storage).toBeCloseTo(perMillion.low, 6);
        expect(perMillion.high).toBeGreaterThanOrEqual(perMillion.low);
        expect(roundingShare).toBeGreaterThanOrEqual(-1e-4);
        expect(roundingShare).toBeLessThan(1);
        const turned = Object.fromEntries(
          Object.entries(invocations).map(([name, list]) => [name, [...list].reverse()]),
        ) as unknown as BilledInvocations;
        expect(bill(turned, spec).perMillion.low).toBeCloseTo(perMillion.low, 6);
      }),
    );
  });

  test("is not there without invocations", () => {
    expect(estimateCost(at([], []), parseCostModel("gcp:512"))).toBeUndefined();
  });

  test("does not pay a step for the noise of a clock's last digits", () => {
    // 0.1 + 0.2 at today's epoch milliseconds: the difference of the two times is a little more than 200.
    const start = 1_790_000_000_000.1;
    const two = at([start, start + 100.1], [100.1, 99.9], [1, 1]);
    expect(bill(two, "gcp:512").parts.compute).toBeCloseTo((0.2 * 9242) / 1000 / 2, 9);
  });

  test("says which prices it is by, and what is not in it", () => {
    const { model, pricesOf, notes, invocations, currency } = bill(apart(20), "gcp:512");
    expect({ model, invocations, currency }).toEqual({ model: "gcp:512:0.333", invocations: 10, currency: "USD" });
    expect(pricesOf).toBe(SHIPPED_PRICES.prices["gcp.request"].retrieved);
    expect(notes.at(-1)).toContain("API gateways");
  });

  test("refuses lists that do not fit, and durations that are none", () => {
    expect(() => bill(at([1, 2], [3]), "gcp:512")).toThrow("durationMillis has 1 entries for 2 invocations");
    expect(() => bill(at([1, 2], [3, -1]), "gcp:512")).toThrow("durationMillis[1] is -1");
    expect(() => bill(at([Number.NaN], [3]), "gcp:512")).toThrow("startMillis[0] is NaN");
    expect(() => bill(at([1], [3], [1, 2]), "gcp:512")).toThrow("instances has 2 entries for 1 invocations");
  });
});
