import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { formatConditions, watchLoad } from "../measure/conditions.ts";
import { runBench } from "../options.ts";
import { createRandom } from "../random.ts";
import { describePlatform, findBroken, type PlatformFigures } from "./figures.ts";
import { type MeasuredRun, measureRun } from "./measure.ts";
import { HELP, readOptions, type SameOptions } from "./options.ts";
import { formatTable } from "./table.ts";
import { type Platform, roundsOfMedian } from "./targets.ts";

const PROGRESS_MILLIS = 15_000;

/** @returns the exit code: 0, 1 where a figure does not hold, or 2 where the options are wrong */
export async function main(args: readonly string[]): Promise<number> {
  let broken: string[] = [];
  const code = await runBench({ name: "same", help: HELP }, args, async () => {
    const options = readOptions(args);
    const readLoad = watchLoad();
    const figures = await measure(options);
    broken = figures.flatMap(findBroken);
    if (options.json) return `${JSON.stringify(figures, undefined, 2)}\n`;
    return `${describeConditions(figures, options, readLoad())}\n${formatTable(figures)}`;
  });
  for (const text of broken) process.stderr.write(`does not hold: ${text}\n`);
  return code === 0 && broken.length > 0 ? 1 : code;
}

async function measure(options: SameOptions): Promise<PlatformFigures[]> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "isobar-bench-same-"));
  const rounds = roundsOfMedian();
  const figures: PlatformFigures[] = [];
  try {
    for (const platform of options.platforms) {
      const runs: MeasuredRun[] = [];
      for (let run = 0; run < options.runs; run += 1) {
        const seed = (options.seed + run) % 2 ** 32;
        const { onProgress, end } = createProgress(platform, run, options);
        const own = join(folder, `${platform}-${run + 1}`);
        runs.push(await measureRun({ ...options, platform, folder: own, seed, rounds, onProgress }).finally(end));
      }
      const random = createRandom(options.seed);
      figures.push(describePlatform(platform, runs, { comparisons: options.comparisons, random }));
    }
    return figures;
  } finally {
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function createProgress(platform: Platform, run: number, { runs, invocations }: SameOptions) {
  let done = 0;
  const say = (): void => {
    process.stderr.write(`${platform}, run ${run + 1} of ${runs}: ${done} of ${invocations} turns\n`);
  };
  const timer = setInterval(say, PROGRESS_MILLIS);
  return {
    onProgress: (turns: number): void => {
      done = Math.min(turns, invocations);
    },
    end: () => clearInterval(timer),
  };
}

function describeConditions(
  figures: readonly PlatformFigures[],
  { runs, seed, rate, comparisons }: SameOptions,
  load: readonly [number, number],
): string {
  const turns = figures.map((one) => `${one.platform} ${one.rounds}`).join(", ");
  const late = figures.reduce((sum, one) => sum + one.late, 0);
  const machine = `${availableParallelism()} processors, shared by functions and driver`;
  return formatConditions(
    { runtime: `Node ${process.version}`, machine, seed, load },
    `${runs === 1 ? "One run" : `${runs} runs`} on each platform, ${rate} requests a second to each function; turns with three warm invocations: ${turns}; requests that left late: ${late}. ${comparisons} comparisons each, drawn of one run in blocks of neighbouring turns`,
  );
}
