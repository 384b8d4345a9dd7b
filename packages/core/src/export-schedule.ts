import type { FlushMode, Hold, Lifecycle } from "./adapter.ts";
import type { Config } from "./config.ts";
import { createGiveWay, type NextStep } from "./give-way.ts";
import type { Telemetry } from "./telemetry.ts";

/** An invocation that has ended, and whose telemetry is to be exported. */
export interface EndedInvocation {
  readonly telemetry: Telemetry;
  /** Milliseconds until the platform ends it; undefined where that is not known. */
  readonly remainingMillis: number | undefined;
  readonly hold: Hold | undefined;
  readonly hasFailed: boolean;
  /** On the clock of `performance.now()`. */
  readonly endedAt: number;
  /** Calls back when the response is out, or cannot be held up any more. @default after two turns of the event loop */
  readonly whenAnswered?: ((work: () => void) => void) | undefined;
}

/** Exports as the platform and the options have it. @returns what the response has to wait for */
export type ExportSchedule = (ended: EndedInvocation) => Promise<void> | undefined;

/** An export behind the response has nobody to hold: it may take as long as the exporter's own timeout. */
export const UNBOUNDED_MILLIS = 60_000;
const SHARE_OF_TIME_LEFT = 0.2;
/** While an instance has CPU and exports are quick, at most a tenth of its time goes by in them. */
const REST_PER_EXPORT = 10;
const MAX_WAITING_INVOCATIONS = 200;
/**
 * Of the longest wait, what is kept free for the export itself: what waits is to be gone by then, and on a busy machine
 * one export may take many times as long as the last one did.
 */
const SHARE_OF_EXPORT = 0.5;
/** Of the longest wait with CPU: how long an instance that has it during requests alone may keep what has begun to go. */
const PATIENCE = 5;

/**
 * When to export, by the mode: before the response, behind it, or now and then.
 *
 * @param isBusy - whether any invocation runs now
 */
export function createExportSchedule(
  mode: FlushMode,
  config: Pick<Config, "flushTimeoutMillis" | "maxAgeMillis">,
  lifecycle: Pick<Lifecycle, "hold" | "blocksOnFailure">,
  isBusy: () => boolean,
): ExportSchedule {
  const isFrozen = lifecycle.hold !== undefined;
  const flushWithin = async ({ telemetry, remainingMillis, endedAt }: EndedInvocation): Promise<void> => {
    const budget = Math.min(
      config.flushTimeoutMillis,
      (remainingMillis ?? Number.POSITIVE_INFINITY) * SHARE_OF_TIME_LEFT,
    );
    // An answer to what is under way when the instance is frozen would not be heard in time.
    await telemetry.flush(budget, { cutOff: isFrozen });
    telemetry.overhead.hold(performance.now() - endedAt);
  };

  if (mode === "blocking") return flushWithin;
  if (mode === "interval") {
    const pace = createPace(config.maxAgeMillis, config.maxAgeMillis, isBusy);
    return ({ telemetry }) => void pace(telemetry, false);
  }
  if (isFrozen) {
    return (ended) => {
      const { hold, whenAnswered = afterTwoTurns } = ended;
      if (hold === undefined || !hold.isHeld()) return flushWithin(ended).finally(() => hold?.release());
      whenAnswered(() => void flushWithin(ended).finally(hold.release));
      return undefined;
    };
  }
  const pace = createPace(0, config.maxAgeMillis, isBusy);
  return (ended) => {
    if (ended.hasFailed && lifecycle.blocksOnFailure === true) return flushWithin(ended);
    pace(ended.telemetry, ended.hasFailed);
    return undefined;
  };
}

/** Runtimes send the response in the turn after a handler has ended: what encodes telemetry would hold it up. */
function afterTwoTurns(work: () => void): void {
  setImmediate(() => setImmediate(work));
}

/**
 * Exports at once where little happens, and several invocations together where much does: the rest between two exports
 * grows with what the last one took. A failure does not wait.
 *
 * @param minRestMillis - how long to wait at least
 * @param maxRestMillis - how long telemetry waits at most, the time that its export takes included while that is short
 */
function createPace(
  minRestMillis: number,
  maxRestMillis: number,
  isBusy: () => boolean,
): (telemetry: Telemetry, isUrgent: boolean) => void {
  let timer: NodeJS.Timeout | undefined;
  let isExporting = false;
  let waiting = 0;
  let isUrgentWaiting = false;
  let notBefore = 0;
  let oldestAt = 0;
  const way = createGiveWay(isBusy);

  const exportSoon = (telemetry: Telemetry, dueAt: number): void => {
    if (isExporting) return;
    clearTimeout(timer);
    timer = undefined;
    isExporting = true;
    const giveWay = way.begin(dueAt, oldestAt + maxRestMillis * PATIENCE);
    giveWay(() => void exportNow(telemetry, giveWay));
  };

  const exportNow = async (telemetry: Telemetry, giveWay: NextStep): Promise<void> => {
    waiting = 0;
    isUrgentWaiting = false;
    const begunAt = performance.now();
    await telemetry.flush(UNBOUNDED_MILLIS, { giveWay });
    isExporting = false;
    const endedAt = performance.now();
    const restMillis = Math.max(minRestMillis, (endedAt - begunAt) * REST_PER_EXPORT);
    notBefore = endedAt + Math.min(maxRestMillis, restMillis);
    if (waiting > 0) plan(telemetry);
  };

  const plan = (telemetry: Telemetry): void => {
    if (isExporting) return;
    const now = performance.now();
    if (isUrgentWaiting || waiting >= MAX_WAITING_INVOCATIONS) {
      afterTwoTurns(() => exportSoon(telemetry, now));
      return;
    }
    if (timer !== undefined) return;
    // An invocation that ended as the last export began has waited for that already.
    const latest = oldestAt + maxRestMillis * (1 - SHARE_OF_EXPORT);
    const restMillis = Math.min(Math.max(minRestMillis, notBefore - now), latest - now);
    if (restMillis <= 0) afterTwoTurns(() => exportSoon(telemetry, now));
    else timer = setTimeout(() => exportSoon(telemetry, now + restMillis), restMillis).unref();
  };

  return (telemetry, isUrgent) => {
    way.clear();
    if (waiting === 0) oldestAt = performance.now();
    waiting += 1;
    isUrgentWaiting ||= isUrgent;
    plan(telemetry);
  };
}
