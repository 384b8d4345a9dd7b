import {
  type Estimate,
  estimateQuantile,
  estimateRatio,
  estimateShift,
  type Series,
  samplesForQuantile,
} from "../src/index.ts";
import type { Figure } from "./figure.ts";
import type { Random } from "./random.ts";
import { draw, drawClustered, TYPICAL, trueQuantile } from "./workload.ts";

const SIZES = [6, 36, 72, 368, 2000];
const SLOWER = { ...TYPICAL, medianMillis: 1.2 * TYPICAL.medianMillis };

interface Coverage {
  readonly what: string;
  readonly truth: number;
  readonly trials: number;
  readonly atLeast: number;
  readonly answersAtLeast: number;
  estimate(): Estimate;
}

/** Counts how often an interval contains the truth. */
function cover({ what, truth, trials, atLeast, answersAtLeast, estimate }: Coverage): Figure {
  let [hits, answers] = [0, 0];
  for (let trial = 0; trial < trials; trial += 1) {
    const { interval } = estimate();
    if (interval === undefined) continue;
    answers += 1;
    if (interval.low <= truth && truth <= interval.high) hits += 1;
  }
  return { what, hits, answers, trials, atLeast, answersAtLeast };
}

/** Intervals of quantiles, ratios and shifts of independent samples, wherever they exist. */
export function independentCoverage(scale: number, random: Random): Figure[] {
  const sure = { atLeast: 0.95, answersAtLeast: 1, trials: 2500 * scale };
  const quantiles = SIZES.flatMap((count) =>
    [0.5, 0.9, 0.95, 0.99]
      .filter((p) => count >= samplesForQuantile(p))
      .map((p) => ({
        ...sure,
        what: `p${100 * p}, n = ${count}`,
        truth: trueQuantile(TYPICAL, p),
        estimate: () => estimateQuantile({ values: draw(TYPICAL, count, random) }, p),
      })),
  );
  const ratios = SIZES.map((count) => ({
    ...sure,
    what: `ratio, n = ${count}`,
    truth: 1.2,
    // With six samples on a side the interval takes nearly all differences, and in some draws it would take more.
    answersAtLeast: count === 6 ? 0.85 : 1,
    estimate: () => estimateRatio({ values: draw(TYPICAL, count, random) }, { values: draw(SLOWER, count, random) }),
  }));
  // Without contamination the ratio of the medians is the true one although the spreads differ.
  const clean = { ...TYPICAL, coldShare: 0 };
  const wide = { ...clean, medianMillis: 80, spread: 1 };
  const unequal = [
    [36, 36],
    [200, 20],
    [20, 200],
  ].map(([baseline = 0, candidate = 0]) => ({
    ...sure,
    what: `ratio, unequal spread, n = ${baseline} and ${candidate}`,
    truth: 2,
    estimate: () => estimateRatio({ values: draw(clean, baseline, random) }, { values: draw(wide, candidate, random) }),
  }));
  // Both sides are symmetric, so the true shift is the distance of their centres, although cold starts vary more.
  const around = (center: number, spread: number, count: number): Series => ({
    values: Float64Array.from({ length: count }, () => center + spread * random.normal()),
  });
  const shifts = [20, 50].map((cold) => ({
    ...sure,
    what: `cold overhead, n = 200 warm and ${cold} cold`,
    truth: 300,
    estimate: () => estimateShift(around(40, 4, 200), around(340, 60, cold)),
  }));
  return [...quantiles, ...ratios, ...unequal, ...shifts].map(cover);
}

/** Intervals of quantiles and ratios where samples come from few instances, of about one size or one with 40 % more. */
export function clusteredCoverage(scale: number, random: Random): Figure[] {
  const runs = [5, 20].flatMap((instances) =>
    [0.1, 0.3].flatMap((correlation) => [0, 0.4].map((busiest) => ({ instances, correlation, busiest }))),
  );
  const coverages = runs.flatMap((run): Coverage[] => {
    const of = `${run.instances} instances${run.busiest > 0 ? ", one busy" : ""}, correlation ${run.correlation}`;
    const sure = { atLeast: 0.93, trials: 1200 * scale };
    const isMany = run.instances >= 20 && run.busiest === 0;
    const quantiles = [0.5, 0.9, 0.95].map((p) => ({
      ...sure,
      what: `p${100 * p}, n = 500, ${of}`,
      truth: trueQuantile(TYPICAL, p),
      answersAtLeast: isMany ? 0.95 : 0,
      estimate: () => estimateQuantile(drawClustered(TYPICAL, 500, run, random), p),
    }));
    const ratio = {
      ...sure,
      what: `ratio, n = 200, ${of}`,
      truth: 1.2,
      answersAtLeast: run.busiest === 0 ? 0.95 : 0,
      estimate: () => estimateRatio(drawClustered(TYPICAL, 200, run, random), drawClustered(SLOWER, 200, run, random)),
    };
    return [...quantiles, ratio];
  });
  return coverages.map(cover);
}
