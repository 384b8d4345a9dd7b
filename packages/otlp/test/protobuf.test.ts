import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, it } from "vitest";
import { decodeProtobuf, OtlpDecodeError } from "../src/index.ts";

type Fill = (writer: BinaryWriter) => void;

/** A message inside of a message, by hand: what no ordinary encoder would write. */
const inside =
  (field: number, fill: Fill): Fill =>
  (writer) => {
    writer.tag(field, WireType.LengthDelimited).fork();
    fill(writer);
    writer.join();
  };
const encode = (fill: Fill) => {
  const writer = new BinaryWriter();
  fill(writer);
  return writer.finish();
};
const inSpan = (fill: Fill) => encode(inside(1, inside(2, inside(2, fill))));
const decodeSpan = (fill: Fill) => decodeProtobuf("traces", inSpan(fill))[0];

function errorOf(run: () => unknown): OtlpDecodeError {
  try {
    run();
  } catch (error) {
    if (error instanceof OtlpDecodeError) return error;
  }
  throw new Error("no OtlpDecodeError");
}

describe("OTLP/protobuf", () => {
  it("takes no bytes for a request without entries", () => {
    expect(decodeProtobuf("metrics", new Uint8Array())).toEqual([]);
  });

  it("skips fields that it does not know, of every wire type, and known ones of another type", () => {
    const span = decodeSpan((writer) => {
      writer.tag(900, WireType.Varint).uint64(2n ** 64n - 1n);
      writer.tag(901, WireType.Bit64).double(1);
      writer.tag(902, WireType.LengthDelimited).string("later");
      writer.tag(903, WireType.StartGroup).tag(1, WireType.Varint).uint32(1).tag(903, WireType.EndGroup);
      writer.tag(904, WireType.Bit32).float(1);
      writer.tag(5, WireType.Varint).uint32(7);
      writer.tag(5, WireType.LengthDelimited).string("name");
    });
    expect(span).toMatchObject({ name: "name" });
  });

  it("merges a message that comes twice", () => {
    const span = decodeSpan((writer) => {
      inside(15, (status) => status.tag(2, WireType.LengthDelimited).string("deadlock"))(writer);
      inside(15, (status) => status.tag(3, WireType.Varint).int32(2))(writer);
    });
    expect(span?.status).toEqual({ code: "error", message: "deadlock" });
  });

  it("reads numbers in a row, packed or one by one", () => {
    const histogram = (fill: Fill) => encode(inside(1, inside(2, inside(2, inside(9, inside(1, fill))))));
    const packed = histogram((writer) => {
      writer
        .tag(6, WireType.LengthDelimited)
        .fork()
        .fixed64(1)
        .fixed64(2n ** 63n)
        .join();
    });
    const single = histogram((writer) => {
      writer
        .tag(6, WireType.Bit64)
        .fixed64(1)
        .tag(6, WireType.Bit64)
        .fixed64(2n ** 63n);
    });
    for (const body of [packed, single]) {
      const [metric] = decodeProtobuf("metrics", body);
      expect(metric).toMatchObject({ type: "histogram", points: [{ bucketCounts: [1, 2n ** 63n] }] });
    }
  });

  it("reads a summary and a metric without data", () => {
    const metric = (fill: Fill) => encode(inside(1, inside(2, inside(2, fill))));
    const quantile: Fill = (writer) => writer.tag(1, WireType.Bit64).double(0.99).tag(2, WireType.Bit64).double(7);
    const summary = metric(inside(11, inside(1, inside(6, quantile))));
    expect(decodeProtobuf("metrics", summary)).toMatchObject([
      { type: "summary", points: [{ quantileValues: [{ quantile: 0.99, value: 7 }] }] },
    ]);
    expect(
      decodeProtobuf(
        "metrics",
        metric(() => {}),
      ),
    ).toMatchObject([{ type: "empty", points: [] }]);
  });

  it("says where it went wrong", () => {
    const shortId = () => decodeSpan((writer) => writer.tag(1, WireType.LengthDelimited).bytes(new Uint8Array(4)));
    expect(errorOf(shortId)).toMatchObject({
      path: "resourceSpans[0].scopeSpans[0].spans[0].traceId",
      reason: "4 bytes instead of 16",
    });
    const badText: Fill = (writer) => writer.tag(1, WireType.LengthDelimited).bytes(new Uint8Array([0xff]));
    const badAttribute = () =>
      decodeSpan(
        inside(9, (writer) => {
          writer.tag(1, WireType.LengthDelimited).string("user");
          inside(2, badText)(writer);
        }),
      );
    expect(errorOf(badAttribute).path).toBe('resourceSpans[0].scopeSpans[0].spans[0].attributes["user"]');
  });

  it("refuses a part that runs past the end of its message, though the bytes are there", () => {
    const lying = inSpan((writer) => writer.tag(5, WireType.LengthDelimited).uint32(3).raw(Buffer.from("abc")));
    const withTail = Buffer.concat([lying, Buffer.from([0x0a, 0x02, 0x12, 0x00])]);
    const nameLength = withTail.indexOf("abc") - 1;
    withTail[nameLength] = 5;
    expect(errorOf(() => decodeProtobuf("traces", withTail)).reason).toMatch(/past the end/);
    withTail[nameLength] = 100;
    expect(errorOf(() => decodeProtobuf("traces", withTail))).toBeInstanceOf(OtlpDecodeError);
  });

  it("bounds nesting and groups", () => {
    const nest = (depth: number): Fill => (depth === 0 ? () => {} : inside(5, inside(1, nest(depth - 1))));
    const body = (depth: number) => inSpan(inside(9, inside(2, nest(depth))));
    expect(() => decodeProtobuf("traces", body(100))).not.toThrow();
    expect(errorOf(() => decodeProtobuf("traces", body(101))).reason).toMatch(/100 deep/);
    const groups = Buffer.alloc(100_000, 0x0b);
    expect(errorOf(() => decodeProtobuf("traces", groups))).toBeInstanceOf(OtlpDecodeError);
  });

  it("bounds the memory that a small body can ask for", () => {
    const spans = inside(2, (writer) => writer.raw(Buffer.alloc(4_000_000, Buffer.from([0x12, 0x00]))));
    expect(errorOf(() => decodeProtobuf("traces", encode(inside(1, spans)))).reason).toMatch(/1000000 messages/);
    const maps = inside(
      9,
      inside(
        2,
        inside(5, (writer) => {
          writer.raw(Buffer.alloc(8_000_000, Buffer.from([0x0a, 0x02, 0x32, 0x00])));
        }),
      ),
    );
    expect(errorOf(() => decodeProtobuf("traces", inSpan(maps))).reason).toMatch(/1000000 messages/);
  });

  it("copies bytes out of the request", () => {
    const body = inSpan(
      inside(
        9,
        inside(2, (writer) => writer.tag(7, WireType.LengthDelimited).bytes(new Uint8Array([1, 2]))),
      ),
    );
    const [span] = decodeProtobuf("traces", body);
    const value = span?.attributes[""];
    body.fill(0);
    expect(value).toStrictEqual(new Uint8Array([1, 2]));
  });
});
