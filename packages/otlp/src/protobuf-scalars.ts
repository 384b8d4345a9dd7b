import type { BinaryReader } from "@bufbuild/protobuf/wire";
import { OtlpDecodeError } from "./decode-error.ts";
import { toExactNumber } from "./integers.ts";
import type { ScalarKind } from "./table.ts";

/** How values are laid out on the wire (`WireType` of the reader, which is an enum at run time). */
export const wire = { varint: 0, bit64: 1, lengthDelimited: 2, bit32: 5 } as const;

/** The wire type that a field of this kind has. */
export function wireTypeOf(kind: ScalarKind | "enum" | "message"): number {
  switch (kind) {
    case "double":
    case "fixed64":
    case "sfixed64":
    case "time":
      return wire.bit64;
    case "fixed32":
      return wire.bit32;
    case "bool":
    case "int64":
    case "uint64":
    case "uint32":
    case "sint32":
    case "int32":
    case "severity":
    case "enum":
      return wire.varint;
    default:
      return wire.lengthDelimited;
  }
}

/**
 * Reads one value of a kind that is neither a message nor made of messages.
 * @throws OtlpDecodeError for an id of the wrong length; Error for bytes that end too early.
 */
export function readProtobufScalar(reader: BinaryReader, kind: ScalarKind): unknown {
  switch (kind) {
    case "string":
      return reader.string(true);
    case "bool":
      return reader.bool();
    case "double":
      return reader.double();
    case "uint64":
      return toExactNumber(BigInt(reader.uint64()));
    case "int64":
      return toExactNumber(BigInt(reader.int64()));
    case "fixed64":
      return toExactNumber(BigInt(reader.fixed64()));
    case "sfixed64":
      return toExactNumber(BigInt(reader.sfixed64()));
    case "time":
      return BigInt(reader.fixed64());
    case "uint32":
      return reader.uint32();
    case "fixed32":
      return reader.fixed32();
    case "sint32":
      return reader.sint32();
    case "int32":
    case "severity":
      return reader.int32();
    case "traceId":
      return readId(reader.bytes(), 16);
    case "spanId":
      return readId(reader.bytes(), 8);
    default:
      throw new Error(`not a scalar: ${kind}`);
  }
}

/**
 * Reads the length of a length-delimited part and says where it ends. That it also stays inside of its message is
 * for the reader of that message to check.
 * @throws OtlpDecodeError when it would end outside of the request.
 */
export function readEnd(reader: BinaryReader): number {
  const length = reader.uint32();
  const left = reader.len - reader.pos;
  if (length > left) throw new OtlpDecodeError(`${length} bytes announced, ${left} left`);
  return reader.pos + length;
}

/** Hex; "" for no bytes and for all zeros, which OTLP both takes for "no id". */
function readId(bytes: Uint8Array, length: number): string {
  if (bytes.length === 0) return "";
  if (bytes.length !== length) throw new OtlpDecodeError(`${bytes.length} bytes instead of ${length}`);
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
  return /^0+$/.test(hex) ? "" : hex;
}
