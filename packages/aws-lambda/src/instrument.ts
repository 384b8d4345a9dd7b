import { type AnyHandler, type IsobarOptions, keepShape, prepare, runInvocation } from "@isobar/core";
import { adapter } from "./adapter.ts";
import { runCallback } from "./callback.ts";
import { isCallbackHandler, isStreamingHandler } from "./handler-kind.ts";

/**
 * Wraps a Lambda handler: each invocation becomes a span with its logs and metrics. What the handler returns and
 * throws, its arity and its type stay what they are.
 *
 * @param handler - an async handler, one that returns a promise, or, up to Node 22, one with a callback
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
  if (isStreamingHandler(handler)) {
    runtime.warn("response streaming is not instrumented yet; the handler runs as it is");
    return handler;
  }
  if (isCallbackHandler(handler)) {
    const wrapped = function (this: unknown, ...args: unknown[]): unknown {
      return runCallback(runtime, args, (given) => Reflect.apply(handler, this, given));
    };
    return keepShape(wrapped, handler);
  }
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const [event, context] = args;
    return runInvocation(runtime, [event, context], () => Reflect.apply(handler, this, args));
  };
  return keepShape(wrapped, handler);
}
