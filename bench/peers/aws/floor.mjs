import { ROOT_CONTEXT, SpanKind, trace } from "@opentelemetry/api";
import pino from "pino";

// The least that sends all three signals: no SDK, every request body written out by hand, sent before the response.
const http = process.getBuiltinModule("node:http");
const { AsyncLocalStorage } = process.getBuiltinModule("node:async_hooks");
const { randomBytes } = process.getBuiltinModule("node:crypto");

const { AWS_LAMBDA_FUNCTION_NAME, OTEL_EXPORTER_OTLP_ENDPOINT } = process.env;
const endpoint = new URL(OTEL_EXPORTER_OTLP_ENDPOINT);
const agent = new http.Agent({ keepAlive: true });
const active = new AsyncLocalStorage();
const log = pino({ mixin: () => ({ trace_id: active.getStore().traceId, span_id: active.getStore().spanId }) });
const resource = { attributes: [text("service.name", AWS_LAMBDA_FUNCTION_NAME)] };
const scope = { name: "floor" };
const startTimeUnixNano = nanos(Date.now());
const startMillis = performance.now();
let count = 0;

function text(key, stringValue) {
  return { key, value: { stringValue } };
}

function nanos(millis) {
  return `${Math.round(millis * 1000)}000`;
}

function post(signal, body) {
  return new Promise((resolve) => {
    const bytes = Buffer.from(JSON.stringify(body));
    const request = http.request(
      {
        agent,
        method: "POST",
        host: endpoint.hostname,
        port: endpoint.port,
        path: `/v1/${signal}`,
        timeout: 10_000,
        headers: { "content-type": "application/json", "content-length": bytes.length },
      },
      (response) => response.resume().on("end", resolve),
    );
    request.on("timeout", () => request.destroy());
    request.on("error", resolve);
    request.end(bytes);
  });
}

function sendAll(span, record, seconds) {
  const time = { startTimeUnixNano, timeUnixNano: span.endTimeUnixNano };
  const counter = (name, asInt) => ({
    name,
    unit: "1",
    sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [{ ...time, asInt }] },
  });
  const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
  const bucketCounts = Array.from({ length: 12 }, (_, index) => (index === 0 ? 1 : 0));
  const point = { ...time, count: 1, sum: seconds, min: seconds, max: seconds, explicitBounds: bounds, bucketCounts };
  const duration = {
    name: "faas.invoke_duration",
    unit: "s",
    histogram: { aggregationTemporality: 1, dataPoints: [point] },
  };
  const metrics = [counter("faas.invocations", count), counter("faas.coldstarts", 1), duration];
  return Promise.all([
    post("traces", { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [span] }] }] }),
    post("metrics", { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics }] }] }),
    post("logs", { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: [record] }] }] }),
  ]);
}

export const handler = async (event, { awsRequestId }) => {
  count += 1;
  const at = performance.now();
  const startedAt = performance.timeOrigin + at;
  const traceId = randomBytes(16).toString("hex");
  const spanId = randomBytes(8).toString("hex");
  // What the handler's own code would be joined to.
  trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1 });
  const message = "order requested";
  const result = await active.run({ traceId, spanId }, async () => {
    log.info({ path: event.rawPath }, message);
    return { statusCode: 200, body: event.rawPath };
  });
  const endMillis = performance.timeOrigin + performance.now();
  const span = {
    traceId,
    spanId,
    flags: 1,
    name: "GET /orders/{id}",
    kind: SpanKind.SERVER + 1,
    startTimeUnixNano: nanos(startedAt),
    endTimeUnixNano: nanos(endMillis),
    attributes: [
      text("faas.invocation_id", awsRequestId),
      text("faas.trigger", "http"),
      text("http.request.method", event.requestContext.http.method),
      text("url.path", event.rawPath),
      { key: "http.response.status_code", value: { intValue: result.statusCode } },
    ],
  };
  const record = {
    timeUnixNano: nanos(startedAt),
    severityNumber: 9,
    severityText: "INFO",
    body: { stringValue: message },
    attributes: [text("path", event.rawPath), { key: "cold_after", value: { doubleValue: at - startMillis } }],
    traceId,
    spanId,
    flags: 1,
  };
  await sendAll(span, record, (endMillis - startedAt) / 1000);
  return result;
};
