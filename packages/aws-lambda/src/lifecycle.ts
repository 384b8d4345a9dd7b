import type { Env, Lifecycle } from "@isobar/core";

/**
 * The instance is frozen as soon as the response is out, so the export has to come before it. A function on Managed
 * Instances keeps its CPU, and exports by a timer.
 */
export function describeLifecycle(env: Env): Lifecycle {
  return { mode: env.AWS_LAMBDA_MAX_CONCURRENCY ? "interval" : "blocking" };
}
