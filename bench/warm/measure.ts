import type { Backend } from "../measure/backend.ts";
import { shuffle } from "../measure/shuffle.ts";
import { type Running, type StartOptions, startVariant } from "../measure/start.ts";
import { nameOf, type Variant } from "../peers/variants.ts";
import { type Block, runBlock } from "./block.ts";

/** A variant with its blocks, one for each turn. */
export interface Measured {
  readonly variant: Variant;
  readonly blocks: readonly Block[];
}

export interface MeasureOptions {
  readonly invocations: number;
  readonly backend: Backend;
  readonly start: Omit<StartOptions, "freeze" | "endpoint">;
  readonly random: () => number;
  say(line: string): void;
}

const BLOCKS = 10;

/** Measures all variants beside each other, one instance of each; only one of them runs at a time. */
export async function measureAll(variants: readonly Variant[], options: MeasureOptions): Promise<Measured[]> {
  const { backend, random, say } = options;
  const perBlock = Math.ceil(options.invocations / BLOCKS);
  const blocks = new Map<Variant, Block[]>(variants.map((variant) => [variant, []]));
  const running = new Map<Variant, Running>();
  try {
    for (const variant of variants) {
      const one = await startVariant(variant, { ...options.start, endpoint: backend.url, freeze: false });
      running.set(variant, one);
      // The first block is not counted: what is called often enough is compiled in it.
      await one.send();
      await runBlock(one, backend, perBlock);
      say(`${nameOf(variant)}: is warm`);
    }
    for (let turn = 1; turn <= BLOCKS; turn += 1) {
      for (const [variant, one] of shuffle([...running], random)) {
        blocks.get(variant)?.push(await runBlock(one, backend, perBlock));
      }
      say(`turn ${turn} of ${BLOCKS}`);
    }
  } finally {
    await Promise.all([...running.values()].map((one) => one.stop()));
  }
  return variants.map((variant) => ({ variant, blocks: blocks.get(variant) ?? [] }));
}
