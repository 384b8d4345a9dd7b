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
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import pino from "pino";

// OpenTelemetry put together by one who knows what it costs: no NodeSDK, no patching of modules, one flush of all three
// signals before the response.
const { AWS_LAMBDA_FUNCTION_NAME } = process.env;
const resource = resourceFromAttributes({ "service.name": AWS_LAMBDA_FUNCTION_NAME });
const tracerProvider = new TracerProvider({
  resource,
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

function say(fields, message) {
  log.info(fields, message);
  logger.emit({ severityNumber: SeverityNumber.INFO, severityText: "INFO", body: message, attributes: fields });
}

export const handler = async (event, { awsRequestId }) => {
  const begunAt = performance.now();
  const parent = propagation.extract(ROOT_CONTEXT, event.headers, defaultTextMapGetter);
  const attributes = {
    "faas.invocation_id": awsRequestId,
    "faas.trigger": "http",
    "http.request.method": event.requestContext.http.method,
    "url.path": event.rawPath,
  };
  const span = tracer.startSpan("GET /orders/{id}", { kind: SpanKind.SERVER, attributes }, parent);
  try {
    return await context.with(trace.setSpan(parent, span), async () => {
      say({ path: event.rawPath }, "order requested");
      span.setAttribute("http.response.status_code", 200);
      return { statusCode: 200, body: event.rawPath };
    });
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
    await Promise.all([tracerProvider.forceFlush(), meterProvider.forceFlush(), loggerProvider.forceFlush()]);
  }
};
