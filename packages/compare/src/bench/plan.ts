import { createRandom, type Random, shuffle } from "./random.ts";
import type { Pattern, RunOptions } from "./types.ts";

/** One request that is to be sent. */
export interface PlannedRequest {
  /** Index of the target. */
  readonly target: number;
  readonly block: number;
  /** Milliseconds after the start. */
  readonly at: number;
}

/** What a plan is made of. */
export type PlanOptions = Pick<RunOptions, "invocations" | "rate" | "blockSize" | "burstSize" | "gapSeconds"> & {
  readonly pattern: Pattern;
  readonly targets: number;
  readonly seed: number;
};

/**
 * All requests of a run, in the order of their times: the first block and `invocations` more to each target. The targets
 * take turns in random order, so that what changes with time (a busy network, a busy hour) meets all of them alike. The
 * same options give the same plan.
 */
export function createPlan(options: PlanOptions): Iterable<PlannedRequest> {
  const random = createRandom(options.seed);
  switch (options.pattern) {
    case "warm":
      return planTurns(options, random, 1000 / options.rate, 1);
    case "poisson":
      return planPoisson(options, random);
    case "burst":
    case "cold":
      return planTurns(options, random, options.gapSeconds * 1000, options.burstSize);
  }
}

/** Each target once a round, and the rounds of equal length: a target's turns are on average as far apart. */
function* planTurns(
  { targets, blockSize, invocations }: PlanOptions,
  random: Random,
  roundMillis: number,
  atOnce: number,
): Generator<PlannedRequest> {
  const all = Array.from({ length: targets }, (_, target) => target);
  const total = blockSize + invocations;
  for (let first = 0; first < total; first += atOnce) {
    const start = (first / atOnce) * roundMillis;
    for (const [turn, target] of shuffle(all, random).entries()) {
      const at = start + (turn * roundMillis) / targets;
      for (let index = first; index < Math.min(first + atOnce, total); index += 1) {
        yield { target, block: Math.floor(index / blockSize), at };
      }
    }
  }
}

/** Of each target the waiting times are exponential, whatever those of the others are. */
function* planPoisson(
  { targets, blockSize, invocations, rate }: PlanOptions,
  random: Random,
): Generator<PlannedRequest> {
  const wait = (): number => (-Math.log(1 - random()) * 1000) / rate;
  const next = Array.from({ length: targets }, (_, target) => ({ target, index: 0, at: wait() }));
  while (next.length > 0) {
    const soonest = next.reduce((best, candidate) => (candidate.at < best.at ? candidate : best));
    yield { target: soonest.target, block: Math.floor(soonest.index / blockSize), at: soonest.at };
    soonest.index += 1;
    soonest.at += wait();
    if (soonest.index >= blockSize + invocations) next.splice(next.indexOf(soonest), 1);
  }
}
