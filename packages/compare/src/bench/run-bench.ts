import { availableParallelism } from "node:os";
import { type CostModel, formatCostModel } from "../cost/cost-model.ts";
import { type BilledTarget, createBudget, estimateUsd, guessCostModel } from "./budget.ts";
import { type DriveTarget, drive } from "./drive.ts";
import { readGit } from "./git.ts";
import { createPlan } from "./plan.ts";
import { type Preflight, preflight } from "./preflight.ts";
import { createRunFolder } from "./run-folder.ts";
import { describeNotes } from "./run-notes.ts";
import type { Call } from "./send.ts";
import { createStopRule } from "./stop.ts";
import { summarizeTarget, type TargetSummary } from "./summary.ts";
import { publicUrl, type TargetSpec } from "./target.ts";
import {
  type ClientRecord,
  type EndReason,
  type Pattern,
  RUN_VERSION,
  type RunInfo,
  type RunOptions,
} from "./types.ts";

/** A target cannot be measured. */
export class BenchError extends Error {
  override readonly name = "BenchError";
}

/** A target, and what is sent to it. */
export interface BenchTarget extends TargetSpec {
  readonly call: Call;
  /** By what it is billed. @default the dearest usual model of the cloud in its name */
  readonly model?: CostModel;
  /** On this machine: how to end its instances. */
  readonly renew?: () => Promise<void>;
}

/** How far a run is. */
export interface BenchProgress {
  /** Answers so far, by target, those of the first block among them. */
  readonly done: Readonly<Record<string, number>>;
  /** Of each target, at most. */
  readonly total: number;
  /** Until all are sent; undefined where each waits for the one before. */
  readonly leftSeconds?: number;
}

/** What to measure, and where to leave it. */
export interface BenchOptions {
  /** Where the run is written. */
  readonly folder: string;
  readonly pattern: Pattern;
  readonly seed: number;
  readonly options: RunOptions;
  readonly targets: readonly BenchTarget[];
  /** Ends the run early; what is there by then is a run all the same. */
  readonly signal: AbortSignal;
  /** Version of the command. */
  readonly version: string;
  /**
   * Told what the run may cost in USD, as long as its answers take as the first one did, before more is sent. Not called
   * where all runs on this machine.
   */
  readonly onEstimate?: (usd: number) => void;
  readonly onProgress?: (progress: BenchProgress) => void;
}

/** A run that has ended. */
export interface BenchResult {
  readonly folder: string;
  readonly info: RunInfo;
  readonly targets: readonly TargetSummary[];
}

/**
 * Measures targets from here, and leaves a run in a folder.
 *
 * @throws BenchError (rejects) where a target gives no answer at all, before anything is written; WriteError where the
 * folder cannot be written, and the run ends
 */
export async function runBench(options: BenchOptions): Promise<BenchResult> {
  const { pattern, signal, targets } = options;
  const checked = await Promise.all(targets.map((target) => check(target, signal)));
  const begun = await describeRun(options, checked);
  const folder = await createRunFolder(options.folder, begun);
  const records: ClientRecord[] = [];
  const billed = targets.map((target, index) => toBilled(target, checked[index]));
  const isBilled = billed.some(({ model }) => model !== undefined);
  const budget = createBudget(billed, options.options.maxUsd);
  if (isBilled) options.onEstimate?.(estimateUsd(billed, options.options.blockSize + options.options.invocations));
  const stop = createStopRule({ ...options.options, pattern, targets: targets.map(({ id }) => id), budget });
  const report = createReporter(options);
  const onRecord = (record: ClientRecord): void => {
    records.push(record);
    folder.append(record);
    stop.add(record);
    report(record);
  };
  let ended: EndReason = "failed";
  let late = 0;
  const oneByOne = pattern === "cold" && targets.every(({ renew }) => renew !== undefined);
  const finish = async (): Promise<RunInfo> => {
    const stamping = new Set(records.flatMap((record) => (record.stamp === undefined ? [] : record.target)));
    const ran = begun.targets.map((target) => ({ ...target, stamps: target.stamps || stamping.has(target.id) }));
    const info: RunInfo = {
      ...{ ...begun, targets: ran, notes: describeNotes(pattern, ran) },
      endedAt: new Date().toISOString(),
      ended,
      late,
      ...(isBilled && { usd: budget.spent }),
    };
    await folder.finish(info);
    return info;
  };
  try {
    ({ ended, late } = await drive({
      plan: createPlan({ ...options.options, pattern, targets: targets.length, seed: options.seed }),
      targets: targets.map((target, index) => toDriveTarget(target, checked[index])),
      keepAlive: pattern === "warm" || pattern === "poisson",
      oneByOne,
      discardedBlocks: begun.discardedBlocks,
      signal,
      onRecord,
      // What cannot be written down need not be sent, nor paid for.
      stop: (next) => (folder.failure === undefined ? stop.check(next) : "failed"),
    }));
  } catch (error) {
    await finish();
    throw error;
  }
  const info = await finish();
  return { folder: options.folder, info, targets: targets.map(({ id }) => summarizeTarget(id, records, pattern)) };
}

