import * as api from "@opentelemetry/api";
import type { ExportSource } from "../export-source.ts";
import { createContextManager } from "./context-manager.ts";
import { createForeignSource, foreignTracerProvider, hasForeignMeterProvider } from "./foreign.ts";
import { isRegistered } from "./globals.ts";
import type { createLogging, createMetering, createTracing } from "./providers.ts";

/** Isobar's own providers. */
export interface OwnProviders {
  readonly metrics: ReturnType<typeof createMetering>;
  readonly traces: ReturnType<typeof createTracing>;
  readonly logs: ReturnType<typeof createLogging>;
  readonly propagator: api.TextMapPropagator;
}

/** What the process uses from now on. */
export interface Registered {
  readonly meterProvider: api.MeterProvider;
  readonly tracerProvider: api.TracerProvider;
  /** Whether the tracer provider is the application's. */
  readonly isForeign: boolean;
  /** What is to be exported: the metrics are the first. */
  readonly sources: readonly ExportSource[];
}

/**
 * Registers the providers with the API, except where the application has registered its own: all that is asked of
 * those is to flush.
 */
export function registerProviders({ metrics, traces, logs, propagator }: OwnProviders): Registered {
  if (!isRegistered("context")) api.context.setGlobalContextManager(createContextManager());
  if (!isRegistered("propagation")) api.propagation.setGlobalPropagator(propagator);
  const hasForeignMeter = hasForeignMeterProvider();
  const meterProvider = hasForeignMeter ? api.metrics.getMeterProvider() : metrics.provider;
  if (!hasForeignMeter) api.metrics.setGlobalMeterProvider(meterProvider);

  const foreign = foreignTracerProvider();
  if (foreign === undefined && !api.trace.setGlobalTracerProvider(traces.provider)) {
    api.diag.warn(
      "isobar: another copy of @opentelemetry/api holds the tracer provider; spans made by other code may be missing",
    );
  }
  // The logs API came to @opentelemetry/api with 1.10; an application with 1.9 has none to register with.
  const { logs: logsApi } = api as { logs?: { setGlobalLoggerProvider(provider: unknown): unknown } };
  if (logs.provider !== undefined && !isRegistered("logs")) logsApi?.setGlobalLoggerProvider(logs.provider);

  const sources = [
    hasForeignMeter ? createForeignSource(meterProvider) : metrics.source,
    foreign === undefined ? traces.source : createForeignSource(foreign),
    logs.source,
  ];
  return {
    meterProvider,
    tracerProvider: foreign ?? traces.provider,
    isForeign: foreign !== undefined,
    sources: sources.filter((source) => source !== undefined),
  };
}
