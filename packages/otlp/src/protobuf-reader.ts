import type { BinaryReader } from "@bufbuild/protobuf/wire";
import { type Attributes, setAttribute } from "./attributes.ts";
import { within } from "./decode-error.ts";
import { type DecodeBudget, spendMessage } from "./decode-limits.ts";
import { createEmptyMessage, type PartialMessage } from "./empty-message.ts";
import { readAnyValue, readKeyValue } from "./protobuf-any-value.ts";
import { readEnd, readProtobufScalar, wire, wireTypeOf } from "./protobuf-scalars.ts";
import type { NamedField, Table } from "./table.ts";

/**
 * Reads fields until `end` into a message. Unknown fields, and known ones of another wire type, are skipped; a
 * singular message that comes twice is merged, as protobuf demands.
 * @throws OtlpDecodeError with the path of the field.
 */
export function readMessageInto(
  reader: BinaryReader,
  table: Table,
  end: number,
  target: PartialMessage,
  budget: DecodeBudget,
): void {
  let field: NamedField | undefined;
  try {
    while (reader.pos < end) {
      field = undefined;
      const [number, wireType] = reader.tag();
      field = table.byNumber.get(number);
      if (field === undefined) reader.skip(wireType, number);
      else readField(reader, field, wireType, target, budget);
      if (reader.pos > end) throw new RangeError("runs past the end of its message");
    }
  } catch (error) {
    throw within(field === undefined ? "" : segmentOf(field, target), error);
  }
}

function readField(
  reader: BinaryReader,
  field: NamedField,
  wireType: number,
  target: PartialMessage,
  budget: DecodeBudget,
): void {
  const packed = field.presence === "repeated" && field.kind !== "message" && wireType === wire.lengthDelimited;
  if (!packed && wireType !== wireTypeOf(field.kind)) {
    reader.skip(wireType, field.number);
    return;
  }
  switch (field.kind) {
    case "message":
      readMessageField(reader, field, target, budget);
      return;
    case "enum": {
      target[field.name] = field.names[reader.int32()] ?? field.names[0];
      return;
    }
    case "attributes": {
      const [key, value] = readKeyValue(reader, readEnd(reader), 0, budget);
      setAttribute(target[field.name] as Attributes, key, value);
      return;
    }
    case "anyValue":
      target[field.name] = readAnyValue(reader, readEnd(reader), 0, budget);
      return;
    default:
  }
  if (field.presence !== "repeated") {
    const value = readProtobufScalar(reader, field.kind);
    // An id without bytes is no id, so an optional one stays absent.
    if (value === "" && field.presence === "optional") delete target[field.name];
    else target[field.name] = value;
    return;
  }
  const list = target[field.name] as unknown[];
  if (!packed) {
    list.push(readProtobufScalar(reader, field.kind));
    return;
  }
  const end = readEnd(reader);
  while (reader.pos < end) list.push(readProtobufScalar(reader, field.kind));
  if (reader.pos > end) throw new RangeError("packed numbers run past their end");
}

function readMessageField(
  reader: BinaryReader,
  field: NamedField & { kind: "message" },
  target: PartialMessage,
  budget: DecodeBudget,
): void {
  spendMessage(budget);
  const end = readEnd(reader);
  if (field.presence === "repeated") {
    const item = createEmptyMessage(field.table);
    readMessageInto(reader, field.table, end, item, budget);
    (target[field.name] as unknown[]).push(item);
    return;
  }
  const known = (target[field.name] as PartialMessage | undefined) ?? createEmptyMessage(field.table);
  readMessageInto(reader, field.table, end, known, budget);
  target[field.name] = known;
}

function segmentOf(field: NamedField, target: PartialMessage): string {
  const value = target[field.name];
  return field.kind === "message" && Array.isArray(value) ? `${field.name}[${value.length}]` : field.name;
}
