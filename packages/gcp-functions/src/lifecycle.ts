import type { Env, Lifecycle } from "@isobar/core";
import { outsideDomain } from "./domain.ts";
import { flushOnTerminate } from "./terminate.ts";

/**
 * An instance loses its CPU when its last response is out. A deferred export starts there and goes on when the CPU
 * comes back, with the next request or with SIGTERM, which Cloud Run sends 10 s before the end. 1st gen functions are
 * ended without a signal, so what they have to say has to be out before the response. So has the news of a failure: an
 * idle instance would keep it for minutes.
 */
export function describeLifecycle(env: Env): Lifecycle {
  const isFirstGeneration = !env.K_SERVICE && Boolean(env.FUNCTION_NAME);
  const mode = isFirstGeneration ? "blocking" : "deferred";
  return {
    ...{ mode, blocksOnFailure: true, countsEarlier: true },
    apart: outsideDomain,
    onTerminate: flushOnTerminate,
  };
}
