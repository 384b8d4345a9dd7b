import { keepAwake } from "../measure/keep-awake.ts";
import { runBench } from "../options.ts";
import { createRandom } from "../random.ts";
import { startBackends } from "./backend.ts";
import { type Cell, planCells } from "./cells.ts";
import { type CellFigures, describeCell } from "./figures.ts";
import { type Measured, measureTogether } from "./measure.ts";
import { HELP, type LifecycleOptions, readOptions } from "./options.ts";
import { formatTable } from "./table.ts";

const SEED = 1;
const ONE_A_MINUTE = 1 / 60;

/** @returns the exit code: 0, or 2 where the options are wrong */
export function main(args: readonly string[]): Promise<number> {
  return runBench({ name: "lifecycle", help: HELP }, args, async () => {
    const options = readOptions(args);
    const cells = await run(options);
    return options.json ? `${JSON.stringify(cells, undefined, 2)}\n` : formatTable(cells);
  });
}

async function run(options: LifecycleOptions): Promise<CellFigures[]> {
  const groups = planCells(options);
  const total = 2 * groups.flat().reduce((sum, { invocations }) => sum + invocations, 0);
  let answered = 0;
  const onAnswer = (): void => {
    answered += 1;
  };
  const begunAt = performance.now();
  const progress = setInterval(() => {
    const seconds = Math.round((performance.now() - begunAt) / 1000);
    process.stderr.write(`after ${seconds} s: ${answered} of ${total} requests\n`);
  }, 15_000);
  const letSleep = options.asleep ? undefined : await keepAwake((line) => process.stderr.write(`${line}\n`));
  const backends = await startBackends();
  const random = createRandom(SEED);
  const done = new AbortController();
  try {
    const slowCells = options.slow ? planSlowCells(options) : [];
    const slow = measureTogether(slowCells, { backends, random, onAnswer: () => {}, signal: done.signal });
    const measured: Measured[] = [];
    for (const cells of groups) measured.push(...(await measureTogether(cells, { backends, random, onAnswer })));
    done.abort();
    measured.push(...(await slow));
    const arrivals = await backends.arrivals();
    return measured.map((one) => describeCell(one, arrivals)).sort(inTableOrder(options));
  } finally {
    clearInterval(progress);
    letSleep?.();
    await backends.stop();
  }
}

function planSlowCells({ platforms }: LifecycleOptions): Cell[] {
  return platforms.map((platform) => ({ platform, backend: "at-once", rate: ONE_A_MINUTE, invocations: 1e6 }));
}

function inTableOrder({ platforms, backends }: LifecycleOptions) {
  return (a: Cell, b: Cell): number =>
    platforms.indexOf(a.platform) - platforms.indexOf(b.platform) ||
    backends.indexOf(a.backend) - backends.indexOf(b.backend) ||
    a.rate - b.rate;
}
