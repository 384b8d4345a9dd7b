import type { InstanceInfo, InvocationInfo, LocalPlatform } from "@isobar/local";
import type { Backends } from "./backend.ts";
import type { Cell } from "./cells.ts";
import { type Sample, sendInOpenLoop } from "./client.ts";
import { HANDLERS, type Handler, startCloud } from "./clouds.ts";
import { createTurns } from "./turns.ts";

/** Everything that was seen of one handler in one cell. */
export interface Run {
  readonly samples: readonly Sample[];
  readonly invocations: readonly InvocationInfo[];
  readonly instances: readonly InstanceInfo[];
  readonly wallMillis: number;
}

export interface Measured extends Readonly<Record<Handler, Run>> {
  readonly cell: Cell;
}

/** For the instances to come to rest behind their first invocation. */
const SETTLE_MILLIS = 1000;
/** Between the first requests of two cells: cold starts are not to be in each other's way. */
const BEGIN_EVERY_MILLIS = 1000;

export interface MeasureOptions {
  readonly backends: Backends;
  readonly random: () => number;
  readonly onAnswer: () => void;
  readonly signal?: AbortSignal;
}

/** Runs cells at the same time, and both handlers of each in turn. */
export async function measureTogether(cells: readonly Cell[], options: MeasureOptions): Promise<Measured[]> {
  const running = await Promise.all(cells.map((cell) => startBoth(cell, options)));
  // One instance each is there before the load: cold starts that slow each other down would be all that there is to see.
  for (const { clouds } of running) for (const { url } of clouds) await (await fetch(url)).text();
  const beginAtMillis = performance.now() + SETTLE_MILLIS;
  try {
    return await Promise.all(
      running.map(async ({ cell, clouds }, index) => {
        const intervalMillis = 1000 / cell.rate;
        const turnAtMillis = createTurns(index, cells.length, intervalMillis, options.random);
        // In whole intervals, as each cell has its slots in one.
        const later = Math.round(BEGIN_EVERY_MILLIS / intervalMillis) * intervalMillis;
        const firstAtMillis = beginAtMillis + index * later;
        const [bare, isobar] = await Promise.all(
          clouds.map(({ running, url }, handler) =>
            measure(running, {
              ...{ url, invocations: cell.invocations, onAnswer: options.onAnswer },
              dueAtMillis: (request) => firstAtMillis + turnAtMillis(handler, request),
              ...(options.signal && { signal: options.signal }),
            }),
          ),
        );
        return { cell, bare: bare as Run, isobar: isobar as Run };
      }),
    );
  } finally {
    await Promise.all(running.flatMap(({ clouds }) => clouds.map((cloud) => cloud.running.stop())));
  }
}

async function startBoth(cell: Cell, { backends }: MeasureOptions) {
  const start = (handler: Handler) => startCloud(cell.platform, handler, backends.urls[cell.backend]);
  return { cell, clouds: await Promise.all(HANDLERS.map(start)) };
}

async function measure(running: LocalPlatform, load: Parameters<typeof sendInOpenLoop>[0]): Promise<Run> {
  const before = running.invocations().length;
  const beginAtMillis = load.dueAtMillis(0);
  const samples = await sendInOpenLoop(load);
  const wallMillis = performance.now() - beginAtMillis;
  // The last holds end after the last answers.
  await settle(running, before + samples.length);
  return { samples, invocations: running.invocations().slice(before), instances: running.instances(), wallMillis };
}

async function settle(running: LocalPlatform, count: number): Promise<void> {
  for (let tries = 0; tries < 50 && running.invocations().length < count; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
