import type { UncaughtReporter } from "./callback-loop.ts";
import { nextInvocation } from "./invocation.ts";
import type { LoopOptions } from "./promise-loop.ts";
import { createStreamedResponse } from "./response-stream.ts";

/** What the streaming loop works with. */
export interface StreamingLoopOptions extends LoopOptions {
  /** Bytes that a handler may be ahead of the platform. @default Node's own */
  readonly highWaterMark: number | undefined;
  /** Before Node 24: who reports what nobody caught. The next event waits there for an empty event loop. */
  readonly uncaught: UncaughtReporter | undefined;
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
const emptyLoop = () => new Promise<void>((resolve) => process.once("beforeExit", () => resolve()));

async function run(options: StreamingLoopOptions): Promise<void> {
  const { client, log, handler, highWaterMark, uncaught } = options;
  const { event, context } = await nextInvocation({ client, log });
  uncaught?.enter(context.awsRequestId);
  const legacy = uncaught === undefined ? undefined : { callbackWaitsForEmptyEventLoop: true };
  const { request, answered, isBroken } = client.openResponse(context.awsRequestId, highWaterMark);
  const { stream, fail } = createStreamedResponse(request);
  try {
    const returned = handler(event, stream, Object.assign(legacy ?? {}, context));
    if (typeof (returned as { then?: unknown } | null | undefined)?.then !== "function") {
      throw new Error("Streaming does not support non-async handlers.");
    }
    const result = await returned;
    if (result !== undefined) log.warn("Streaming handlers ignore return values.");
    // The handler need not have waited for the end of its stream.
    await answered;
  } catch (error) {
    log.error("Invoke Error", error);
    await fail(error);
    // Where the stream is broken the process is about to end, and takes no event any more.
    await (isBroken() ? new Promise<never>(() => {}) : answered);
  }
  await (legacy?.callbackWaitsForEmptyEventLoop === true ? emptyLoop() : nextTurn());
}

/** The loop for a handler that was marked by `awslambda.streamifyResponse`. */
export async function runStreamingLoop(options: StreamingLoopOptions): Promise<never> {
  for (;;) await run(options);
}
