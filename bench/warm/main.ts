import { formatConditions, watchLoad } from "../measure/conditions.ts";
import { placeOnCpus } from "../measure/cpus.ts";
import { keepAwake } from "../measure/keep-awake.ts";
import { findRuntime } from "../measure/runtime.ts";
import { runBench } from "../options.ts";
import type { Peer } from "../peers/peer.ts";
import { prepareVariants, type Variant } from "../peers/variants.ts";
import { createRandom } from "../random.ts";
import { describe, type WarmFigures } from "./figures.ts";
import { measureAll } from "./measure.ts";
import { BACKENDS, HELP, readOptions, type WarmOptions } from "./options.ts";
import { formatTables } from "./table.ts";

/** @returns the exit code: 0, or 2 where the options are wrong */
export function main(args: readonly string[]): Promise<number> {
  return runBench({ name: "warm", help: HELP }, args, () => run(readOptions(args)));
}

async function run(options: WarmOptions): Promise<string> {
  const { invocations, seed } = options;
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const runtime = findRuntime(options);
  const variants = await prepareOne(options.peers, say);
  const { command, said: machine } = placeOnCpus();
  const random = createRandom(seed);
  const readLoad = watchLoad();
  const figures: WarmFigures[] = [];
  const letSleep = await keepAwake(say);
  try {
    for (const name of options.backends) {
      say(`backend ${name}`);
      const use = { behaviour: BACKENDS[name], invocations, start: { runtime, command, env: {} }, random, say };
      figures.push(...describe(name, await measureAll(variants, use)));
    }
  } finally {
    letSleep();
  }
  const conditions = { runtime: runtime.title, machine, seed, load: readLoad() };
  if (options.json) return `${JSON.stringify({ ...conditions, figures }, undefined, 2)}\n`;
  return `${formatConditions(conditions, "One instance of each in a closed loop")}\n${formatTables(figures)}`;
}

/** The cheapest way in which each peer can be deployed. */
async function prepareOne(peers: readonly Peer[], say: (line: string) => void): Promise<Variant[]> {
  const all = await prepareVariants({ peers, layouts: ["bundle", "installed"], formats: ["cjs", "esm"] }, say);
  return peers.flatMap((peer) => all.find((variant) => variant.peer === peer) ?? []);
}
