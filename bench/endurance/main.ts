import { formatConditions, watchLoad } from "../measure/conditions.ts";
import { placeOnCpus } from "../measure/cpus.ts";
import { findRuntime } from "../measure/runtime.ts";
import { type Finding, runBench, UsageError } from "../options.ts";
import { buildFunction, buildReadable } from "../peers/build.ts";
import { installWithMaps } from "../peers/install.ts";
import type { Peer } from "../peers/peer.ts";
import { installPeers, type Variant } from "../peers/variants.ts";
import { createLocator } from "../profile/locate.ts";
import { describe } from "./figures.ts";
import { endure } from "./measure.ts";
import { type EnduranceOptions, HELP, readOptions } from "./options.ts";
import { formatTables } from "./table.ts";

/** @returns the exit code: 0, or 1 where the heap grew too much, or 2 where the options are wrong */
export function main(args: readonly string[]): Promise<number> {
  return runBench({ name: "endurance", help: HELP }, args, () => run(readOptions(args)));
}

async function run(options: EnduranceOptions): Promise<Finding> {
  const { invocations, peer, samplingMicros, limitBytes, json } = options;
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const runtime = findRuntime(options);
  const variant = await prepareVariant(peer, say);
  const { command, said: machine } = placeOnCpus();
  const readLoad = watchLoad();
  const endured = await endure(variant, { invocations, samplingMicros, start: { runtime, command, env: {} }, say });
  const figures = describe(endured, createLocator());
  const conditions = { runtime: runtime.title, machine, load: readLoad() };
  const what = `${peer.title}, one instance in a closed loop, sampled every ${samplingMicros} µs`;
  const text = json
    ? `${JSON.stringify({ ...conditions, peer: peer.name, limitBytes, ...figures }, undefined, 2)}\n`
    : `${formatConditions(conditions, what)}\n${formatTables(figures, options)}`;
  return { text, ok: figures.growthBytes < limitBytes };
}

/** With names that can be read, as a bundle where there can be one. */
async function prepareVariant(peer: Peer, say: (line: string) => void): Promise<Variant> {
  const [installed] = await installPeers([peer], say);
  if (installed === undefined) throw new UsageError(`--peer ${peer.name} could not be installed`);
  const folder = await installWithMaps(peer, installed.folder);
  if (peer.refuses?.("bundle", "cjs") === undefined) {
    return { peer, layout: "bundle", format: "cjs", file: await buildReadable(peer, folder, "cjs") };
  }
  return { peer, layout: "installed", format: "esm", file: await buildFunction(peer, folder, "installed", "esm") };
}
