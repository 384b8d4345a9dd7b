import { type Attributes, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, ValueType } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import {
  AggregationTemporality,
  AggregationType,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

/** Each kind of value that the SDK accepts and that its JSON encoder can write (it turns NaN into null). */
export const everyAttribute = {
  text: 'żółw \u{1F422} "quoted"\n',
  empty: "",
  yes: true,
  no: false,
  zero: 0,
  negative: -42,
  beyond32Bits: 4_294_967_296,
  largestSafe: Number.MAX_SAFE_INTEGER,
  smallestSafe: Number.MIN_SAFE_INTEGER,
  double: 0.1,
  tiny: 5e-324,
  bytes: new Uint8Array([0, 1, 254, 255]),
  texts: ["a", "", "ż"],
  numbers: [1, 2, -3],
  flags: [true, false],
  nested: { list: [1, { deeper: ["x", null] }], none: null, empty: {} },
};

export const resource = resourceFromAttributes(
  { "service.name": "orders", "service.instance.id": "i-1", "process.pid": 42 },
  { schemaUrl: "https://opentelemetry.io/schemas/1.45.0" },
);

/** Spans of a real SDK: a server span with a child, an event, a link, both statuses and a trace state. */
export function makeSpans(): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const tracer = provider.getTracer("orders-tracer", "1.2.3", { schemaUrl: "https://example.test/scope" });
  const remote = trace.setSpanContext(ROOT_CONTEXT, {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    traceFlags: 1,
    isRemote: true,
  });
  const server = tracer.startSpan(
    "POST /orders",
    { kind: SpanKind.SERVER, attributes: everyAttribute as Attributes },
    remote,
  );
  const child = tracer.startSpan(
    "SELECT",
    { kind: SpanKind.CLIENT, links: [{ context: server.spanContext(), attributes: { why: "retry" } }] },
    trace.setSpan(ROOT_CONTEXT, server),
  );
  child.addEvent("cache miss", { key: "order:1", tries: 3 });
  child.setStatus({ code: SpanStatusCode.ERROR, message: "deadlock" });
  child.end();
  server.setStatus({ code: SpanStatusCode.OK });
  server.end();
  provider.getTracer("other").startSpan("root").end();
  return exporter.getFinishedSpans();
}

/** Log records of a real SDK: with and without a span, bodies of several kinds, an event. */
export function makeLogRecords() {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger("orders-logger", "4.5.6");
  const context = trace.setSpanContext(ROOT_CONTEXT, {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    traceFlags: 1,
  });
  const timestamp = 1_700_000_000_123;
  logger.emit({
    body: "order taken",
    severityNumber: 9,
    severityText: "INFO",
    attributes: everyAttribute,
    timestamp,
    context,
  });
  logger.emit({ body: { order: { id: 7, lines: ["a", "b"] } }, eventName: "order.taken", timestamp });
  logger.emit({ severityNumber: 17, timestamp });
  return exporter.getFinishedLogRecords();
}

/** Metrics of a real SDK, of each kind that it has. */
export async function makeMetrics(temporality = AggregationTemporality.CUMULATIVE): Promise<ResourceMetrics> {
  const reader = new (class extends MetricReader {
    protected override async onShutdown() {}
    protected override async onForceFlush() {}
  })({ aggregationTemporalitySelector: () => temporality });
  const provider = new MeterProvider({
    resource,
    readers: [reader],
    views: [{ instrumentName: "size", aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });
  const meter = provider.getMeter("orders-meter", "7.8.9");
  meter
    .createCounter("calls", { unit: "{call}", description: "calls", valueType: ValueType.INT })
    .add(3, { cold: true });
  meter.createUpDownCounter("queue").add(-1.5);
  meter.createGauge("load", { valueType: ValueType.DOUBLE }).record(1);
  const duration = meter.createHistogram("duration", { unit: "s", advice: { explicitBucketBoundaries: [0.1, 1, 10] } });
  for (const seconds of [0.05, 0.5, 0.5, 20]) duration.record(seconds, { route: "/orders" });
  const size = meter.createHistogram("size", { unit: "By" });
  for (const bytes of [0, 1, 1000, 1_000_000]) size.record(bytes);
  const { resourceMetrics } = await reader.collect();
  return resourceMetrics;
}
