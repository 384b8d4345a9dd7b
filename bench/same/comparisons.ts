import { type Estimate, estimateRatio, type Verdict } from "@isobar/compare";
import type { Group } from "../../packages/compare/src/compare/types.ts";
import { judgeGate } from "../../packages/compare/src/gate/judge-gate.ts";
import { blocksOf, type Invocation, type Round } from "./rounds.ts";
import type { FunctionName } from "./targets.ts";

/** How often each verdict was given. */
export type Counts = Readonly<Record<Verdict, number>>;

/** What a gate asks for. */
export interface Asked {
  /** Samples of each side. */
  readonly n: number;
  readonly tolerance: number;
}

/** What came of comparing a function with its twin, and with the one that is slower. */
export interface Compared {
  readonly same: Counts;
  readonly slowed: Counts;
}

/** Rounds that are drawn together: a second or so, in which the machine did the same to all. */
export const BLOCK_ROUNDS = 20;

/**
 * Compares as often as asked. Each comparison is of one run, which is drawn, as the runs have processes of their own and
 * whoever compares has one run; of its blocks, which are drawn with replacement until there are enough rounds.
 */
export function compareOften(
  runs: readonly (readonly Round[])[],
  asked: Asked,
  { comparisons, random }: { comparisons: number; random: () => number },
): Compared {
  const blocks = runs.map((rounds) => blocksOf(rounds, BLOCK_ROUNDS));
  const same: Record<Verdict, number> = { pass: 0, fail: 0, inconclusive: 0 };
  const slowed = { ...same };
  for (let comparison = 0; comparison < comparisons; comparison += 1) {
    const rounds = drawRounds(draw(blocks, random), asked.n, random);
    same[verdictOf(rounds, "twin", asked)] += 1;
    slowed[verdictOf(rounds, "slowed", asked)] += 1;
  }
  return { same, slowed };
}

/** So many rounds, of whole blocks; of the last one only as many as are missing. */
export function drawRounds<Item>(blocks: readonly (readonly Item[])[], count: number, random: () => number): Item[] {
  const drawn: Item[] = [];
  while (drawn.length < count) drawn.push(...draw(blocks, random).slice(0, count - drawn.length));
  return drawn;
}

/** How many times as long a function takes as the first, by all rounds of a run. */
export function ratioOf(rounds: readonly Round[], candidate: FunctionName): Estimate {
  const series = (name: FunctionName) => ({ values: Float64Array.from(rounds, (round) => round[name].millis) });
  return estimateRatio(series("one"), series(candidate));
}

/** The verdict of the gate of `isobar compare --gate`. */
function verdictOf(rounds: readonly Round[], candidate: FunctionName, { n, tolerance }: Asked): Verdict {
  const series = (["one", candidate] as const).map((group) => {
    const own = rounds.map((round): Invocation => round[group]);
    const measured = { values: own.map(({ millis }) => millis), instances: own.map(({ instance }) => instance) };
    return { group, layer: "function", temperature: "warm", measured } as const;
  });
  const check = { metric: "ratio", group: candidate, baseline: "one", tolerance, minN: n } as const;
  // Of a group a check of ratios reads no more than which it is.
  const groups = series.map(({ group }) => ({ id: group }) as Group);
  const gate = { file: "same", checks: [{ ...check, start: "warm", layer: "function", line: 1 } as const] };
  return judgeGate(gate, { groups, series }, { baseline: "one", level: 0.95 }).verdict;
}

/** @throws RangeError of no items */
function draw<Item>(items: readonly Item[], random: () => number): Item {
  const drawn = items[Math.floor(random() * items.length)];
  if (drawn === undefined) throw new RangeError("there is nothing to draw from: a run is shorter than a block");
  return drawn;
}
