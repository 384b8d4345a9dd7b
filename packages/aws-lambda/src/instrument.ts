import { type AnyHandler, type IsobarOptions, keepShape, prepare, runInvocation } from "@isobar/core";
import { adapter } from "./adapter.ts";
import { isCallbackHandler, isStreamingHandler } from "./handler-kind.ts";

/**
 * Wraps a Lambda handler: each invocation becomes a span with its logs and metrics. What the handler returns and
 * throws, its arity and its type stay what they are.
 *
 * @param handler - an async handler, or one that returns a promise
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
  if (isStreamingHandler(handler) || isCallbackHandler(handler)) {
    runtime.warn("response streaming and callback handlers are not instrumented yet; the handler runs as it is");
    return handler;
  }
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const [event, context] = args;
    return runInvocation(runtime, [event, context], () => Reflect.apply(handler, this, args));
  };
  return keepShape(wrapped, handler);
}
