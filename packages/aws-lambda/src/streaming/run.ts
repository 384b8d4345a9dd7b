import { beginInvocation, currentInvocation, type Runtime, type Settled } from "@isobar/core";
import { httpOutcome } from "@isobar/core/describe";
import { NOT_YET_ANSWERED } from "../outcome/index.ts";
import { stampPrelude } from "../stamp.ts";
import type { LambdaArguments } from "../types.ts";
import { type StreamedStatus, watchStatus } from "./status.ts";
import { isResponseStream } from "./types.ts";

/**
 * Runs a handler that streams its response, called with `(event, responseStream, context)`. The invocation ends when
 * the handler's promise settles.
 *
 * The export comes after that and before the runtime is told, but it holds nothing that the caller waits for: the
 * handler's own `responseStream.end()` sends the last byte at once, and the runtime, once told, only waits for the
 * platform to have taken it, and asks for the next event. An error is the exception: the runtime itself ends the stream
 * then, behind the export, as it sends an error of any other handler behind it.
 */
export function runStreaming(
  runtime: Runtime<LambdaArguments, unknown>,
  args: readonly unknown[],
  call: () => unknown,
): unknown {
  const [event, stream, context] = args;
  const invocation = beginInvocation(runtime, [event, context]);
  if (invocation === undefined) return call();
  const current = invocation.run(currentInvocation);
  let hasEnded = false;
  // At once, not at the end: where the handler fails later or the time is up, this status was sent all the same.
  const recordStatus = (statusCode: unknown): void => {
    if (hasEnded || current?.trigger !== "http" || typeof statusCode !== "number") return;
    runtime.guard("status", () => current.span.setAttributes(httpOutcome(statusCode).attributes ?? {}));
  };
  const stampSent = (prelude: string): string => {
    const stamp = hasEnded ? undefined : invocation.stamp();
    return stamp === undefined ? prelude : stampPrelude(prelude, stamp);
  };
  const status: StreamedStatus | undefined = isResponseStream(stream)
    ? runtime.guard("stream", () => watchStatus(stream, recordStatus, stampSent))
    : undefined;

  const settle = (settled: Settled<unknown>): Promise<void> | undefined => {
    hasEnded = true;
    status?.release();
    invocation.end(settled);
    return invocation.afterwards();
  };
  /** What a streaming handler returns is not used; what it has sent is its result. */
  const readResult = (): Settled<unknown> => {
    const statusCode = runtime.guard("status", () => status?.read());
    return { result: statusCode === undefined ? NOT_YET_ANSWERED : { statusCode } };
  };
  let returned: unknown;
  try {
    returned = invocation.run(call);
  } catch (error) {
    void settle({ error });
    throw error;
  }
  // The runtime refuses a handler without a promise, in its own words.
  if (typeof (returned as { then?: unknown } | null | undefined)?.then !== "function") {
    void settle(readResult());
    return returned;
  }
  return Promise.resolve(returned).then(
    async (result) => {
      await settle(readResult());
      return result;
    },
    async (error) => {
      await settle({ error });
      throw error;
    },
  );
}
