import { join } from "node:path";
import { startBackend } from "../measure/backend.ts";
import { makeCertificate } from "../measure/certificate.ts";
import { formatConditions, watchLoad } from "../measure/conditions.ts";
import { placeOnCpus } from "../measure/cpus.ts";
import { findRuntime } from "../measure/runtime.ts";
import { runBench } from "../options.ts";
import { CACHE } from "../peers/install.ts";
import { nameOf, prepareVariants, type Variant } from "../peers/variants.ts";
import { fillCompileCache } from "./compile-cache.ts";
import { describe } from "./figures.ts";
import { type Look, lookAt } from "./look.ts";
import { measureStart, type Start } from "./measure.ts";
import { type ColdOptions, HELP, readOptions } from "./options.ts";
import { measureRounds } from "./rounds.ts";
import { formatTables } from "./table.ts";

/** @returns the exit code: 0, or 2 where the options are wrong */
export function main(args: readonly string[]): Promise<number> {
  return runBench({ name: "cold", help: HELP }, args, () => run(readOptions(args)));
}

async function run(options: ColdOptions): Promise<string> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const runtime = findRuntime(options);
  const variants = await prepareVariants(options, say);
  const placement = placeOnCpus();
  const certificate = options.https ? makeCertificate(CACHE) : undefined;
  const cache = options.compileCache ? join(CACHE, "compile-cache") : undefined;
  if (cache !== undefined) for (const variant of variants) await fillCompileCache(variant, runtime, cache);
  const env = {
    ...(certificate && { OTEL_EXPORTER_OTLP_CERTIFICATE: certificate.file }),
    ...(cache && { NODE_COMPILE_CACHE: cache }),
  };
  const backend = await startBackend({ behaviour: 0, ...(certificate && { certificate }) });
  const { command } = placement;
  try {
    const looks = new Map<Variant, Look>();
    for (const variant of variants) {
      const look = await lookAt(variant, backend, { runtime, command, env });
      looks.set(variant, look);
      say(`${nameOf(variant)}: ${look.sent.requests} requests, ${look.sent.bytes} bytes`);
    }
    const readLoad = watchLoad();
    const measure = (variant: Variant): Promise<Start> => {
      const expected = { backend, requests: looks.get(variant)?.sent.requests ?? 0 };
      const use = { runtime, command, env, endpoint: backend.url };
      return measureStart(variant, use, variant.peer.platform === "aws" ? undefined : expected);
    };
    const measured = await measureRounds(variants, { ...options, say, measure });
    const figures = describe(measured, looks);
    const { rounds, seed, https, compileCache } = options;
    const conditions = { runtime: runtime.title, machine: placement.said, seed, load: readLoad() };
    if (options.json)
      return `${JSON.stringify({ ...conditions, rounds, https, compileCache, figures }, undefined, 2)}\n`;
    const what = `${rounds} rounds, the backend over http${https ? "s" : ""}${compileCache ? ", compiled code cached" : ""}`;
    return `${formatConditions(conditions, what)}\n${formatTables(figures)}`;
  } finally {
    await backend.stop();
  }
}
