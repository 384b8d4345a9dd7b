import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Calibration, compare, openSources, readRun, runBench, type Store } from "@isobar/compare";
import { startReceiver } from "@isobar/otlp";
import { type Invocation, type Round, roundsOf } from "./rounds.ts";
import { type Platform, startTargets } from "./targets.ts";

/** One run of the driver against the three functions. */
export interface RunPlan {
  readonly platform: Platform;
  readonly folder: string;
  readonly invocations: number;
  readonly rate: number;
  readonly seed: number;
  /** What an invocation has to do. */
  readonly rounds: number;
  /** Told how many requests each function has had. */
  readonly onProgress: (done: number) => void;
}

/** What came of a run. */
export interface MeasuredRun {
  readonly rounds: readonly Round[];
  /** What `isobar compare --calibrate` says of the first function alone. */
  readonly proposal: Calibration;
  /** Requests that left late: the machine had too much to do. */
  readonly late: number;
}

/** Requests to each function in the first block, which counts for nothing: the runtimes compile meanwhile. */
const BLOCK = 60;

/** Measures a run, unless its folder has it already, and reads it. */
export async function measureRun(plan: RunPlan): Promise<MeasuredRun> {
  if (!(await isThere(plan.folder))) await drive(plan);
  return read(plan.folder);
}

async function isThere(folder: string): Promise<boolean> {
  return existsSync(join(folder, "run.json")) && (await readRun(folder)).info.ended === "invocations";
}

async function drive({ platform, folder, invocations, rate, seed, rounds, onProgress }: RunPlan): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const receiver = await startReceiver({ directory: folder, keep: false });
  try {
    const { targets, stop } = await startTargets(platform, rounds, receiver.url);
    try {
      const [{ call }] = targets as [(typeof targets)[number]];
      await runBench({
        ...{ folder, targets, seed, pattern: "warm", version: "bench", signal: new AbortController().signal },
        options: {
          ...{ invocations, rate, blockSize: BLOCK, burstSize: 1, gapSeconds: 0 },
          ...{ timeoutMillis: call.timeoutMillis, method: call.method, headers: [], bodyBytes: 0 },
        },
        onProgress: ({ done }) => onProgress(Math.min(...Object.values(done))),
      });
    } finally {
      await stop();
    }
  } finally {
    await receiver.stop();
  }
}

async function read(folder: string): Promise<MeasuredRun> {
  const { requests, info } = await readRun(folder);
  const sources = await openSources([folder]);
  try {
    const { calibration } = await compare(sources, { by: ["service"], where: { service: "one" }, calibrate: true });
    const proposal = calibration?.find(({ layer }) => layer === "function");
    if (proposal === undefined) throw new Error(`${folder} has too few invocations for a proposal`);
    const rounds = roundsOf({ requests, invocations: await readInvocations(sources.stores) });
    return { rounds, proposal, late: info.late ?? 0 };
  } finally {
    await sources.close();
  }
}

/** By their traces, those whose durations are compared. */
async function readInvocations(stores: readonly Store[]): Promise<Map<string, Invocation>> {
  const samples = await Promise.all(stores.map((store) => store.samples({ by: [] }, [{ key: [], share: 1 }], true)));
  return new Map(
    samples
      .flat()
      .filter(
        ({ cold, waited, failed, returned5xx, badClock }) => !(cold || waited || failed || returned5xx || badClock),
      )
      .map(({ traceId, duration, instance }) => [traceId, { millis: duration, instance }]),
  );
}
