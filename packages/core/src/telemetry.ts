import type { Attributes, Meter, TextMapPropagator, Tracer } from "@opentelemetry/api";
import * as api from "@opentelemetry/api";
import type { Signal } from "./config/otlp.ts";
import type { Config } from "./config.ts";
import type { AbandonedInvocation } from "./early/abandoned.ts";
import { readErrorType } from "./errors.ts";
import { createFlusher, type FlushOptions } from "./flush.ts";
import { createLineExport, type LineExport } from "./log-export.ts";
import { createInvocationMetrics, type InvocationMetrics } from "./metrics.ts";
import { readSchemaUrl } from "./naming.ts";
import { createOverhead, type Overhead } from "./overhead.ts";
import { createUnsentWarning, sendRest } from "./telemetry/last-try.ts";
import { createLossCounter, createLossMetrics, type LossMetrics } from "./telemetry/losses.ts";
import {
  createLogging,
  createMetering,
  createProcessResource,
  createPropagator,
  createTracing,
} from "./telemetry/providers.ts";
import { type OwnProviders, registerProviders } from "./telemetry/register.ts";
import { createRestoredSpan } from "./telemetry/restored-span.ts";
import { VERSION } from "./version.ts";

/** One log record on its way to the backend. */
export interface LogRecord {
  readonly eventName?: string;
  readonly timestamp?: number;
  readonly observedTimestamp?: number;
  /** OpenTelemetry severity number, 1 to 24. */
  readonly severityNumber: number;
  readonly severityText?: string;
  readonly body?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly context?: api.Context;
}

/** The live set-up of a process: what everything else makes spans, metrics and log records with. */
export interface Telemetry {
  readonly tracer: Tracer;
  readonly logger: { emit(record: LogRecord): void };
  /** What the process's own log has written. */
  readonly lines: LineExport;
  /** Reads and writes the context of callers, as `OTEL_PROPAGATORS` says. */
  readonly propagator: TextMapPropagator;
  /** Whether spans are made by a tracer provider that the application has registered. */
  readonly isForeign: boolean;
  /** The `faas.*` metrics. */
  readonly invocations: InvocationMetrics;
  /** What Isobar itself costs. */
  readonly overhead: Overhead;
  /** Adds the span of an invocation whose process was killed; not where the application's own provider makes the spans. */
  restore(abandoned: AbandonedInvocation): void;
  /** Says that an invocation left something to export. */
  touch(): void;
  /** Sends what is pending, within `budgetMillis`. Never rejects. */
  flush(budgetMillis: number, options?: FlushOptions): Promise<void>;
  /**
   * Sends what is pending, and where there is nothing, opens the connections that the next export will need. Settles
   * when that is done, or after `budgetMillis`. Never rejects.
   */
  warm(budgetMillis: number): Promise<void>;
  /**
   * Sends what is pending while the process stands still, because it exits: within `budgetMillis`, and within the
   * budget of a response.
   */
  sendNow(budgetMillis: number): void;
  /** Sends what is pending for the last time. Never rejects. */
  shutdown(budgetMillis: number): Promise<void>;
  /** As `shutdown`, for a process that ends: what is left then is said on stderr, where alone it can still be counted. */
  end(budgetMillis: number): Promise<void>;
}

const SCOPE = "isobar";

/** Where a signal goes, without credentials, path and query; undefined where that is not OTLP's business. */
function readEndpoint(config: Config, signal: Signal): string | undefined {
  const isOtlp = config.exporters[signal] === "otlp" && config.options.exporters?.[signal] === undefined;
  return isOtlp ? new URL(config.otlp[signal].url).origin : undefined;
}

/**
 * Makes what the first invocation would have to wait for otherwise. Nothing of it is registered yet, because only then
 * it is known whether the application brought its own providers.
 *
 * @param platformAttributes - the adapter's resource attributes
 * @param platformPropagators - the adapter's own propagators, by their name in `OTEL_PROPAGATORS`
 * @returns what registers it and starts to use it; to be called once
 */
