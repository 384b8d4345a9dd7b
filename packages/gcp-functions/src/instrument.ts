import { type AnyHandler, type IsobarOptions, keepShape, prepare, runInvocation } from "@isobar/core";
import { adapter } from "./adapter.ts";
import { readCallKind } from "./call-kind.ts";
import { runHttp } from "./run-http.ts";

/**
 * Wraps an HTTP function `(req, res)` or a CloudEvent function `(cloudEvent)`: each invocation becomes a span with
 * its logs and metrics. An HTTP invocation ends when its response does. What the handler returns and throws, its arity
 * and its type stay what they are.
 *
 * Background functions and functions with a callback run as they are, without telemetry, after one warning.
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
  let hasWarned = false;
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const work = (): unknown => Reflect.apply(handler, this, args);
    const kind = runtime.guard("kind", () => readCallKind(args));
    if (kind === "http") return runHttp(runtime, args, work);
    if (kind === "event") return runInvocation(runtime, args, work);
    if (!hasWarned) runtime.warn("background and callback functions are not instrumented yet; they run as they are");
    hasWarned = true;
    return work();
  };
  return keepShape(wrapped, handler);
}
