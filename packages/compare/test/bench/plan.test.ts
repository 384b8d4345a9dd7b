import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPlan, type PlanOptions } from "../../src/bench/plan.ts";

const options: PlanOptions = {
  ...{ pattern: "warm", targets: 3, seed: 7, invocations: 20, rate: 10, blockSize: 5, burstSize: 4, gapSeconds: 2 },
};
const plan = (changes: Partial<PlanOptions> = {}) => [...createPlan({ ...options, ...changes })];

const anyOptions = fc.record({
  pattern: fc.constantFrom("warm", "cold", "burst", "poisson"),
  targets: fc.integer({ min: 1, max: 5 }),
  seed: fc.integer(),
  invocations: fc.integer({ min: 1, max: 60 }),
  rate: fc.double({ min: 0.1, max: 1000, noNaN: true }),
  blockSize: fc.integer({ min: 1, max: 12 }),
  burstSize: fc.integer({ min: 1, max: 9 }),
  gapSeconds: fc.double({ min: 0, max: 600, noNaN: true }),
}) as fc.Arbitrary<PlanOptions>;

describe("a plan", () => {
  it("is the same for the same options, and another for another seed", () => {
    fc.assert(
      fc.property(anyOptions, (any) => {
        expect(plan(any)).toEqual(plan(any));
      }),
    );
    expect(plan({ seed: 8 })).not.toEqual(plan());
  });

  it("sends each target the first block and as many as were asked for, in the order of their times", () => {
    fc.assert(
      fc.property(anyOptions, (any) => {
        const planned = plan(any);
        for (let target = 0; target < any.targets; target += 1) {
          const own = planned.filter((request) => request.target === target);
          expect(own).toHaveLength(any.blockSize + any.invocations);
          expect(own.filter(({ block }) => block === 0)).toHaveLength(any.blockSize);
          expect(own.map(({ block }) => block)).toEqual(own.map((_, index) => Math.floor(index / any.blockSize)));
        }
        const times = planned.map(({ at }) => at);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
    );
  });

  it("gives each target its turn in every round, and no order of them always", () => {
    const planned = plan({ invocations: 300 });
    const rounds = Array.from({ length: planned.length / 3 }, (_, round) =>
      planned.slice(round * 3, round * 3 + 3).map(({ target }) => target),
    );
    for (const round of rounds) expect(round.toSorted()).toEqual([0, 1, 2]);
    const counts = Map.groupBy(rounds, (round) => round.join(""));
    expect(counts.size).toBe(6);
    for (const same of counts.values()) expect(same.length).toBeGreaterThan(rounds.length / 15);
  });

  it("keeps the rate of each target", () => {
    const warm = plan().filter(({ target }) => target === 1);
    expect((warm.at(-1)?.at ?? 0) / warm.length).toBeCloseTo(100, -1);
    const poisson = plan({ pattern: "poisson", invocations: 3000 }).filter(({ target }) => target === 2);
    expect((poisson.at(-1)?.at ?? 0) / poisson.length).toBeCloseTo(100, -1.3);
    const waits = poisson.map(({ at }, index) => at - (poisson[index - 1]?.at ?? 0));
    // Of exponential waiting times, this share is longer than the mean.
    expect(waits.filter((wait) => wait > 100).length / waits.length).toBeCloseTo(Math.exp(-1), 1);
  });

  it("has a burst's requests at the same time, and nothing until the next one's", () => {
    const bursts = Map.groupBy(plan({ pattern: "burst", blockSize: 4 }), ({ at }) => at);
    expect(bursts.size).toBe(18);
    for (const burst of bursts.values()) {
      expect(burst).toHaveLength(4);
      expect(new Set(burst.map(({ target }) => target)).size).toBe(1);
    }
  });
});
