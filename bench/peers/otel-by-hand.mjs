import {
  context,
  defaultTextMapGetter,
  logs,
  metrics,
  propagation,
  ROOT_CONTEXT,
  SeverityNumber,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { AlwaysOnSampler, BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import pino from "pino";

// OpenTelemetry put together by one who knows what it costs: no NodeSDK, no patching of modules, one flush of all three
// signals before the response.
const resource = resourceFromAttributes({ "service.name": "orders" });
const tracerProvider = new TracerProvider({
  resource,
  // Google's front end hands on a context that it has not sampled itself.
  sampler: new AlwaysOnSampler(),
  spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
});
const meterProvider = new MeterProvider({
  resource,
  readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })],
});
const loggerProvider = new LoggerProvider({
  resource,
  processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })],
});
context.setGlobalContextManager(new AsyncLocalStorageContextManager());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
trace.setGlobalTracerProvider(tracerProvider);
metrics.setGlobalMeterProvider(meterProvider);
logs.setGlobalLoggerProvider(loggerProvider);

const tracer = trace.getTracer("orders");
const meter = metrics.getMeter("orders");
const logger = logs.getLogger("orders");
const invocations = meter.createCounter("faas.invocations");
const coldStarts = meter.createCounter("faas.coldstarts");
const durations = meter.createHistogram("faas.invoke_duration", { unit: "s" });
const log = pino({
  mixin() {
    const { traceId, spanId } = trace.getActiveSpan().spanContext();
    return { trace_id: traceId, span_id: spanId };
  },
});
let isCold = true;

/** Writes a line, and sends it. */
export function say(fields, message) {
  log.info(fields, message);
  logger.emit({ severityNumber: SeverityNumber.INFO, severityText: "INFO", body: message, attributes: fields });
}

/** Runs an HTTP invocation inside a span, and sends all signals before it settles. */
export async function observe({ id, method, path, headers }, work) {
  const begunAt = performance.now();
  const parent = propagation.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  const attributes = {
    "faas.invocation_id": id,
    "faas.trigger": "http",
    "http.request.method": method,
    "url.path": path,
  };
  const span = tracer.startSpan("GET /orders/{id}", { kind: SpanKind.SERVER, attributes }, parent);
  try {
    const result = await context.with(trace.setSpan(parent, span), work);
    span.setAttribute("http.response.status_code", 200);
    return result;
  } catch (error) {
    span.recordException(error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
    invocations.add(1, { "faas.trigger": "http" });
    if (isCold) coldStarts.add(1, { "faas.trigger": "http" });
    isCold = false;
    durations.record((performance.now() - begunAt) / 1000, { "faas.trigger": "http" });
    // A backend that is down is not the function's failure.
    await Promise.allSettled([tracerProvider.forceFlush(), meterProvider.forceFlush(), loggerProvider.forceFlush()]);
  }
}
