import { type AnyHandler, type IsobarOptions, keepShape, prepare, runInvocation } from "@isobar/core";
import { adapter } from "./adapter.ts";
import { readCallKind } from "./call-kind.ts";
import { onUncaught } from "./domain.ts";
import { runCallback } from "./run-callback.ts";
import { runHttp } from "./run-http.ts";

/**
 * Wraps a function of any signature: HTTP `(req, res)`, CloudEvent `(cloudEvent)` and 1st gen background
 * `(data, context)`, the last two with a callback or without. Each invocation becomes a span with its logs and
 * metrics. An HTTP invocation ends when its response does, one with a callback when that is called. What the handler
 * returns and throws, its arity and its type stay what they are.
 *
 * @param handler - the function, as it is exported or given to `functions.http()` or `functions.cloudEvent()`; an
 * Express application is one as well
 * @throws TypeError where `handler` is not a function; every other mistake is a warning
 * @example
 * ```ts
 * functions.http("orders", instrument(async (req, res) => {
 *   log.info({ path: req.path }, "called");
 *   res.send("ok");
 * }));
 * ```
 */
export function instrument<Handler extends AnyHandler>(handler: Handler, options?: IsobarOptions): Handler {
  const runtime = prepare(adapter, handler, options);
  if (runtime === undefined) return handler;
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const run = (given: readonly unknown[]): unknown => Reflect.apply(handler, this, given);
    const work = (): unknown => run(args);
    switch (runtime.guard("kind", () => readCallKind(args))) {
      case "http":
        return runHttp(runtime, args, work);
      case "event":
      case "background":
        return runInvocation(runtime, args, work, (invocation) =>
          onUncaught(runtime, (error) => {
            invocation.end({ error });
            void invocation.afterwards();
          }),
        );
      case "event-callback":
        return runCallback(runtime, args, 1, run);
      case "background-callback":
        return runCallback(runtime, args, 2, run);
    }
    runtime.warn("a function was called as the platform never calls one; it runs without telemetry");
    return work();
  };
  return keepShape(wrapped, handler);
}
