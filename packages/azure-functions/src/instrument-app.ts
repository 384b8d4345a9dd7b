import { type AnyHandler, createRuntime, flush, type IsobarOptions, keepShape } from "@isobar/core";
import { adapter } from "./adapter.ts";
import { isGeneratorHandler } from "./handler-kind.ts";
import { type LoggingApp, takeOverLogs } from "./host-logs.ts";
import { readHostSettings } from "./host-settings.ts";
import { TERMINATE_BUDGET_MILLIS } from "./lifecycle.ts";
import { runOnce } from "./run-once.ts";

/** What the hook before an invocation is given, as far as it is used here. */
export interface InvocationHookContext {
  readonly inputs: readonly unknown[];
  readonly invocationContext: unknown;
  functionHandler: unknown;
}

/** The `app` of `@azure/functions`, as far as it is used here. */
export interface HookedApp extends LoggingApp {
  readonly hook: LoggingApp["hook"] & {
    preInvocation(hook: (context: InvocationHookContext) => void): unknown;
    appTerminate(hook: () => Promise<void>): unknown;
  };
}

/**
 * Instruments all functions of an app, those that are registered later too, without touching their code: a hook runs
 * each invocation's handler as an invocation with its span, logs and metrics. What handlers return and throw goes to
 * the host as it is, and no hook waits for an export.
 *
 * A hook that is registered after this one and replaces the handler runs outside of the span. A handler that is
 * wrapped by `instrument` as well has one span, with the options that were given here. Orchestrators, entities and
 * warm-up calls run as they are.
 *
 * Where the host exports OpenTelemetry itself, it is told to leave the lines of `context.log` to Isobar, which exports
 * them in the invocation's trace.
 *
 * @param app - the `app` that the functions are registered with; call this once, before or after they are
 * @throws TypeError where `app` has no hooks: nothing would ever be instrumented
 * @example
 * ```ts
 * import { app } from "@azure/functions";
 * import { instrumentApp } from "@isobar/azure-functions";
 *
 * instrumentApp(app);
 * app.storageQueue("orders", { queueName: "orders", connection: "STORAGE", handler: async (order) => { ... } });
 * ```
 */
export function instrumentApp(app: HookedApp, options?: IsobarOptions): void {
  if (typeof app?.hook?.preInvocation !== "function") {
    throw new TypeError("instrumentApp() needs the `app` of @azure/functions 4, whose hooks it uses");
  }
  const runtime = createRuntime(adapter, options);
  if (runtime === undefined) return;
  app.hook.preInvocation((context) => {
    // What a hook throws would fail the invocation.
    runtime.guard("hook", () => {
      const { functionHandler: handler, inputs, invocationContext } = context;
      if (typeof handler !== "function" || isGeneratorHandler(handler)) return;
      const wrapped = function (this: unknown, ...args: unknown[]): unknown {
        const work = (): unknown => Reflect.apply(handler, this, args);
        return runOnce(runtime, [inputs[0], invocationContext], work);
      };
      context.functionHandler = keepShape(wrapped, handler as AnyHandler);
    });
  });
  takeOverLogs(app, runtime, readHostSettings(process.env), process.env);
  runtime.guard("hook", () => app.hook.appTerminate(() => flush(TERMINATE_BUDGET_MILLIS)));
}
