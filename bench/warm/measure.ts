import { type Behaviour, startBackend } from "../measure/backend.ts";
import { shuffle } from "../measure/shuffle.ts";
import { type StartOptions, startVariant } from "../measure/start.ts";
import { nameOf, type Variant } from "../peers/variants.ts";
import { type Block, type Measurable, runBlock } from "./block.ts";

/** A variant with its blocks, one for each turn. */
export interface Measured {
  readonly variant: Variant;
  readonly blocks: readonly Block[];
}

export interface MeasureOptions {
  readonly invocations: number;
  readonly behaviour: Behaviour;
  readonly start: Omit<StartOptions, "freeze" | "endpoint">;
  readonly random: () => number;
  say(line: string): void;
}

const BLOCKS = 10;

/** Measures all variants beside each other, one instance of each; only one of them runs at a time. */
export async function measureAll(variants: readonly Variant[], options: MeasureOptions): Promise<Measured[]> {
  const { behaviour, random, say } = options;
  const perBlock = Math.ceil(options.invocations / BLOCKS);
  const blocks = new Map<Variant, Block[]>(variants.map((variant) => [variant, []]));
  const measurables = new Map<Variant, Measurable>();
  try {
    for (const variant of variants) {
      const backend = await startBackend({ behaviour });
      const running = await startVariant(variant, { ...options.start, endpoint: backend.url, freeze: false });
      const one = { running, backend, pauseMillis: variant.peer.name === "bare" ? pauseBetween(behaviour) : 0 };
      measurables.set(variant, one);
      // The first block is not counted: what is called often enough is compiled in it.
      await running.send();
      await runBlock(one, perBlock);
      say(`${nameOf(variant)}: is warm`);
    }
    for (let turn = 1; turn <= BLOCKS; turn += 1) {
      for (const [variant, one] of shuffle([...measurables], random)) {
        blocks.get(variant)?.push(await runBlock(one, perBlock));
      }
      say(`turn ${turn} of ${BLOCKS}`);
    }
  } finally {
    await Promise.all([...measurables.values()].flatMap(({ running, backend }) => [running.stop(), backend.stop()]));
  }
  return variants.map((variant) => ({ variant, blocks: blocks.get(variant) ?? [] }));
}

/**
 * What waits for a slow backend is invoked more seldom, and finds the processor's caches cold. The handler alone waits for
 * nothing, and pauses as long: else the rhythm would be measured, and not what is added to the handler.
 */
function pauseBetween(behaviour: Behaviour): number {
  return typeof behaviour === "number" ? behaviour : 0;
}
