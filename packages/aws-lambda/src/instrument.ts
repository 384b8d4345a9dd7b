import { type AnyHandler, type IsobarOptions, keepShape, prepare, runInvocation } from "@isobar/core";
import { adapter } from "./adapter.ts";
import { runCallback } from "./callback.ts";
import { isCallbackHandler, isStreamingHandler } from "./handler-kind.ts";
import { runStreaming } from "./streaming/run.ts";
import { isResponseStream } from "./streaming/types.ts";

/**
 * Wraps a Lambda handler: each invocation becomes a span with its logs and metrics. What the handler returns and
 * throws, its arity, its marks and its type stay what they are.
 *
 * A handler that streams its response is wrapped inside or outside of `awslambda.streamifyResponse`, as one likes. It
 * gets the runtime's own stream; its invocation lasts until its promise settles, so it should await the stream's end.
 *
 * @param handler - an async handler, one that returns a promise, one that streams its response, or, up to Node 22, one
 * with a callback
 * @throws TypeError where `handler` is not a function; every other mistake is a warning
 * @example
 * ```ts
 * export const handler = instrument(async (event, context) => {
 *   log.info({ path: event.rawPath }, "called");
 *   return { statusCode: 200, body: "ok" };
 * });
 * ```
 */
export function instrument<Handler extends AnyHandler>(handler: Handler, options?: IsobarOptions): Handler {
  const runtime = prepare(adapter, handler, options);
  if (runtime === undefined) return handler;
  const isStreaming = isStreamingHandler(handler);
  const isCallback = isCallbackHandler(handler);
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const call = (given: readonly unknown[]) => Reflect.apply(handler, this, given);
    // A handler that is marked as streaming only after it was wrapped is known by how it is called.
    if (isStreaming || isResponseStream(args[1])) return runStreaming(runtime, args, () => call(args));
    if (isCallback) return runCallback(runtime, args, call);
    const [event, context] = args;
    return runInvocation(runtime, [event, context], () => call(args));
  };
  return keepShape(wrapped, handler);
}
