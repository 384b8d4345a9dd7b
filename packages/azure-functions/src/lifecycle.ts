import { type Env, type Flush, flushOnSigterm, type Lifecycle } from "@isobar/core";
import { readHostSettings } from "./host-settings.ts";

/** The host waits five seconds for a worker that it tells to end. */
export const TERMINATE_BUDGET_MILLIS = 4000;

/** The part of the worker's virtual module `@azure/functions-core` that Isobar calls. */
interface WorkerApi {
  registerHook(name: "appTerminate", callback: () => Promise<void>): unknown;
}

/**
 * A worker keeps its CPU between invocations, on every plan: the export starts when an invocation has settled, and no
 * response waits for it.
 */
export function describeLifecycle(env: Env): Lifecycle {
  const { timeoutMillis, exportsSpans } = readHostSettings(env);
  return { mode: "deferred", timeoutMillis, exportsAmbient: exportsSpans, countsEarlier: true, onTerminate };
}

function onTerminate(flush: Flush): void {
  registerTerminateHook(flush);
  // A container that is stopped without the host's word.
  flushOnSigterm(flush, TERMINATE_BUDGET_MILLIS);
}

/** The host's own way to end a worker, at scale-in. */
function registerTerminateHook(flush: Flush): void {
  try {
    // The module is on no disk: the worker injects it, into `require` alone, and from whatever path.
    const workerRequire = process.getBuiltinModule("node:module").createRequire(process.execPath);
    const worker = workerRequire("@azure/functions-core") as WorkerApi;
    worker.registerHook("appTerminate", () => flush(TERMINATE_BUDGET_MILLIS));
  } catch {
    // Outside of the Functions host there is no worker, and nobody who would tell.
  }
}
