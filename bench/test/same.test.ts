import type { Calibration } from "@isobar/compare";
import { describe, expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { compareOften, drawRounds } from "../same/comparisons.ts";
import { describePlatform, findBroken, type PlatformFigures } from "../same/figures.ts";
import { blocksOf, type Round, roundsOf } from "../same/rounds.ts";
import { formatTable } from "../same/table.ts";
import { runBench } from "./support.ts";

const invocation = (millis: number, instance = "") => ({ millis, instance });

/** Turns of functions that take as long as they do, times something that is drawn. */
function makeRounds(count: number, { twin = 1, slowed = 1.2, seed = 1, growth = 0 } = {}): Round[] {
  const random = createRandom(seed);
  const millis = (factor: number, turn: number) => 10 * factor * (1 + growth * turn) * Math.exp(0.6 * (random() - 0.5));
  return Array.from({ length: count }, (_, turn) => ({
    one: invocation(millis(1, turn)),
    twin: invocation(millis(twin, turn)),
    slowed: invocation(millis(slowed, turn)),
  }));
}

describe("the requests of a turn", () => {
  const sent = ["one", "twin", "slowed", "slowed", "one", "twin", "twin", "slowed", "one"].map((target, index) => ({
    ...{ target, traceId: `t${index}`, discarded: index < 3 },
  }));

  test("are put together whatever their order, without those of the first block", () => {
    const invocations = new Map(sent.map(({ traceId }, index) => [traceId, invocation(index)]));
    expect(roundsOf({ requests: sent, invocations })).toEqual([
      { one: invocation(4), twin: invocation(5), slowed: invocation(3) },
      { one: invocation(8), twin: invocation(6), slowed: invocation(7) },
    ]);
  });

  test("are left out together where one has nothing to compare, and the next turn keeps its own", () => {
    const invocations = new Map(sent.map(({ traceId }, index) => [traceId, invocation(index)]));
    invocations.delete("t5");
    expect(roundsOf({ requests: sent, invocations })).toEqual([
      { one: invocation(8), twin: invocation(6), slowed: invocation(7) },
    ]);
  });
});

describe("blocks", () => {
  test("are of neighbours, and all of the same size", () => {
    expect(blocksOf([1, 2, 3, 4, 5, 6, 7], 3)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  test("are drawn whole, with replacement, until there are as many rounds as asked for", () => {
    const blocks = blocksOf(
      Array.from({ length: 30 }, (_, index) => index),
      3,
    );
    const drawn = drawRounds(blocks, 3000, createRandom(1));
    expect(drawn).toHaveLength(3000);
    for (const [first = 0, second, third] of blocksOf(drawn, 3)) {
      expect([first % 3, second, third]).toEqual([0, first + 1, first + 2]);
    }
    // Each block about as often as another.
    const times = blocks.map(([first]) => drawn.filter((value) => value === first).length);
    expect(Math.min(...times)).toBeGreaterThan(60);
    expect(Math.max(...times)).toBeLessThan(140);
    expect(drawRounds(blocks, 4, createRandom(1))).toEqual(drawn.slice(0, 4));
  });

  test("of nothing are none", () => {
    expect(() => drawRounds([], 3, createRandom(1))).toThrow("nothing to draw from");
  });
});

describe("comparisons", () => {
  const options = () => ({ comparisons: 100, random: createRandom(1) });
  const asked = { n: 200, tolerance: 0.09 };

  test("pass the same, and fail what is slower", () => {
    const { same, slowed } = compareOften([makeRounds(1000)], asked, options());
    expect(same.fail).toBe(0);
    expect(same.pass).toBeGreaterThan(95);
    expect(slowed.fail).toBeGreaterThan(95);
    expect(same.pass + same.fail + same.inconclusive).toBe(100);
  });

  test("are the same for the same seed", () => {
    const rounds = [makeRounds(400, { twin: 1.05 })];
    expect(compareOften(rounds, asked, options())).toEqual(compareOften(rounds, asked, options()));
  });

  test("keep a drift that meets both sides out of the verdict", () => {
    const { same } = compareOften([makeRounds(1000, { growth: 1 / 500 })], { ...asked, tolerance: 0.15 }, options());
    expect(same.fail).toBe(0);
  });

  test("are each of one run: of a twin that is slower in every second run about half fail", () => {
    const runs = [makeRounds(1000), makeRounds(1000, { twin: 1.3, seed: 2 })];
    const { same } = compareOften(runs, asked, options());
    expect(same.fail).toBeGreaterThan(35);
    expect(same.fail).toBeLessThan(65);
    expect(same.pass).toBeGreaterThan(35);
  });
});

describe("the figures", () => {
  const proposal: Calibration = {
    ...{ group: "one", layer: "function", splits: 200, n: 500, falseAlarms: 0, tolerance: 0.05, finds: 0.15 },
    ...{ usualTolerance: 0.05, nForUsual: 400, slowdown: 0.2, nForSlowdown: 150, slowdownTolerance: 0.1 },
  };

  test("are by what the tool proposes of the first run", () => {
    const runs = [
      { rounds: makeRounds(600), proposal, late: 1 },
      {
        rounds: makeRounds(600, { seed: 2 }),
        proposal: { ...proposal, nForSlowdown: 9, slowdownTolerance: 2 },
        late: 2,
      },
    ];
    const figures = describePlatform("gcp", runs, { comparisons: 50, random: createRandom(1) });
    expect(figures).toMatchObject({ asked: { n: 150, tolerance: 0.1 }, rounds: 1200, late: 3 });
    expect(figures.slowed.map(({ estimate }) => estimate.toFixed(1))).toEqual(["1.2", "1.2"]);
    expect(findBroken(figures)).toEqual([]);
    expect(formatTable([figures])).toMatch(
      /\n\| Google Cloud \| n 150, tolerance 0.1 \| 0 \/ \d+ \/ \d+ \| \d+ \/ \d+ \|/,
    );
  });

  test("do not hold where one is beyond its limit", () => {
    const figures = (fail: number, pass: number, found: number): PlatformFigures => ({
      ...{
        platform: "aws",
        comparisons: 100,
        asked: { n: 1, tolerance: 1 },
        twins: [],
        slowed: [],
        rounds: 1,
        late: 0,
      },
      compared: {
        same: { fail, pass, inconclusive: 100 - fail - pass },
        slowed: { fail: found, pass: 100 - found, inconclusive: 0 },
      },
    });
    expect(findBroken(figures(5, 80, 90))).toEqual([]);
    expect(findBroken(figures(6, 80, 90))).toEqual(["aws: 6 comparisons of the same failed, 5 may"]);
    expect(findBroken(figures(5, 79, 90))).toEqual(["aws: 79 comparisons of the same passed, 80 have to"]);
    expect(findBroken(figures(5, 80, 89))).toEqual(["aws: the slowed one was found 89 times, 90 have to"]);
  });
});

test("the driver's own runs are compared, and too few of them are no reason to say that all holds", async () => {
  const few = ["--platform", "gcp", "--runs", "1", "--invocations", "100", "--rate", "40", "--comparisons", "10"];
  const { code = 0, stdout } = await runBench("same", ...few, "--json").catch((error) => error);
  const [figures] = JSON.parse(stdout);
  expect(figures).toMatchObject({ platform: "gcp", comparisons: 10 });
  expect(figures.rounds).toBeGreaterThan(50);
  expect(code).toBe(findBroken(figures).length > 0 ? 1 : 0);
});