export function prepareTelemetry(
  config: Config,
  platformAttributes: Attributes,
  platformPropagators: Readonly<Record<string, TextMapPropagator>> = {},
): () => Telemetry {
  let lossMetrics: (() => LossMetrics) | undefined;
  const losses = createLossCounter(
    () => lossMetrics?.(),
    (signal) => readEndpoint(config, signal),
  );
  const parts = { config, resource: createProcessResource(config, platformAttributes), losses };
  const own: OwnProviders = {
    metrics: createMetering(parts),
    traces: createTracing(parts),
    logs: createLogging(parts),
    propagator: createPropagator(config.propagators, platformPropagators),
  };
  return () => start(config, own, (metrics) => (lossMetrics = metrics));
}

/** As `prepareTelemetry`, registered at once. */
export function createTelemetry(
  ...given: [config: Config, attributes: Attributes, propagators?: Readonly<Record<string, TextMapPropagator>>]
): Telemetry {
  return prepareTelemetry(...given)();
}

/** @param countLosses - told what losses are to be counted on */
function start(config: Config, own: OwnProviders, countLosses: (metrics: () => LossMetrics) => void): Telemetry {
  const { meterProvider, tracerProvider, isForeign, sources } = registerProviders(own);
  const scope = { name: SCOPE, version: VERSION, schemaUrl: readSchemaUrl(config.semconv) };
  let meter: Meter | undefined;
  const getMeter = (): Meter => {
    meter ??= meterProvider.getMeter(SCOPE, VERSION, scope);
    return meter;
  };
  const touch = (): void => {
    for (const source of sources) source.touch?.();
  };
  let lossMetrics: LossMetrics | undefined;
  countLosses(() => {
    // What is counted here is news of its own, also where no invocation follows.
    touch();
    lossMetrics ??= createLossMetrics(getMeter());
    return lossMetrics;
  });
  const otelLogger = own.logs.provider?.getLogger(SCOPE, VERSION, scope);
  const logger: Telemetry["logger"] = { emit: (record) => otelLogger?.emit(record as never) };
  for (const instrumentation of config.options.instrumentations ?? []) {
    try {
      instrumentation.setTracerProvider?.(tracerProvider as never);
      instrumentation.setMeterProvider?.(meterProvider as never);
    } catch (error) {
      api.diag.warn(`isobar: an instrumentation failed (${readErrorType(error)}); it is left out`);
    }
  }

  const invocations = createInvocationMetrics(getMeter);
  const overhead = createOverhead(getMeter, touch);
  const lines = createLineExport(logger.emit);
  /** Makes telemetry of what was only kept while a response waited for it. */
  const reportKept = (): void => {
    invocations.report();
    lines.report();
  };
  const report = (isLast: boolean): void => {
    reportKept();
    overhead.report(isLast);
  };
  const flusher = createFlusher(sources, undefined, overhead.flushed);
  const warnOfUnsent = createUnsentWarning();
  const shutdown = (budgetMillis: number): Promise<void> => {
    report(true);
    return flusher.flushFinally(budgetMillis);
  };
  return {
    tracer: tracerProvider.getTracer(SCOPE, VERSION, scope),
    logger,
    lines,
    propagator: own.propagator,
    isForeign,
    restore(abandoned) {
      if (!isForeign) own.traces.source?.onEnd(createRestoredSpan(abandoned, scope));
    },
    touch,
    invocations,
    overhead,
    flush(budgetMillis, options) {
      report(false);
      return flusher.flush(budgetMillis, options);
    },
    warm(budgetMillis) {
      reportKept();
      return flusher.warm(budgetMillis);
    },
    sendNow(budgetMillis) {
      reportKept();
      // The metrics are the first of the sources, and come last: the others have to say what they send twice.
      const rest = sources.toReversed().flatMap((source) => {
        if (source.takeRest !== undefined) return source.takeRest();
        // What the application's own provider does at once, it may still do.
        if (source.hasPending()) void source.send();
        return [];
      });
      warnOfUnsent(sendRest(rest, Math.min(budgetMillis, config.flushTimeoutMillis)));
    },
    shutdown,
    async end(budgetMillis) {
      await shutdown(budgetMillis);
      const unsent = await Promise.all(sources.map((source) => source.unsent?.()));
      warnOfUnsent(unsent.filter((each) => each !== undefined));
    },
  };
}
