import { describe, expect, it } from "vitest";
import { decodeJson, encodeJson, OtlpDecodeError } from "../src/index.ts";

const traceId = "5b8efff798038103d269b633813fc60c";
const spanId = "eee19b7ec3c1b174";

const wrap = (span: object) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
const decodeSpan = (span: object) => decodeJson("traces", wrap(span))[0];
const decodeValue = (value: unknown) =>
  decodeSpan({ traceId, spanId, attributes: [{ key: "key", value }] })?.attributes.key;

function errorOf(run: () => unknown): OtlpDecodeError {
  try {
    run();
  } catch (error) {
    if (error instanceof OtlpDecodeError) return error;
  }
  throw new Error("no OtlpDecodeError");
}

describe("OTLP/JSON", () => {
  it("takes names in camelCase and snake_case", () => {
    const span = {
      trace_id: traceId.toUpperCase(),
      span_id: spanId,
      parent_span_id: "EEE19B7EC3C1B173",
      start_time_unix_nano: "1544712660000000000",
      attributes: [{ key: "answer", value: { int_value: 42 } }],
    };
    const text = JSON.stringify({ resource_spans: [{ scope_spans: [{ spans: [span], schema_url: "s" }] }] });
    const [read] = decodeJson("traces", text);
    expect(read).toMatchObject({ traceId, spanId, parentSpanId: "eee19b7ec3c1b173", attributes: { answer: 42 } });
    expect(read?.startTimeUnixNano).toBe(1544712660000000000n);
    expect(read?.scope.schemaUrl).toBe("s");
  });

  it("takes enums as numbers and as names, and any other number for unspecified", () => {
    expect(decodeSpan({ kind: 2, status: { code: 2 } })).toMatchObject({ kind: "server", status: { code: "error" } });
    const named = { kind: "SPAN_KIND_CONSUMER", status: { code: "STATUS_CODE_OK" } };
    expect(decodeSpan(named)).toMatchObject({ kind: "consumer", status: { code: "ok" } });
    expect(decodeSpan({ kind: 99 })?.kind).toBe("unspecified");
    expect(decodeSpan({ kind: "SPAN_KIND_OF_THE_FUTURE" })?.kind).toBe("unspecified");
    const records = ["SEVERITY_NUMBER_TRACE", "SEVERITY_NUMBER_WARN3", 24].map((severityNumber) => ({
      severityNumber,
    }));
    const text = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: records }] }] });
    expect(decodeJson("logs", text).map((record) => record.severityNumber)).toEqual([1, 15, 24]);
  });

  it("reads 64-bit integers exactly, as strings and as bare numbers", () => {
    expect(decodeValue({ intValue: "9223372036854775807" })).toBe(9223372036854775807n);
    expect(decodeValue({ intValue: "-9223372036854775808" })).toBe(-9223372036854775808n);
    expect(decodeValue({ intValue: "9007199254740991" })).toBe(9007199254740991);
    const bare = wrap({ attributes: [{ key: "key", value: { intValue: "@" } }], startTimeUnixNano: "#" })
      .replace('"@"', "9007199254740993")
      .replace('"#"', "1544712660000000001");
    const [span] = decodeJson("traces", bare);
    expect(span?.attributes.key).toBe(9007199254740993n);
    expect(span?.startTimeUnixNano).toBe(1544712660000000001n);
  });

  it("reads every kind of value", () => {
    expect(decodeValue({ doubleValue: "NaN" })).toBeNaN();
    expect(decodeValue({ doubleValue: "-Infinity" })).toBe(-Infinity);
    expect(decodeValue({ doubleValue: "1.5e3" })).toBe(1500);
    expect(decodeValue({ doubleValue: 2 ** 63 })).toBe(2 ** 63);
    expect(decodeValue({ bytesValue: "AP/+" })).toEqual(new Uint8Array([0, 255, 254]));
    expect(decodeValue({ bytesValue: "AP_-" })).toEqual(new Uint8Array([0, 255, 254]));
    expect(decodeValue({ arrayValue: {} })).toEqual([]);
    expect(decodeValue({ kvlistValue: { values: [{ key: "a", value: {} }, { key: "b" }] } })).toEqual({
      a: null,
      b: null,
    });
    expect(decodeValue({})).toBeNull();
    expect(decodeValue({ valueOfTheFuture: 1 })).toBeNull();
  });

  it("ignores unknown fields and takes null for absent", () => {
    const span = decodeSpan({ traceId, name: null, events: null, ofTheFuture: { deep: [1] }, status: null });
    expect(span).toMatchObject({ traceId, name: "", events: [], status: { code: "unset", message: "" } });
  });

  it("takes an id of zeros for none", () => {
    const span = decodeSpan({ traceId, spanId, parentSpanId: "0000000000000000" });
    expect(span).not.toHaveProperty("parentSpanId");
  });

  it("keeps an attribute called __proto__ an attribute", () => {
    const text = wrap({ attributes: [{ key: "__proto__", value: { kvlistValue: { values: [] } } }] });
    const attributes = decodeJson("traces", text)[0]?.attributes ?? {};
    expect(Object.keys(attributes)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
  });

  it("shares resource and scope between the entries that were sent under them", () => {
    const scopeSpans = [{ spans: [{ name: "a" }, { name: "b" }] }, { spans: [{ name: "c" }] }];
    const text = JSON.stringify({ resourceSpans: [{ scopeSpans }] });
    const [a, b, c] = decodeJson("traces", text);
    expect(a?.resource).toBe(c?.resource);
    expect(a?.scope).toBe(b?.scope);
    expect(a?.scope).not.toBe(c?.scope);
  });

  it.each([
    ["resourceSpans[0].scopeSpans[0].spans[0].traceId", { traceId: "abcd" }],
    ["resourceSpans[0].scopeSpans[0].spans[0].spanId", { spanId: 7 }],
    ["resourceSpans[0].scopeSpans[0].spans[0].startTimeUnixNano", { startTimeUnixNano: "-1" }],
    ["resourceSpans[0].scopeSpans[0].spans[0].startTimeUnixNano", { startTimeUnixNano: "9".repeat(1_000_000) }],
    ["resourceSpans[0].scopeSpans[0].spans[0].flags", { flags: 1.5 }],
    ["resourceSpans[0].scopeSpans[0].spans[0].status.message", { status: { message: 1 } }],
    ["resourceSpans[0].scopeSpans[0].spans[0].events[1].name", { events: [{}, { name: [] }] }],
    [
      "resourceSpans[0].scopeSpans[0].spans[0].attributes[0].value.intValue",
      { attributes: [{ key: "a", value: { intValue: "many" } }] },
    ],
  ])("says where it went wrong: %s", (path, span) => {
    expect(errorOf(() => decodeSpan(span)).path).toBe(path);
  });

  it("refuses what is no request at all", () => {
    for (const text of ["", "{", "null", "[]", "7"]) expect(errorOf(() => decodeJson("traces", text)).path).toBe("");
    expect(errorOf(() => decodeJson("traces", new Uint8Array([0x22, 0xff, 0x22]))).message).toMatch(/not JSON/);
  });

  it("bounds nesting", () => {
    const nest = (depth: number): object => (depth === 0 ? {} : { arrayValue: { values: [nest(depth - 1)] } });
    expect(() => decodeValue(nest(100))).not.toThrow();
    expect(errorOf(() => decodeValue(nest(101))).reason).toMatch(/100 deep/);
    const hostile = `{"resourceSpans":${"[".repeat(200_000)}`;
    expect(errorOf(() => decodeJson("traces", hostile))).toBeInstanceOf(OtlpDecodeError);
  });

  it("bounds the number of messages", () => {
    const text = `{"resourceSpans":[${"{},".repeat(1_000_000)}{}]}`;
    expect(errorOf(() => decodeJson("traces", text)).reason).toMatch(/more than 1000000 messages/);
  });

  it("writes what the specification wants", () => {
    const [span] = decodeJson("traces", wrap({ traceId, spanId, kind: 2, startTimeUnixNano: 5 }));
    expect(JSON.parse(encodeJson("traces", span === undefined ? [] : [span]))).toEqual({
      resourceSpans: [
        {
          resource: {},
          scopeSpans: [{ scope: {}, spans: [{ traceId, spanId, kind: 2, startTimeUnixNano: "5", status: {} }] }],
        },
      ],
    });
  });
});
