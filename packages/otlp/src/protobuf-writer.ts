import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { type Attributes, type AttributeValue, isIntegerValue } from "./attributes.ts";
import { isZero, type PartialMessage } from "./empty-message.ts";
import { wire, wireTypeOf } from "./protobuf-scalars.ts";
import type { NamedField, ScalarKind, Table } from "./table.ts";

/** Writes a message without its zero values. */
export function writeProtobufMessage(table: Table, message: PartialMessage): Uint8Array {
  const writer = new BinaryWriter();
  writeFields(writer, table, message);
  return writer.finish();
}

function writeFields(writer: BinaryWriter, table: Table, message: PartialMessage): void {
  for (const field of table.list) {
    const value = message[field.name];
    if (!isZero(field, value)) writeField(writer, field, value);
  }
}

function writeField(writer: BinaryWriter, field: NamedField, value: unknown): void {
  if (field.kind === "attributes") {
    writeKeyValues(writer, field.number, value as Attributes);
    return;
  }
  if (field.kind === "message") {
    for (const item of field.presence === "repeated" ? (value as PartialMessage[]) : [value as PartialMessage]) {
      writer.tag(field.number, wire.lengthDelimited).fork();
      writeFields(writer, field.table, item);
      writer.join();
    }
    return;
  }
  if (field.presence === "repeated") {
    writer.tag(field.number, wire.lengthDelimited).fork();
    for (const item of value as unknown[]) writeScalar(writer, field.kind as ScalarKind, item);
    writer.join();
    return;
  }
  writer.tag(field.number, wireTypeOf(field.kind));
  if (field.kind === "enum") writer.int32(Math.max(field.names.indexOf(value as string), 0));
  else writeScalar(writer, field.kind, value);
}

function writeScalar(writer: BinaryWriter, kind: ScalarKind, value: unknown): void {
  switch (kind) {
    case "string":
      writer.string(value as string);
      return;
    case "bool":
      writer.bool(value as boolean);
      return;
    case "traceId":
    case "spanId":
      writer.bytes(Buffer.from(value as string, "hex"));
      return;
    case "anyValue":
      writer.fork();
      writeAnyValue(writer, value as AttributeValue);
      writer.join();
      return;
    case "time":
      writer.fixed64(value as bigint);
      return;
    case "fixed64":
    case "sfixed64":
    case "uint64":
    case "int64":
      writer[kind](value as number | bigint);
      return;
    case "double":
    case "uint32":
    case "fixed32":
    case "sint32":
    case "int32":
      writer[kind](value as number);
      return;
    case "severity":
      writer.int32(value as number);
      return;
    default:
      throw new Error(`not a scalar: ${kind}`);
  }
}

function writeKeyValues(writer: BinaryWriter, number: number, attributes: Attributes): void {
  for (const [key, value] of Object.entries(attributes)) {
    writer.tag(number, wire.lengthDelimited).fork();
    writer.tag(1, wire.lengthDelimited).string(key);
    writer.tag(2, wire.lengthDelimited).fork();
    writeAnyValue(writer, value);
    writer.join().join();
  }
}

function writeAnyValue(writer: BinaryWriter, value: AttributeValue): void {
  if (value === null) return;
  if (typeof value === "string") writer.tag(1, wire.lengthDelimited).string(value);
  else if (typeof value === "boolean") writer.tag(2, wire.varint).bool(value);
  else if (typeof value === "number" || typeof value === "bigint") {
    if (isIntegerValue(value)) writer.tag(3, wire.varint).int64(value);
    else writer.tag(4, wire.bit64).double(Number(value));
  } else if (value instanceof Uint8Array) writer.tag(7, wire.lengthDelimited).bytes(value);
  else if (Array.isArray(value)) {
    writer.tag(5, wire.lengthDelimited).fork();
    for (const item of value) {
      writer.tag(1, wire.lengthDelimited).fork();
      writeAnyValue(writer, item);
      writer.join();
    }
    writer.join();
  } else {
    writer.tag(6, wire.lengthDelimited).fork();
    writeKeyValues(writer, 1, value);
    writer.join();
  }
}
