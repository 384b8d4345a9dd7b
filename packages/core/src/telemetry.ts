import type { Attributes, Meter, TextMapPropagator, Tracer } from "@opentelemetry/api";
import * as api from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { CompositePropagator, SDK_INFO, W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { B3InjectEncoding, B3Propagator } from "@opentelemetry/propagator-b3";
import { type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import { LoggerProvider, type ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { type ReadableSpan, type SpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Signal } from "./config/otlp.ts";
import type { Config, PropagatorName } from "./config.ts";
import type { AbandonedInvocation } from "./early/abandoned.ts";
import { readErrorType } from "./errors.ts";
import type { ExportSource } from "./export-source.ts";
import { createFlusher, type FlushOptions } from "./flush.ts";
import { createLineExport, type LineExport } from "./log-export.ts";
import { createInvocationMetrics, type InvocationMetrics } from "./metrics.ts";
import { readSchemaUrl } from "./naming.ts";
import { createOverhead, type Overhead } from "./overhead.ts";
import { createSender, mayRepeat } from "./telemetry/exporters.ts";
import { createForeignSource, foreignTracerProvider, hasForeignMeterProvider } from "./telemetry/foreign.ts";
import { isRegistered } from "./telemetry/globals.ts";
import { createUnsentWarning, sendRest } from "./telemetry/last-try.ts";
import { createLogBuffer } from "./telemetry/log-buffer.ts";
import { createLossCounter, createLossMetrics, type LossCounter, type LossMetrics } from "./telemetry/losses.ts";
import { createMetricSource } from "./telemetry/metric-source.ts";
import { createMeterProvider } from "./telemetry/metrics/meter-provider.ts";
import type { ResourceMetrics } from "./telemetry/metrics/model.ts";
import { createOpenSpanProcessor } from "./telemetry/open-span-processor.ts";
import { createRestoredSpan } from "./telemetry/restored-span.ts";
import { createSampler } from "./telemetry/sampler.ts";
import { createSpanBuffer } from "./telemetry/span-buffer.ts";
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

/** What the providers are made of; each adds its source. */
interface Parts {
  readonly config: Config;
  readonly resource: Resource;
  readonly losses: LossCounter;
  readonly sources: ExportSource[];
  /** Where ended spans go, where that is Isobar's business. */
  spans?: SpanProcessor;
}

/**
 * Makes the providers of this process and registers them, except where the application has registered its own: then
 * its tracer is used, and all that is asked of its provider is to flush.
 *
 * @param platformAttributes - the adapter's resource attributes
 * @param platformPropagators - the adapter's own propagators, by their name in `OTEL_PROPAGATORS`
 */
export function createTelemetry(
  config: Config,
  platformAttributes: Attributes,
  platformPropagators: Readonly<Record<string, TextMapPropagator>> = {},
): Telemetry {
  const resource = createResource(config, platformAttributes);
  const sources: ExportSource[] = [];
  let meter: Meter | undefined;
  let lossMetrics: LossMetrics | undefined;
  const getMeter = (): Meter => {
    meter ??= meterProvider.getMeter(SCOPE, VERSION, { schemaUrl: readSchemaUrl(config.semconv) });
    return meter;
  };
  const touch = (): void => {
    for (const source of sources) source.touch?.();
  };
  const losses = createLossCounter(
    () => {
      // What is counted here is news of its own, also where no invocation follows.
      touch();
      lossMetrics ??= createLossMetrics(getMeter());
      return lossMetrics;
    },
    (signal) => readEndpoint(config, signal),
  );

  if (!isRegistered("context")) api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const propagator = createPropagator(config.propagators, platformPropagators);
  if (!isRegistered("propagation")) api.propagation.setGlobalPropagator(propagator);

  const parts: Parts = { config, resource, losses, sources };
  const meterProvider = registerMeterProvider(parts);
  const foreign = foreignTracerProvider();
  const tracerProvider = foreign ?? createTracerProvider(parts);
  if (foreign !== undefined) sources.push(createForeignSource(foreign));
  const logger = createLogger(parts);
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
  const scope = { name: SCOPE, version: VERSION, schemaUrl: readSchemaUrl(config.semconv) };
  const warnOfUnsent = createUnsentWarning();
  const shutdown = (budgetMillis: number): Promise<void> => {
    report(true);
    return flusher.flushFinally(budgetMillis);
  };
  return {
    tracer: tracerProvider.getTracer(SCOPE, VERSION, { schemaUrl: readSchemaUrl(config.semconv) }),
    logger,
    lines,
    propagator,
    isForeign: foreign !== undefined,
    restore: (abandoned) => parts.spans?.onEnd(createRestoredSpan(abandoned, scope)),
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

/** Code options win over `OTEL_RESOURCE_ATTRIBUTES`, and that over what the platform says. */
function createResource(config: Config, platformAttributes: Attributes): Resource {
  return resourceFromAttributes(
    {
      "service.name": "unknown_service:node",
      "telemetry.sdk.name": SDK_INFO["telemetry.sdk.name"],
      "telemetry.sdk.language": SDK_INFO["telemetry.sdk.language"],
      "telemetry.sdk.version": SDK_INFO["telemetry.sdk.version"],
      "telemetry.distro.name": "isobar",
      "telemetry.distro.version": VERSION,
      ...platformAttributes,
      ...config.resourceFromEnv,
      ...(config.serviceName !== undefined && { "service.name": config.serviceName }),
      ...config.resource,
    },
    { schemaUrl: readSchemaUrl(config.semconv) },
  );
}

function createTracerProvider(parts: Parts): api.TracerProvider {
  const { config, resource, losses, sources } = parts;
  const sender = createSender<readonly ReadableSpan[]>(config, "traces");
  const buffer = sender && createSpanBuffer(sender, config.options.beforeExport, losses);
  if (buffer !== undefined) {
    sources.push(buffer);
    parts.spans = buffer;
  }
  const provider = new TracerProvider({
    resource,
    sampler: createSampler(config),
    spanLimits: config.spanLimits,
    spanProcessors: [
      ...((config.options.spanProcessors ?? []) as never[]),
      createOpenSpanProcessor(),
      ...(buffer === undefined ? [] : [buffer]),
    ],
  });
  if (!api.trace.setGlobalTracerProvider(provider)) {
    api.diag.warn(
      "isobar: another copy of @opentelemetry/api holds the tracer provider; spans made by other code may be missing",
    );
  }
  return provider;
}

function registerMeterProvider({ config, resource, losses, sources }: Parts): api.MeterProvider {
  if (hasForeignMeterProvider()) {
    const foreign = api.metrics.getMeterProvider();
    sources.push(createForeignSource(foreign));
    return foreign;
  }
  const sender = createSender<ResourceMetrics>(config, "metrics");
  let provider: api.MeterProvider = { getMeter: api.createNoopMeter };
  if (sender !== undefined) {
    const collected = createMeterProvider(resource, config);
    sources.push(createMetricSource(collected, sender, losses, mayRepeat(config, "metrics")));
    provider = collected;
  }
  api.metrics.setGlobalMeterProvider(provider);
  return provider;
}

function createLogger({ config, resource, losses, sources }: Parts): Telemetry["logger"] {
  const sender = createSender<readonly ReadableLogRecord[]>(config, "logs");
  if (sender === undefined) return { emit: () => {} };
  const buffer = createLogBuffer(sender, losses);
  sources.push(buffer);
  const provider = new LoggerProvider({ resource, processors: [buffer] });
  // The logs API came to @opentelemetry/api with 1.10; an application with 1.9 has none to register with.
  const { logs } = api as { logs?: { setGlobalLoggerProvider(provider: unknown): unknown } };
  if (!isRegistered("logs")) logs?.setGlobalLoggerProvider(provider);
  const logger = provider.getLogger(SCOPE, VERSION, { schemaUrl: readSchemaUrl(config.semconv) });
  return { emit: (record) => logger.emit(record as Parameters<typeof logger.emit>[0]) };
}

function createPropagator(
  names: readonly PropagatorName[],
  platform: Readonly<Record<string, TextMapPropagator>>,
): TextMapPropagator {
  const propagators = names.flatMap((name) => platform[name] ?? PROPAGATORS[name]?.() ?? []);
  return new CompositePropagator({ propagators });
}

const PROPAGATORS: Readonly<Record<PropagatorName, () => TextMapPropagator>> = {
  tracecontext: () => new W3CTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
  b3: () => new B3Propagator({ injectEncoding: B3InjectEncoding.SINGLE_HEADER }),
  b3multi: () => new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
};
