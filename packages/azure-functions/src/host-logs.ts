import { createLog, type Env, type Logger, type Runtime } from "@isobar/core";
import type { HostSettings } from "./host-settings.ts";
import { logFormat } from "./log-format.ts";

/** What the hook of a log line is given, as far as it is used here. */
export interface LogHookContext {
  /** `user` for a line of the app's own. */
  readonly category: unknown;
  readonly level: unknown;
  readonly message: unknown;
}

/** The parts of the `app` that this needs; the first versions of `@azure/functions` 4 have neither. */
export interface LoggingApp {
  setup?(options: { readonly capabilities: Readonly<Record<string, boolean>> }): unknown;
  readonly hook: {
    appStart?(hook: () => Promise<void>): unknown;
    log?(hook: (context: LogHookContext) => void): unknown;
  };
}

/**
 * By this word of a worker the host exports no lines of `context.log` any more, because the worker does.
 *
 * @see https://github.com/Azure/azure-functions-host, `AddDefaultOpenTelemetryFilters`
 */
const CAPABILITY = "WorkerOpenTelemetryEnabled";

const LEVELS: Readonly<Record<string, "debug" | "error" | "fatal" | "info" | "trace" | "warn">> = {
  trace: "trace",
  debug: "debug",
  information: "info",
  warning: "warn",
  error: "error",
  critical: "fatal",
};

/**
 * Where the host exports OpenTelemetry: has the lines of `context.log` exported once, by the worker, with the ids of
 * the invocation and of the span that wrote them. Nothing changes in what the host shows of them elsewhere.
 */
export function takeOverLogs(
  app: LoggingApp,
  runtime: Pick<Runtime<never, never>, "config" | "guard" | "telemetry">,
  host: HostSettings,
  env: Env,
): void {
  const { exporters, options, platformParent } = runtime.config;
  const hasLogs = exporters.logs === "otlp" && options.exporters?.logs === undefined;
  if (!hasLogs || (platformParent !== "auto" && platformParent !== "span")) return;
  runtime.guard("hook", () =>
    // The capabilities are asked for when the app has started.
    app.hook.appStart?.(async () => {
      await host.known;
      if (!host.exportsSpans() || app.setup === undefined || app.hook.log === undefined) return;
      runtime.guard("setup", () => {
        const log = createLog(logFormat, env, () => {});
        app.setup?.({ capabilities: { [CAPABILITY]: true } });
        app.hook.log?.((context) => void runtime.guard("log", () => forward(runtime, log, context)));
      });
    }),
  );
}

function forward(runtime: Pick<Runtime<never, never>, "telemetry">, log: Logger, context: LogHookContext): void {
  if (context.category !== "user") return;
  // An orchestrator writes lines and is no invocation of Isobar's: it may be the first to need the telemetry.
  runtime.telemetry();
  log[LEVELS[String(context.level)] ?? "info"](String(context.message));
}
