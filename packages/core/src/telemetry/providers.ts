import type { Attributes, MeterProvider, TextMapPropagator } from "@opentelemetry/api";
import * as api from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import type { Config, PropagatorName } from "../config.ts";
import type { ExportSource } from "../export-source.ts";
import { readSchemaUrl } from "../naming.ts";
import {
  ATTR_SERVICE_NAME,
  ATTR_TELEMETRY_DISTRO_NAME,
  ATTR_TELEMETRY_DISTRO_VERSION,
  ATTR_TELEMETRY_SDK_LANGUAGE,
  ATTR_TELEMETRY_SDK_NAME,
  ATTR_TELEMETRY_SDK_VERSION,
} from "../semconv.ts";
import { VERSION } from "../version.ts";
import { createSender, mayRepeat } from "./exporters.ts";
import { createLogBuffer } from "./log-buffer.ts";
import { createLoggerProvider, type FlushableLoggerProvider } from "./logger-provider.ts";
import type { LossCounter } from "./losses.ts";
import { createMetricSource } from "./metric-source.ts";
import { createMeterProvider } from "./metrics/meter-provider.ts";
import type { ResourceMetrics } from "./metrics/model.ts";
import { createOpenSpanProcessor } from "./open-span-processor.ts";
import { createB3Propagator } from "./propagation/b3.ts";
import { baggagePropagator } from "./propagation/baggage.ts";
import { createCompositePropagator } from "./propagation/composite.ts";
import { traceContextPropagator } from "./propagation/trace-context.ts";
import { createResource } from "./resource.ts";
import { createSampler } from "./sampler.ts";
import { createSpanBuffer } from "./span-buffer.ts";
import type { ReadableSpan } from "./tracing/model.ts";
import { createTracerProvider, type FlushableTracerProvider } from "./tracing/tracer-provider.ts";

/** What the providers are made of. */
export interface Parts {
  readonly config: Config;
  readonly resource: Resource;
  readonly losses: LossCounter;
}

/** A provider that is not registered yet, and what sends what it makes: undefined where the signal is switched off. */
export interface Made<Provider, Source extends ExportSource = ExportSource> {
  readonly provider: Provider;
  readonly source: Source | undefined;
}

/** Code options win over `OTEL_RESOURCE_ATTRIBUTES`, and that over what the platform says. */
export function createProcessResource(config: Config, platformAttributes: Attributes): Resource {
  return createResource(
    {
      [ATTR_SERVICE_NAME]: "unknown_service:node",
      // The name "opentelemetry" is reserved for OpenTelemetry's own SDKs.
      [ATTR_TELEMETRY_SDK_NAME]: "isobar",
      [ATTR_TELEMETRY_SDK_LANGUAGE]: "nodejs",
      [ATTR_TELEMETRY_SDK_VERSION]: VERSION,
      [ATTR_TELEMETRY_DISTRO_NAME]: "isobar",
      [ATTR_TELEMETRY_DISTRO_VERSION]: VERSION,
      ...platformAttributes,
      ...config.resourceFromEnv,
      ...(config.serviceName !== undefined && { [ATTR_SERVICE_NAME]: config.serviceName }),
      ...config.resource,
    },
    readSchemaUrl(config.semconv),
  );
}

/** Makes spans; its source is where ended spans go. */
export function createTracing({
  config,
  resource,
  losses,
}: Parts): Made<FlushableTracerProvider, ReturnType<typeof createSpanBuffer>> {
  const sender = createSender<readonly ReadableSpan[]>(config, "traces");
  const source = sender && createSpanBuffer(sender, config.options.beforeExport, losses);
  const provider = createTracerProvider({
    resource,
    sampler: createSampler(config),
    limits: config.spanLimits,
    processors: [
      ...((config.options.spanProcessors ?? []) as never[]),
      createOpenSpanProcessor(),
      ...(source === undefined ? [] : [source]),
    ],
  });
  return { provider, source };
}

/** Makes metrics. */
export function createMetering({ config, resource, losses }: Parts): Made<MeterProvider> {
  const sender = createSender<ResourceMetrics>(config, "metrics");
  if (sender === undefined) return { provider: { getMeter: api.createNoopMeter }, source: undefined };
  const provider = createMeterProvider(resource, config);
  return { provider, source: createMetricSource(provider, sender, losses, mayRepeat(config, "metrics")) };
}

/** Makes log records; no provider where they are switched off. */
export function createLogging({ config, resource, losses }: Parts): Made<FlushableLoggerProvider | undefined> {
  const sender = createSender<readonly ReadableLogRecord[]>(config, "logs");
  if (sender === undefined) return { provider: undefined, source: undefined };
  const source = createLogBuffer(sender, losses);
  return { provider: createLoggerProvider(resource, source), source };
}

/** @param platform - the adapter's own propagators, by their name in `OTEL_PROPAGATORS` */
export function createPropagator(
  names: readonly PropagatorName[],
  platform: Readonly<Record<string, TextMapPropagator>>,
): TextMapPropagator {
  const propagators = names.flatMap((name) => platform[name] ?? PROPAGATORS[name]?.() ?? []);
  return createCompositePropagator(propagators);
}

const PROPAGATORS: Readonly<Record<PropagatorName, () => TextMapPropagator>> = {
  tracecontext: () => traceContextPropagator,
  baggage: () => baggagePropagator,
  b3: () => createB3Propagator("single"),
  b3multi: () => createB3Propagator("multi"),
};
