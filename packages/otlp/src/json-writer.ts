import { type Attributes, type AttributeValue, isIntegerValue } from "./attributes.ts";
import { isZero, type PartialMessage } from "./empty-message.ts";
import type { NamedField, ScalarKind, Table } from "./table.ts";

/** A message as OTLP/JSON has it, ready for `JSON.stringify`; zero values are left out. */
export function toJsonMessage(table: Table, message: PartialMessage): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const field of table.list) {
    const value = message[field.name];
    if (!isZero(field, value)) json[field.name] = writeField(field, value);
  }
  return json;
}

function writeField(field: NamedField, value: unknown): unknown {
  if (field.kind === "message") {
    const { table } = field;
    if (field.presence !== "repeated") return toJsonMessage(table, value as PartialMessage);
    return (value as PartialMessage[]).map((item) => toJsonMessage(table, item));
  }
  if (field.kind === "enum") return Math.max(field.names.indexOf(value as string), 0);
  const { kind } = field;
  if (field.presence === "repeated") return (value as unknown[]).map((item) => writeScalar(kind, item));
  return writeScalar(kind, value);
}

function writeScalar(kind: ScalarKind, value: unknown): unknown {
  switch (kind) {
    case "int64":
    case "sfixed64":
    case "uint64":
    case "fixed64":
    case "time":
      return String(value);
    case "double":
      return writeDouble(value as number);
    case "attributes":
      return writeKeyValues(value as Attributes);
    case "anyValue":
      return writeAnyValue(value as AttributeValue);
    default:
      return value;
  }
}

/** JSON has no word for these, protobuf's JSON mapping has; `-0` would lose its sign as a JSON number. */
function writeDouble(value: number): number | string {
  return Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? "-0" : String(value);
}

function writeKeyValues(attributes: Attributes): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: writeAnyValue(value) }));
}

function writeAnyValue(value: AttributeValue): Record<string, unknown> {
  if (value === null) return {};
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number" || typeof value === "bigint") {
    return isIntegerValue(value) ? { intValue: String(value) } : { doubleValue: writeDouble(Number(value)) };
  }
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(writeAnyValue) } };
  return { kvlistValue: { values: writeKeyValues(value) } };
}
