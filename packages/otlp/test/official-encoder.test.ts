import type { Attributes } from "@opentelemetry/api";
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";
import { AggregationTemporality } from "@opentelemetry/sdk-metrics";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { describe, expect, it } from "vitest";
import { decodeJson, decodeProtobuf, encodeExportResponse, encodeProtobuf } from "../src/index.ts";
import { expectedLogRecord, expectedMetrics, expectedSpan } from "./expected.ts";
import { makeLogRecords, makeMetrics, makeSpans } from "./telemetry.ts";

const bytes = (data: Uint8Array | undefined) => data ?? new Uint8Array();
const byId = <T extends { spanId?: string }>(items: T[]) =>
  items.toSorted((a, b) => (a.spanId ?? "").localeCompare(b.spanId ?? ""));

describe("what the official encoders write", () => {
  it("is read alike from JSON and protobuf: spans", () => {
    const spans = makeSpans();
    const fromJson = decodeJson("traces", bytes(JsonTraceSerializer.serializeRequest(spans)));
    const fromProtobuf = decodeProtobuf("traces", bytes(ProtobufTraceSerializer.serializeRequest(spans)));
    expect(spans).toHaveLength(3);
    expect(fromProtobuf).toStrictEqual(fromJson);
    expect(byId(fromJson)).toStrictEqual(byId(spans.map(expectedSpan)));
  });

  it("is read alike from JSON and protobuf: log records", () => {
    const records = makeLogRecords();
    const fromJson = decodeJson("logs", bytes(JsonLogsSerializer.serializeRequest(records)));
    const fromProtobuf = decodeProtobuf("logs", bytes(ProtobufLogsSerializer.serializeRequest(records)));
    expect(fromProtobuf).toStrictEqual(fromJson);
    expect(fromJson).toStrictEqual(records.map(expectedLogRecord));
  });

  it.each([AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA])(
    "is read alike from JSON and protobuf: metrics of temporality %i",
    async (temporality) => {
      const metrics = await makeMetrics(temporality);
      const fromJson = decodeJson("metrics", bytes(JsonMetricsSerializer.serializeRequest(metrics)));
      const fromProtobuf = decodeProtobuf("metrics", bytes(ProtobufMetricsSerializer.serializeRequest(metrics)));
      expect(fromProtobuf).toStrictEqual(fromJson);
      expect(fromJson).toStrictEqual(expectedMetrics(metrics));
      const types = ["exponentialHistogram", "gauge", "histogram", "sum", "sum"];
      expect(fromJson.map(({ type }) => type).sort()).toEqual(types);
    },
  );

  it("keeps doubles that JSON has no number for, and integers that JavaScript has none for", () => {
    const [span] = makeSpans();
    const attributes: Attributes = { nan: Number.NaN, up: Infinity, down: -Infinity, big: 2 ** 62, huge: 1e21 };
    const changed = [{ ...span, spanContext: span?.spanContext, attributes } as ReadableSpan];
    const [read] = decodeProtobuf("traces", bytes(ProtobufTraceSerializer.serializeRequest(changed)));
    expect(read?.attributes).toStrictEqual({ ...attributes, big: 2n ** 62n });
    const [fromJson] = decodeJson("traces", bytes(JsonTraceSerializer.serializeRequest(changed)));
    expect(fromJson?.attributes).toMatchObject({ nan: null, huge: 1e21 });
  });

  it("survives being written by us in protobuf", () => {
    const spans = makeSpans();
    const official = bytes(ProtobufTraceSerializer.serializeRequest(spans));
    const ours = encodeProtobuf("traces", decodeProtobuf("traces", official));
    expect(decodeProtobuf("traces", ours)).toStrictEqual(decodeProtobuf("traces", official));
  });
});

describe("our answers", () => {
  it("are understood by the official decoders", () => {
    const partial = { rejected: 3, errorMessage: "too old" };
    const answer = (signal: "traces" | "logs" | "metrics") => encodeExportResponse(signal, "protobuf", partial);
    expect(ProtobufTraceSerializer.deserializeResponse(answer("traces"))).toEqual({
      partialSuccess: { rejectedSpans: 3, errorMessage: "too old" },
    });
    expect(ProtobufLogsSerializer.deserializeResponse(answer("logs"))).toEqual({
      partialSuccess: { rejectedLogRecords: 3, errorMessage: "too old" },
    });
    expect(ProtobufMetricsSerializer.deserializeResponse(answer("metrics"))).toEqual({
      partialSuccess: { rejectedDataPoints: 3, errorMessage: "too old" },
    });
    expect(JsonTraceSerializer.deserializeResponse(encodeExportResponse("traces", "json", partial))).toEqual({
      partialSuccess: { rejectedSpans: "3", errorMessage: "too old" },
    });
    expect(encodeExportResponse("traces", "protobuf")).toHaveLength(0);
    expect(Buffer.from(encodeExportResponse("traces", "json")).toString()).toBe("{}");
  });
});
