import type { Group } from "../src/compare/types.ts";
import { judgeGate } from "../src/gate/judge-gate.ts";
import { quantileOfSorted, type Series, sortSamples, type Verdict } from "../src/index.ts";
import type { Figure } from "./figure.ts";
import type { Random } from "./random.ts";
import { draw, drawClustered, TYPICAL } from "./workload.ts";

const SIZES = [30, 100, 200];

/** Where the truth is the limit itself, each side of a 95 % interval may be wrong in half of the remaining 5 %. */
const AT_LIMIT = { atMost: 0.025 };

type Draw = (factor: number) => Series;

/** What one check of a gate is about: a series of the one group, and one of the other. */
interface Pair {
  readonly baseline: Series;
  readonly candidate: Series;
}

function pair(make: Draw, factor: number): Pair {
  return { baseline: make(1), candidate: make(factor) };
}

/** The verdict of the gate that `compare` uses, with a check for each pair that accepts 5 %. */
function verdictOf(pairs: readonly Pair[]): Verdict {
  const toMeasured = ({ values, instances }: Series) => ({
    values: [...values],
    instances: Array.from(values, (_, index) => String(instances?.[index] ?? "")),
  });
  const series = pairs.flatMap(({ baseline, candidate }, index) =>
    Object.entries({ [`a${index}`]: baseline, [`b${index}`]: candidate }).map(([group, own]) => {
      return { group, layer: "function" as const, temperature: "warm" as const, measured: toMeasured(own) };
    }),
  );
  const checks = pairs.map((_, index) => ({
    metric: "ratio" as const,
    group: `b${index}`,
    baseline: `a${index}`,
    tolerance: 0.05,
    minN: 1,
    start: "warm" as const,
    layer: "function" as const,
    line: index,
  }));
  // Of a group a check of ratios reads no more than which it is.
  const groups = series.map(({ group }) => ({ id: group }) as Group);
  return judgeGate({ file: "simulated", checks }, { groups, series }, { baseline: "a0", level: 0.95 }).verdict;
}

/** Counts how often a gate comes to a verdict. */
function gate(
  what: string,
  verdict: Verdict,
  limits: Pick<Figure, "atLeast" | "atMost">,
  trials: number,
  pairs: () => readonly Pair[],
): Figure {
  let hits = 0;
  for (let trial = 0; trial < trials; trial += 1) if (verdictOf(pairs()) === verdict) hits += 1;
  return { what, hits, answers: trials, trials, ...limits };
}

/** What gates do that compare two numbers and know nothing of chance. */
function naive(what: string, count: number, trials: number, random: Random, of: (samples: Float64Array) => number) {
  let hits = 0;
  for (let trial = 0; trial < trials; trial += 1)
    if (of(draw(TYPICAL, count, random)) > 1.1 * of(draw(TYPICAL, count, random))) hits += 1;
  return { what: `naive gate "${what} > +10 %" fails identical runs, n = ${count}`, hits, answers: trials, trials };
}

const mean = (samples: Float64Array): number => samples.reduce((sum, value) => sum + value, 0) / samples.length;
const p95 = (samples: Float64Array): number => quantileOfSorted(sortSamples(samples), 0.95);

/** How often gates are wrong, and how often they see what is there. */
export function gateFigures(scale: number, random: Random): Figure[] {
  const independent =
    (count: number): Draw =>
    (factor) => ({ values: draw(TYPICAL, count, random).map((value) => value * factor) });
  const trials = 1500 * scale;
  const alarms = SIZES.flatMap((count) => [
    naive("p95", count, trials, random, p95),
    naive("mean", count, trials, random, mean),
    gate(`gate fails identical runs, n = ${count}`, "fail", { atMost: 0.05 }, trials, () => [
      pair(independent(count), 1),
    ]),
    gate(`gate fails runs 5 % slower, which is accepted, n = ${count}`, "fail", AT_LIMIT, trials, () => [
      pair(independent(count), 1.05),
    ]),
    gate(`gate passes runs 5 % slower, the limit, n = ${count}`, "pass", AT_LIMIT, trials, () => [
      pair(independent(count), 1.05),
    ]),
  ]);
  const several = gate("gate of six checks fails at the limit, n = 100", "fail", AT_LIMIT, trials, () =>
    Array.from({ length: 6 }, () => pair(independent(100), 1.05)),
  );
  const power = [
    gate("gate fails runs 20 % slower, n = 200", "fail", { atLeast: 0.9 }, trials, () => [pair(independent(200), 1.2)]),
    gate("gate fails runs 50 % slower, n = 30", "fail", { atLeast: 0.9 }, trials, () => [pair(independent(30), 1.5)]),
  ];
  const clustered = [5, 20].flatMap((instances) =>
    [0.1, 0.3].flatMap((correlation) =>
      [1, 1.05].map((factor) => {
        const make: Draw = (times) =>
          drawClustered({ ...TYPICAL, medianMillis: 40 * times }, 200, { instances, correlation }, random);
        const runs = factor === 1 ? "identical runs" : "runs 5 % slower";
        const what = `gate fails ${runs}, n = 200, ${instances} instances, correlation ${correlation}`;
        return gate(what, "fail", factor === 1 ? { atMost: 0.05 } : AT_LIMIT, trials, () => [pair(make, factor)]);
      }),
    ),
  );
  return [...alarms, several, ...power, ...clustered];
}