async function check(target: BenchTarget, signal: AbortSignal): Promise<Preflight> {
  const found = await preflight(target.call, signal);
  if (found.answer.status === undefined) {
    throw new BenchError(`${target.id} gives no answer at ${publicUrl(target.url)} (${found.answer.error})`);
  }
  return found;
}

function toDriveTarget({ id, call, renew }: BenchTarget, found: Preflight | undefined): DriveTarget {
  return { id, call, stamps: found?.stamp !== undefined, ...(renew !== undefined && { renew }) };
}

function toBilled({ id, name, call, model, renew }: BenchTarget, found: Preflight | undefined): BilledTarget {
  const { answer, stamp } = found ?? { answer: { sent: 0, end: 0 }, stamp: undefined };
  return {
    id,
    model: renew === undefined ? (model ?? guessCostModel(name)) : undefined,
    timeoutMillis: call.timeoutMillis,
    first: { ...answer, ...(stamp !== undefined && { stamp }) },
  };
}

async function describeRun(options: BenchOptions, checked: readonly Preflight[]): Promise<RunInfo> {
  const git = await readGit(process.cwd());
  const targets = options.targets.map(({ id, name, version, url, model, renew }, index) => {
    const { stamp, rttMillis } = checked[index] ?? {};
    return {
      ...{ id, name, ...(version !== undefined && { version }), url: publicUrl(url), local: renew !== undefined },
      ...{ ...(model !== undefined && { model: formatCostModel(model) }), stamps: stamp !== undefined },
      ...{ ...(rttMillis !== undefined && { rttMillis }) },
    };
  });
  return {
    version: RUN_VERSION,
    pattern: options.pattern,
    seed: options.seed,
    startedAt: new Date().toISOString(),
    options: options.options,
    targets,
    discardedBlocks: 1,
    driver: {
      isobar: options.version,
      node: process.versions.node,
      platform: process.platform,
      arch: process.arch,
      cpus: availableParallelism(),
    },
    ...(git !== undefined && { git }),
    notes: describeNotes(options.pattern, targets),
  };
}

function createReporter({ options, pattern, targets, onProgress }: BenchOptions): (record: ClientRecord) => void {
  const startedAt = performance.now();
  const done: Record<string, number> = Object.fromEntries(targets.map(({ id }) => [id, 0]));
  const total = options.blockSize + options.invocations;
  const isTimed = !(pattern === "cold" && targets.every(({ renew }) => renew !== undefined));
  const seconds = expectedSeconds(pattern, options);
  return ({ target }) => {
    done[target] = (done[target] ?? 0) + 1;
    const leftSeconds = Math.max(0, seconds - (performance.now() - startedAt) / 1000);
    onProgress?.({ done: { ...done }, total, ...(isTimed && { leftSeconds }) });
  };
}

/** How long it takes to send a plan, in seconds: of `poisson`, on average. */
export function expectedSeconds(pattern: Pattern, options: RunOptions): number {
  const { blockSize, invocations, rate, burstSize, gapSeconds } = options;
  const total = blockSize + invocations;
  return pattern === "warm" || pattern === "poisson" ? total / rate : Math.ceil(total / burstSize) * gapSeconds;
}
