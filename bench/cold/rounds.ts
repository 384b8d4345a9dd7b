import { shuffle } from "../measure/shuffle.ts";
import type { Variant } from "../peers/variants.ts";
import { createRandom } from "../random.ts";
import type { Start } from "./measure.ts";

/** A variant with its starts, one for each round. */
export interface Measured {
  readonly variant: Variant;
  readonly starts: readonly Start[];
}

export interface RoundsOptions {
  readonly rounds: number;
  readonly seed: number;
  measure(variant: Variant): Promise<Start>;
  say(line: string): void;
}

/**
 * Measures every variant once in each round, in an order drawn anew: what changes on the machine meanwhile meets all
 * alike.
 */
export async function measureRounds(variants: readonly Variant[], options: RoundsOptions): Promise<Measured[]> {
  const random = createRandom(options.seed);
  const starts = new Map<Variant, Start[]>(variants.map((variant) => [variant, []]));
  for (let round = 1; round <= options.rounds; round += 1) {
    const begunAt = performance.now();
    for (const variant of shuffle(variants, random)) {
      starts.get(variant)?.push(await options.measure(variant));
    }
    options.say(`round ${round} of ${options.rounds}: ${Math.round(performance.now() - begunAt)} ms`);
  }
  return variants.map((variant) => ({ variant, starts: starts.get(variant) ?? [] }));
}
