import { type AnyHandler, type IsobarOptions, keepShape, prepare } from "@isobar/core";
import { adapter } from "./adapter.ts";
import { isGeneratorHandler } from "./handler-kind.ts";
import { runOnce } from "./run-once.ts";

/**
 * Wraps a handler of the Node programming model v4: each invocation becomes a span with its logs and metrics. What the
 * handler returns and throws, its arity and its type stay what they are.
 *
 * Durable Functions orchestrators (`function*`) are handed back as they are: they are replayed, not run.
 *
 * @param handler - a function that takes the trigger's input and the invocation context
 * @throws TypeError where `handler` is not a function; every other mistake is a warning
 * @example
 * ```ts
 * app.http("orders", {
 *   route: "orders/{id}",
 *   handler: instrument(async (request, context) => {
 *     log.info({ orderId: request.params.id }, "order requested");
 *     return { jsonBody: { ok: true } };
 *   }),
 * });
 * ```
 */
export function instrument<Handler extends AnyHandler>(handler: Handler, options?: IsobarOptions): Handler {
  const runtime = prepare(adapter, handler, options);
  if (runtime === undefined) return handler;
  if (isGeneratorHandler(handler)) {
    runtime.warn("orchestrators and other generator functions are not instrumented; the handler runs as it is");
    return handler;
  }
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const [input, context] = args;
    return runOnce(runtime, [input, context], () => Reflect.apply(handler, this, args));
  };
  return keepShape(wrapped, handler);
}
