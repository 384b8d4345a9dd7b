import { UsageError } from "./usage-error.ts";

/**
 * Runs what reads somebody's telemetry, gates and addresses. Whatever goes wrong has exit code 2: 1 says that a gate
 * failed. What is not the input's fault keeps its stack for `ISOBAR_DEBUG`.
 */
export async function withInputErrors<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof UsageError || process.env.ISOBAR_DEBUG === "true") throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
