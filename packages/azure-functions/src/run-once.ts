import { type AnyHandler, currentInvocation, type Runtime, runInvocation } from "@isobar/core";
import { readObject, readString } from "@isobar/core/describe";
import type { AzureArguments } from "./types.ts";

/**
 * Runs a handler as one invocation, unless the invocation already runs: what is wrapped twice, by hand or by the hooks
 * of `instrumentApp`, has one span.
 */
export function runOnce(
  runtime: Runtime<AzureArguments, unknown>,
  args: AzureArguments,
  work: () => ReturnType<AnyHandler>,
): unknown {
  const isRunning = runtime.guard("running", () => {
    const id = readString(readObject(args[1])?.invocationId);
    return id !== undefined && currentInvocation()?.id === id;
  });
  return isRunning === true ? work() : runInvocation(runtime, args, work);
}
