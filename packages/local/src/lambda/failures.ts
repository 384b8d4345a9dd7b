import type { ExitStatus } from "../instance.ts";
import type { LambdaFailure } from "./types.ts";

const SIGNAL_WORDS: Readonly<Record<string, string>> = {
  SIGKILL: "killed",
  SIGTERM: "terminated",
  SIGABRT: "aborted",
  SIGSEGV: "segmentation fault",
};

/** What the platform reports where the function's process ended before it had answered. */
export function describeExit(requestId: string, { code, signal }: ExitStatus): LambdaFailure {
  const reason =
    signal !== null
      ? `Runtime exited with error: signal: ${SIGNAL_WORDS[signal] ?? signal}`
      : code === 0
        ? "Runtime exited without providing a reason"
        : `Runtime exited with error: exit status ${code}`;
  return { type: "Runtime.ExitError", message: `RequestId: ${requestId} Error: ${reason}` };
}

/** What the platform reports where the time limit ended an invocation, or the initialisation before it. */
export function describeTimeout(requestId: string, timeoutMillis: number): LambdaFailure {
  const seconds = (timeoutMillis / 1000).toFixed(2);
  return {
    type: "Sandbox.Timedout",
    message: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
  };
}
