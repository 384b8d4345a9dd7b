import { endProcess } from "./exit.ts";
import { currentScope } from "./scope.ts";
import { type ProcessState, processState } from "./state.ts";

/** By this, a listener of another copy of this package is known. */
const MARK = Symbol.for("isobar.v1.listener");

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
    const scope = currentScope();
    state.crash = { error, scope, atMillis: performance.now() };
    scope?.uncaught(error);
  } catch {
    // An error of ours must not take the place of the one that is under way.
  }
}

/** A function of its own: a listener of another copy of this package is known by its mark. */
function onExit(code: number): void {
  endProcess(code);
}

function isWatched(name: string): boolean {
  return process.listeners(name as "exit").some((listener) => MARK in listener);
}

function mark<Listener extends object>(listener: Listener): Listener {
  return Object.assign(listener, { [MARK]: true });
}
