import type { BinaryReader } from "@bufbuild/protobuf/wire";
import { type Attributes, type AttributeValue, setAttribute } from "./attributes.ts";
import { within } from "./decode-error.ts";
import { checkDepth, type DecodeBudget, spendMessage } from "./decode-limits.ts";
import { readEnd, readProtobufScalar, wire } from "./protobuf-scalars.ts";

/** What the value of an AnyValue can be: field number -> how it is read. */
const readers: Readonly<Record<number, { wireType: number; read: ValueReader }>> = {
  1: { wireType: wire.lengthDelimited, read: (reader) => reader.string(true) },
  2: { wireType: wire.varint, read: (reader) => reader.bool() },
  3: { wireType: wire.varint, read: (reader) => readProtobufScalar(reader, "int64") as number | bigint },
  4: { wireType: wire.bit64, read: (reader) => reader.double() },
  5: { wireType: wire.lengthDelimited, read: readArray },
  6: { wireType: wire.lengthDelimited, read: readKeyValueList },
  // A copy: a view would keep the whole request in memory for a few bytes.
  7: { wireType: wire.lengthDelimited, read: (reader) => new Uint8Array(reader.bytes()) },
};

type ValueReader = (reader: BinaryReader, depth: number, budget: DecodeBudget) => AttributeValue;

/**
 * Reads an AnyValue that ends at `end`; `null` when nothing is set.
 * @throws OtlpDecodeError when it is malformed or nested too deep.
 */
export function readAnyValue(reader: BinaryReader, end: number, depth: number, budget: DecodeBudget): AttributeValue {
  checkDepth(depth);
  let value: AttributeValue = null;
  readFields(reader, end, (number, wireType) => {
    const known = readers[number];
    if (known?.wireType !== wireType) return false;
    value = known.read(reader, depth, budget);
    return true;
  });
  return value;
}

/**
 * Reads a KeyValue that ends at `end`.
 * @throws OtlpDecodeError when it is malformed or nested too deep.
 */
export function readKeyValue(
  reader: BinaryReader,
  end: number,
  depth: number,
  budget: DecodeBudget,
): [key: string, value: AttributeValue] {
  let key = "";
  let value: AttributeValue = null;
  try {
    readFields(reader, end, (number, wireType) => {
      if (wireType !== wire.lengthDelimited) return false;
      if (number === 1) key = reader.string(true);
      else if (number === 2) value = readAnyValue(reader, readEnd(reader), depth, budget);
      else return false;
      return true;
    });
  } catch (error) {
    throw within(`[${JSON.stringify(key)}]`, error);
  }
  return [key, value];
}

function readArray(reader: BinaryReader, depth: number, budget: DecodeBudget): AttributeValue {
  spendMessage(budget);
  const values: AttributeValue[] = [];
  try {
    readFields(reader, readEnd(reader), (number, wireType) => {
      if (number !== 1 || wireType !== wire.lengthDelimited) return false;
      values.push(readAnyValue(reader, readEnd(reader), depth + 1, budget));
      return true;
    });
  } catch (error) {
    throw within(`[${values.length}]`, error);
  }
  return values;
}

function readKeyValueList(reader: BinaryReader, depth: number, budget: DecodeBudget): AttributeValue {
  spendMessage(budget);
  const list: Attributes = {};
  readFields(reader, readEnd(reader), (number, wireType) => {
    if (number !== 1 || wireType !== wire.lengthDelimited) return false;
    const [key, value] = readKeyValue(reader, readEnd(reader), depth + 1, budget);
    setAttribute(list, key, value);
    return true;
  });
  return list;
}

/** Calls `read` for each field up to `end`; what it does not know is skipped. */
function readFields(reader: BinaryReader, end: number, read: (number: number, wireType: number) => boolean): void {
  while (reader.pos < end) {
    const [number, wireType] = reader.tag();
    if (!read(number, wireType)) reader.skip(wireType, number);
  }
  if (reader.pos > end) throw new RangeError("runs past the end of its message");
}
