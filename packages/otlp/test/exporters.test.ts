import { OTLPLogExporter as JsonLogs } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtobufLogs } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter as JsonMetrics } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtobufMetrics } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as JsonTraces } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufTraces } from "@opentelemetry/exporter-trace-otlp-proto";
import { CompressionAlgorithm } from "@opentelemetry/otlp-exporter-base";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../src/index.ts";
import { expectedLogRecord, expectedMetrics, expectedSpan } from "./expected.ts";
import { makeLogRecords, makeMetrics, makeSpans } from "./telemetry.ts";

interface Exporter<T> {
  export(items: T, done: (result: { code: number; error?: Error }) => void): void;
  shutdown(): Promise<void>;
}

async function send<T>(exporter: Exporter<T>, items: T): Promise<number> {
  const code = await new Promise<number>((resolve) => exporter.export(items, (result) => resolve(result.code)));
  await exporter.shutdown();
  return code;
}

const byName = (spans: readonly { name: string }[]) => spans.toSorted((a, b) => a.name.localeCompare(b.name));

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

describe.each([
  { name: "JSON", Traces: JsonTraces, Logs: JsonLogs, Metrics: JsonMetrics, encoding: "json" },
  { name: "protobuf", Traces: ProtobufTraces, Logs: ProtobufLogs, Metrics: ProtobufMetrics, encoding: "protobuf" },
])("what the official $name exporters send", ({ Traces, Logs, Metrics }) => {
  describe.each([CompressionAlgorithm.NONE, CompressionAlgorithm.GZIP])("with compression %s", (compression) => {
    const options = (signal: string) => ({ url: `${receiver.url}/v1/${signal}`, compression });

    it("arrives as it was sent: spans", async () => {
      const spans = makeSpans();
      expect(await send(new Traces(options("traces")), spans)).toBe(0);
      expect(byName(receiver.spans)).toStrictEqual(byName(spans.map(expectedSpan)));
      expect(receiver.received).toMatchObject({ requests: 1, refused: 0, spans: 3, logRecords: 0 });
      expect(receiver.received.bytes).toBeGreaterThan(0);
    });

    it("arrives as it was sent: log records", async () => {
      const records = makeLogRecords();
      expect(await send(new Logs(options("logs")), records)).toBe(0);
      expect(receiver.logRecords).toStrictEqual(records.map(expectedLogRecord));
      expect(receiver.received.logRecords).toBe(3);
    });

    it("arrives as it was sent: metrics", async () => {
      const metrics = await makeMetrics();
      expect(await send(new Metrics(options("metrics")), metrics)).toBe(0);
      expect(receiver.metrics).toStrictEqual(expectedMetrics(metrics));
      expect(receiver.received.metricDataPoints).toBe(5);
    });
  });

  it("may be many requests at once, and 10,000 spans in one", async () => {
    const [span] = makeSpans();
    if (span === undefined) throw new Error("no span");
    const copy = (index: number): ReadableSpan => ({
      ...span,
      name: `span ${index}`,
      spanContext: () => ({ ...span.spanContext(), spanId: (index + 1).toString(16).padStart(16, "0") }),
    });
    const url = `${receiver.url}/v1/traces`;
    const many = Array.from({ length: 10_000 }, (_, index) => copy(index));
    const small = Array.from({ length: 20 }, (_, index) => send(new Traces({ url }), [copy(20_000 + index)]));
    const codes = await Promise.all([send(new Traces({ url }), many), ...small]);
    expect(new Set(codes)).toEqual(new Set([0]));
    expect(receiver.received).toMatchObject({ requests: 21, spans: 10_020 });
    expect(new Set(receiver.spans.map(({ spanId }) => spanId)).size).toBe(10_020);
    const sample = receiver.spans.find(({ name }) => name === "span 9999");
    expect(sample).toStrictEqual(expectedSpan(copy(9_999)));
  });

  it("is sent again after a 503, and given up after a 400", async () => {
    await receiver.stop();
    const answers = [
      { status: 503, headers: { "retry-after": new Date(0).toUTCString() } },
      "ok",
      { status: 400 },
    ] as const;
    let asked = 0;
    receiver = await startReceiver({ respond: () => answers[asked++] ?? "ok" });
    const url = `${receiver.url}/v1/traces`;
    expect(await send(new Traces({ url }), makeSpans())).toBe(0);
    expect(await send(new Traces({ url }), makeSpans())).toBe(1);
    expect(receiver.received).toMatchObject({ requests: 1, refused: 2, spans: 3 });
  });
});
