import { diag } from "@opentelemetry/api";
import type { Adapter, Env, FlushMode, Hold } from "./adapter.ts";
import { type Config, resolveConfig } from "./config.ts";
import { watchCrashes } from "./crash.ts";
import { setUpDiag, warnOnce } from "./diagnostics.ts";
import { createExportSchedule, type ExportSchedule, UNBOUNDED_MILLIS } from "./export-schedule.ts";
import { createLog } from "./logger.ts";
import type { Logger } from "./logger-types.ts";
import { createNaming, type Naming } from "./naming.ts";
import type { IsobarOptions } from "./options.ts";
import { createFieldRedactor, redactUrls } from "./redact.ts";
import { processState } from "./state.ts";
import { prepareTelemetry, type Telemetry } from "./telemetry.ts";

/** An adapter, the options and the process, joined: what a wrapped handler runs with. */
export interface Runtime<Args extends readonly unknown[], Result> {
  readonly adapter: Adapter<Args, Result>;
  readonly config: Config;
  readonly env: Env;
  /** Names attributes as the `semconv` option has it. */
  readonly naming: Naming;
  /** The process's telemetry, registered at the first invocation. */
  telemetry(): Telemetry;
  /** How long an invocation may run, by the option and by what the platform's lifecycle knows: the shorter of the two. */
  timeoutMillis(): number | undefined;
  /** As `Lifecycle.countsEarlier`. */
  readonly countsEarlier: boolean;
  /** Whether an instance may have several invocations at a time; one that is frozen behind each has not. */
  readonly takesSeveral: boolean;
  /** Whether the platform's span is exported, and to where the invocation's telemetry goes. */
  exportsAmbient(): boolean;
  /** The logger of what Isobar has to say of an invocation itself; made when it is first asked for. */
  log(): Logger;
  /** What keeps the instance awake behind this invocation's response, where the platform has such a thing. */
  hold(invocationId: string): Hold | undefined;
  readonly exportAfter: ExportSchedule;
  /** Whether the response of an invocation that failed waits for the export. */
  readonly holdsFailures: boolean;
  /** Runs our own code so that its errors never reach the handler or its caller. */
  guard<Value>(where: string, work: () => Value): Value | undefined;
  /** Tells the user once of something that does not work as it may be expected to. */
  warn(message: string): void;
  /** Reports an error of our own, once for each place. */
  reportBug(where: string, error: unknown): void;
}

/**
 * Joins an adapter with the options and the environment.
 *
 * @param telemetry - in place of the process's own, for tests
 * @returns undefined where `OTEL_SDK_DISABLED` is true: the handler is then to be used as it is
 */
export function createRuntime<Args extends readonly unknown[], Result>(
  adapter: Adapter<Args, Result>,
  options: IsobarOptions = {},
  env: Env = process.env,
  telemetry?: Telemetry,
): Runtime<Args, Result> | undefined {
  const begunAt = performance.now();
  const config = resolveConfig(options, env, Object.keys(adapter.propagators ?? {}));
  setUpDiag(env);
  for (const warning of config.warnings) warnOnce(warning);
  if (config.disabled) return undefined;

  const state = processState();
  for (const name of config.privacy.redactFields) state.redactNames.add(name);
  if (config.privacy.redactFields.length > 0) state.redactFields = createFieldRedactor([...state.redactNames]);
  const lifecycle = adapter.lifecycle(env);
  const mode: FlushMode = config.flush === "auto" ? lifecycle.mode : config.flush;
  if (mode === "deferred" && telemetry === undefined) lifecycle.prepare?.(warnOnce);
  if (state.terminate === undefined && telemetry === undefined) {
    state.terminate = async (budgetMillis = UNBOUNDED_MILLIS) => state.telemetry?.end(budgetMillis);
    lifecycle.onTerminate?.(state.terminate);
  }

  const reported = new Set<string>();
  const reportBug = (where: string, error: unknown): void => {
    if (reported.has(where)) return;
    reported.add(where);
    // The error's own text may repeat what the user's event held.
    diag.error(
      `isobar: internal error in "${where}" (${error instanceof Error ? error.name : typeof error}); the handler is not affected`,
    );
    if (error instanceof Error) diag.debug(redactUrls(error.stack ?? ""));
  };

  const prepare = (): (() => Telemetry) => prepareTelemetry(config, adapter.resource(env), adapter.propagators);
  if (telemetry === undefined) {
    state.createTelemetry ??= () => runtime.telemetry();
    watchCrashes();
    try {
      state.startTelemetry ??= prepare();
    } catch (error) {
      reportBug("telemetry", error);
    }
  }

  state.wrappedAtMillis = performance.now();
  state.wrappingMillis += state.wrappedAtMillis - begunAt;

  const schedule = createExportSchedule(mode, config, lifecycle, () => state.inFlight.length > 0);
  const { apart } = lifecycle;
  let log: Logger | undefined;
  const runtime: Runtime<Args, Result> = {
    adapter,
    config,
    env,
    naming: createNaming(config.semconv),
    telemetry() {
      if (telemetry !== undefined) return telemetry;
      if (state.telemetry === undefined) {
        state.telemetry = (state.startTelemetry ?? prepare())();
        state.telemetry.overhead.init(state.wrappingMillis);
      }
      return state.telemetry;
    },
    timeoutMillis() {
      const known = lifecycle.timeoutMillis?.();
      return known === undefined || config.timeoutMillis === undefined
        ? (known ?? config.timeoutMillis)
        : Math.min(known, config.timeoutMillis);
    },
    countsEarlier: lifecycle.countsEarlier === true,
    takesSeveral: lifecycle.hold === undefined,
    exportsAmbient: () => lifecycle.exportsAmbient?.() === true && config.options.exporters?.traces === undefined,
    log() {
      log ??= createLog(adapter.logLine, env);
      return log;
    },
    hold: (invocationId) => (mode === "deferred" ? lifecycle.hold?.(invocationId) : undefined),
    exportAfter: apart === undefined ? schedule : (ended) => apart(() => schedule(ended)),
    holdsFailures: mode === "blocking" || (mode === "deferred" && lifecycle.blocksOnFailure === true),
    guard(where, work) {
      try {
        return work();
      } catch (error) {
        reportBug(where, error);
        return undefined;
      }
    },
    warn: warnOnce,
    reportBug,
  };
  return runtime;
}
