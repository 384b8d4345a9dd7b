import { type Env, flushOnSigterm, type Lifecycle } from "@isobar/core";
import { registerNow } from "./extension/register-now.ts";
import { extensionState } from "./extension/state.ts";

/** Of the 300 to 500 ms between SIGTERM and SIGKILL that a process with an extension in it is given. */
const TERMINATE_BUDGET_MILLIS = 240;

/**
 * The instance is frozen as soon as the response is out, unless an extension is not done yet. So the function's own
 * process registers as one, and exports behind the response. Where the platform refuses that, the export comes before
 * the response. A function on Managed Instances keeps its CPU, and exports by a timer.
 */
export function describeLifecycle(env: Env): Lifecycle {
  if (env.AWS_LAMBDA_MAX_CONCURRENCY) return { mode: "interval" };
  return {
    mode: "deferred",
    prepare(warn) {
      // A snapshot is restored without the connections that it was taken with.
      const registration = env.AWS_LAMBDA_INITIALIZATION_TYPE === "snap-start" ? undefined : registerNow(env);
      if (registration?.state !== "refused") return;
      warn(
        `this instance could not register as an extension (${registration.reason}); its telemetry leaves before each response`,
      );
    },
    hold: (invocationId) => {
      const { registration } = extensionState();
      return registration.state === "registered" ? registration.hold(invocationId) : undefined;
    },
    // Without an extension no signal comes.
    onTerminate: (flush) => {
      if (extensionState().registration.state === "registered") flushOnSigterm(flush, TERMINATE_BUDGET_MILLIS);
    },
  };
}
