import { context } from "@opentelemetry/api";
import { describeException, readErrorType } from "./errors.ts";
import { currentInvocation } from "./invocation.ts";
import type { InvocationScope } from "./scope.ts";
import {
  ATTR_PROCESS_EXIT_CODE,
  ERROR_TYPE_PROCESS_EXIT,
  EVENT_ISOBAR_EXITED_BEFORE_INVOCATION,
  EVENT_ISOBAR_PROCESS_EXIT,
} from "./semconv.ts";
import { type ProcessState, processState } from "./state.ts";

/** An error that nobody caught. The process need not end by it: somebody may listen who goes on. */
export interface Crash {
  readonly error: unknown;
  /** The invocation whose code it comes from; undefined where that is not known. */
  readonly scope: InvocationScope | undefined;
  /** On `performance.now()`'s clock. */
  readonly atMillis: number;
}

/** By this, a listener of another copy of this package is known. */
const MARK = Symbol.for("isobar.v1.listener");
const SEVERITY_ERROR = 17;
const SEVERITY_FATAL = 21;
/** A process that lives on for longer has survived the error: its exit has another cause. */
const SURVIVED_AFTER_MILLIS = 5000;
/** Of the time that an invocation has left: what the platform does behind the exit needs some as well. */
const EXIT_SHARE = 0.8;

/**
 * Watches for errors that nobody catches and for the process's exit, and changes neither: `uncaughtExceptionMonitor`
 * does not count as a handler, and the exit code is not touched.
 */
export function watchCrashes(): void {
  if (!isWatched("uncaughtExceptionMonitor")) process.on("uncaughtExceptionMonitor", mark(noteError));
  if (!isWatched("exit")) process.on("exit", mark(onExit));
}

/**
 * As an invocation begins, when the platform's own listeners are there: Isobar's for the exit moves behind them, so that
 * their answers leave first. And a rejection that others handle never becomes an uncaught exception, so that it is to be
 * listened for, which is right only where others do: a listener alone would keep the process from ending by it.
 */
export function joinListeners(state: ProcessState): void {
  if (!state.isLastAtExit) {
    state.isLastAtExit = true;
    process.off("exit", onExit);
    if (!isWatched("exit")) process.on("exit", mark(onExit));
  }
  if (state.seesRejections || process.listenerCount("unhandledRejection") === 0) return;
  state.seesRejections = true;
  if (!isWatched("unhandledRejection")) process.prependListener("unhandledRejection", mark(onRejection));
}

function onRejection(reason: unknown): void {
  noteError(reason);
  if (process.listenerCount("unhandledRejection") > 1) return;
  // The others are gone: what Node does without listeners has to happen.
  process.off("unhandledRejection", onRejection);
  processState().seesRejections = false;
  void Promise.reject(reason);
}

function noteError(error: unknown): void {
  try {
    const state = processState();
    if (state.crash !== undefined && state.crash.error === error) return;
    const current = currentInvocation();
    const scope = current && state.scopes.get(current);
    state.crash = { error, scope, atMillis: performance.now() };
    scope?.uncaught(error);
  } catch {
    // An error of ours must not take the place of the one that is under way.
  }
}

function onExit(code: number): void {
  try {
    const state = processState();
    const isFresh = state.crash !== undefined && performance.now() - state.crash.atMillis < SURVIVED_AFTER_MILLIS;
    const crash = isFresh ? state.crash : undefined;
    const isBeforeFirst = state.begun === 0 && code !== 0;
    if (state.inFlight.size === 0 && crash === undefined && !isBeforeFirst) return;
    const telemetry = state.telemetry ?? state.createTelemetry?.();
    if (telemetry === undefined) return;
    if (isBeforeFirst) {
      telemetry.logger.emit({
        eventName: EVENT_ISOBAR_EXITED_BEFORE_INVOCATION,
        timestamp: Date.now(),
        severityNumber: SEVERITY_FATAL,
        severityText: "FATAL",
        body: "the process exits before its first invocation",
        attributes: { [ATTR_PROCESS_EXIT_CODE]: code, ...(crash && describeException(crash.error, false)) },
      });
    }
    if (state.inFlight.size > 0 && crash === undefined) {
      telemetry.logger.emit({
        eventName: EVENT_ISOBAR_PROCESS_EXIT,
        timestamp: Date.now(),
        severityNumber: SEVERITY_ERROR,
        severityText: "ERROR",
        body: "the process exits while invocations run",
        attributes: { [ATTR_PROCESS_EXIT_CODE]: code },
        context: context.active(),
      });
    }
    let budgetMillis = Number.POSITIVE_INFINITY;
    for (const scope of [...state.inFlight]) {
      budgetMillis = Math.min(budgetMillis, (scope.remainingMillis() ?? Number.POSITIVE_INFINITY) * EXIT_SHARE);
      scope.cutShort(readCause(crash, scope), { [ATTR_PROCESS_EXIT_CODE]: code });
    }
    telemetry.sendNow(budgetMillis);
  } catch {
    // The process ends as it would have.
  }
}

/** Whom an error cannot be ascribed to, it is ascribed to all; beside one who is known, the others end with the process. */
function readCause(crash: Crash | undefined, scope: InvocationScope): string {
  const isCause = crash !== undefined && (crash.scope === undefined || crash.scope === scope);
  return isCause ? readErrorType(crash.error) : ERROR_TYPE_PROCESS_EXIT;
}

function isWatched(name: string): boolean {
  return process.listeners(name as "exit").some((listener) => MARK in listener);
}

function mark<Listener extends object>(listener: Listener): Listener {
  return Object.assign(listener, { [MARK]: true });
}
