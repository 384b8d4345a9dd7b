import {
  type ISerializer,
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";
import { type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { OtlpProtocol, Signal } from "../src/config/otlp.ts";
import { ENCODERS } from "../src/telemetry/otlp/encode.ts";
import { type PartialSuccess, readJsonAnswer, readProtobufAnswer } from "../src/telemetry/otlp/partial-success.ts";
import { logRecords, resourceMetrics, spans } from "./otlp-arbitraries.ts";
import { resetProcess } from "./support.ts";

afterEach(resetProcess);

const OFFICIAL = {
  "http/json": { traces: JsonTraceSerializer, metrics: JsonMetricsSerializer, logs: JsonLogsSerializer },
  "http/protobuf": {
    traces: ProtobufTraceSerializer,
    metrics: ProtobufMetricsSerializer,
    logs: ProtobufLogsSerializer,
  },
};
const RECORDS = { traces: spans, metrics: resourceMetrics, logs: logRecords };
const PROTOCOLS: readonly OtlpProtocol[] = ["http/protobuf", "http/json"];
const SIGNALS: readonly Signal[] = ["traces", "metrics", "logs"];
const CASES = PROTOCOLS.flatMap((protocol) => SIGNALS.map((signal) => [protocol, signal] as const));

/** Both requests: in hexadecimal digits, or as text that can be compared by eye. */
function encodeTwice(protocol: OtlpProtocol, signal: Signal, items: unknown): [ours: string, official: string] {
  const official = (OFFICIAL[protocol][signal] as ISerializer<unknown, unknown>).serializeRequest(items);
  const ours = ENCODERS[protocol][signal](items as never);
  expect(ours).toBeInstanceOf(Uint8Array);
  const form = protocol === "http/json" ? "utf8" : "hex";
  return [Buffer.from(ours).toString(form), Buffer.from(official ?? []).toString(form)];
}

function expectSame(protocol: OtlpProtocol, signal: Signal, items: unknown): void {
  const [ours, official] = encodeTwice(protocol, signal, items);
  expect(ours).toBe(official);
}

const spanOf = (attributes: Record<string, unknown>, resource: Resource): ReadableSpan =>
  ({
    spanContext: () => ({ traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 1 }),
    name: "GET /",
    kind: 1,
    startTime: [1_800_000_000, 1],
    endTime: [1_800_000_000, 2],
    attributes,
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0 },
    resource,
    instrumentationScope: { name: "scope" },
  }) as unknown as ReadableSpan;

describe("a request is byte for byte what the official serializer writes", () => {
  it.each(CASES)("as %s: %s", (protocol, signal) => {
    fc.assert(
      fc.property(RECORDS[signal] as fc.Arbitrary<unknown>, (items) => expectSame(protocol, signal, items)),
      { numRuns: 300 },
    );
  });

  it.each(PROTOCOLS)("as %s: with texts and bytes of megabytes, and what is small again behind them", (protocol) => {
    const resource = resourceFromAttributes({ "service.name": "orders" });
    for (const length of [10, 16_382, 16_384, 200_000, 2_097_150, 3_000_000, 10]) {
      const attributes = {
        ascii: "a".repeat(length),
        wide: "é😀".repeat(length / 2),
        bytes: new Uint8Array(length).fill(7),
      };
      expectSame(protocol, "traces", [spanOf(attributes, resource), spanOf({ length }, resource)]);
    }
  });

  it.each(PROTOCOLS)("as %s: with maps and lists in one another", (protocol) => {
    let nested: unknown = "deep";
    for (let depth = 0; depth < 300; depth += 1) nested = depth % 2 === 0 ? [nested, {}] : { nested, list: [] };
    expectSame(protocol, "traces", [spanOf({ nested }, resourceFromAttributes({}))]);
  });

  it.each(PROTOCOLS)("as %s: with resources that come and go", (protocol) => {
    const [one, other] = ["one", "other"].map((name) => resourceFromAttributes({ "service.name": name }));
    for (const resource of [one, one, other, one] as Resource[]) expectSame(protocol, "traces", [spanOf({}, resource)]);
    expectSame(
      protocol,
      "traces",
      [one, other, one].map((resource) => spanOf({}, resource as Resource)),
    );
  });

  it.each(PROTOCOLS)("as %s: with a resource that is known in full only later", async (protocol) => {
    const resource = resourceFromAttributes({ "host.id": Promise.resolve("found") });
    const [before] = encodeTwice(protocol, "traces", [spanOf({}, resource)]);
    await resource.waitForAsyncAttributes?.();
    expectSame(protocol, "traces", [spanOf({}, resource)]);
    expect(encodeTwice(protocol, "traces", [spanOf({}, resource)])[0].length).toBeGreaterThan(before.length);
  });
});

it.each(PROTOCOLS)("keeps a request as it is when the next one is encoded: %s", (protocol) => {
  const resource = resourceFromAttributes({ "service.name": "orders" });
  const encode = ENCODERS[protocol].traces;
  const first = encode([spanOf({ number: 1 }, resource)]);
  const copy = Buffer.from(first);
  encode([spanOf({ number: 2 }, resource)]);
  expect(Buffer.from(first)).toEqual(copy);
});

it.each(PROTOCOLS)("is not led astray by a request that could not be encoded: %s", (protocol) => {
  const resource = resourceFromAttributes({ "service.name": "orders" });
  const endless: Record<string, unknown> = {};
  endless.self = endless;
  expect(() => ENCODERS[protocol].traces([spanOf({ endless }, resource)])).toThrow(RangeError);
  expectSame(protocol, "traces", [spanOf({}, resource)]);
});

describe("an answer is read as the official deserializer reads it", () => {
  const readers = { "http/json": readJsonAnswer, "http/protobuf": readProtobufAnswer };

  function readOfficially(protocol: OtlpProtocol, signal: Signal, body: Uint8Array): PartialSuccess {
    const { partialSuccess = {} } = OFFICIAL[protocol][signal].deserializeResponse(body) as {
      partialSuccess?: Record<string, never>;
    };
    const { rejectedSpans, rejectedDataPoints, rejectedLogRecords, errorMessage } = partialSuccess;
    return { rejected: Number(rejectedSpans ?? rejectedDataPoints ?? rejectedLogRecords ?? 0), errorMessage };
  }

  function attempt<Result>(read: () => Result): Result | "throws" {
    try {
      return read();
    } catch {
      return "throws";
    }
  }

  /** A field with a type that may be the wrong one, and lengths that may be. */
  const field = fc
    .tuple(fc.nat(3), fc.nat(7), fc.uint8Array({ maxLength: 12 }), fc.boolean())
    .map(([number, wireType, content, hasLength]) => [
      (number << 3) | wireType,
      ...(hasLength ? [content.length] : []),
      ...content,
    ]);
  const fields = fc.array(field, { maxLength: 4 }).map((all) => Uint8Array.from(all.flat()));
  const within = fields.map((content) => Uint8Array.from([0x0a, content.length, ...content]));
  const answer = fc.oneof(fc.uint8Array({ maxLength: 40 }), fields, within);

  it.each(SIGNALS)("in protobuf, whatever it is: %s", (signal) => {
    fc.assert(
      fc.property(answer, (body) => {
        const official = attempt(() => readOfficially("http/protobuf", signal, body));
        const ours = attempt(() => readProtobufAnswer(body));
        // Of several partial successes the last one counts: what is wrong with one before it is not looked at.
        if (official !== "throws") expect(ours).toEqual(official);
      }),
      { numRuns: 3000 },
    );
  });

  it.each(CASES)("as %s: of %s", (protocol, signal) => {
    const name = { traces: "rejectedSpans", metrics: "rejectedDataPoints", logs: "rejectedLogRecords" }[signal];
    const json = { partialSuccess: { [name]: "300", errorMessage: "too old: é" } };
    const message = Buffer.from(json.partialSuccess.errorMessage);
    const partial = [0x08, 0xac, 0x02, 0x12, message.length, ...message];
    const body =
      protocol === "http/json"
        ? Buffer.from(JSON.stringify(json))
        : Uint8Array.from([0x0a, partial.length, ...partial]);
    expect(readers[protocol](body)).toEqual({ rejected: 300, errorMessage: "too old: é" });
    expect(readers[protocol](body)).toEqual(readOfficially(protocol, signal, body));
    // A part of it is none, and not half of the truth.
    for (let length = 1; length < body.length; length += 1) {
      expect(attempt(() => readers[protocol](body.subarray(0, length)))).toBe("throws");
    }
  });

  it.each(["{}", '{"partialSuccess":{}}', '{"partialSuccess":{"rejectedSpans":2}}'])("in JSON: %s", (text) => {
    const body = Buffer.from(text);
    expect(readJsonAnswer(body)).toEqual(readOfficially("http/json", "traces", body));
  });
});
