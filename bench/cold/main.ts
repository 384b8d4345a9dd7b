import { loadavg } from "node:os";
import { startBackend } from "../measure/backend.ts";
import { makeCertificate } from "../measure/certificate.ts";
import { placeOnCpus } from "../measure/cpus.ts";
import { findRuntime } from "../measure/runtime.ts";
import { CACHE } from "../peers/install.ts";
import { nameOf, prepareVariants, type Variant } from "../peers/variants.ts";
import { describe } from "./figures.ts";
import { type Look, lookAt } from "./look.ts";
import { type ColdOptions, HELP, readOptions, UsageError } from "./options.ts";
import { measureRounds } from "./rounds.ts";
import { measureStart } from "./start.ts";
import { formatTables } from "./table.ts";

/** @returns the exit code: 0, or 2 where the options are wrong */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    process.stdout.write(options === undefined ? HELP : await run(options));
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`bench cold: ${error.message}; try --help\n`);
    return 2;
  }
}

async function run(options: ColdOptions): Promise<string> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const runtime = findRuntime(options.nodeMajor, options.runtime);
  const variants = await prepareVariants(options, say);
  const placement = placeOnCpus();
  const certificate = options.https ? makeCertificate(CACHE) : undefined;
  const env = certificate === undefined ? {} : { OTEL_EXPORTER_OTLP_CERTIFICATE: certificate.file };
  const backend = await startBackend({ behaviour: 0, ...(certificate && { certificate }) });
  const measure = (variant: Variant) =>
    measureStart(variant, { runtime, env, command: placement.command, endpoint: backend.url });
  try {
    const looks: Look[] = [];
    for (const variant of variants) {
      const look = await lookAt(variant, { runtime, backend, measure });
      looks.push(look);
      say(`${nameOf(variant)}: ${look.sent.requests} requests, ${look.sent.bytes} bytes`);
    }
    const loadBefore = loadavg()[0];
    const measured = await measureRounds(variants, { ...options, say, measure });
    const figures = describe(measured, looks);
    const load = [loadBefore, loadavg()[0]];
    const { rounds, seed } = options;
    const conditions = { runtime: runtime.title, machine: placement.said, rounds, seed, load, backend: backend.url };
    if (options.json) return `${JSON.stringify({ ...conditions, figures }, undefined, 2)}\n`;
    return `${formatConditions(conditions)}\n${formatTables(figures)}`;
  } finally {
    await backend.stop();
  }
}

function formatConditions(conditions: Readonly<Record<string, unknown>>): string {
  const { runtime, machine, rounds, seed, load, backend } = conditions;
  const protocol = String(backend).split(":")[0];
  const loads = (load as number[]).map((one) => one.toFixed(2)).join(" and ");
  return (
    `${runtime}. ${machine}. ${rounds} rounds, seed ${seed}; a backend over ${protocol} on loopback that answers at ` +
    `once. Load of the machine before and after: ${loads}.\n`
  );
}
