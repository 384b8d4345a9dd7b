import { type Attributes, type AttributeValue, setAttribute } from "./attributes.ts";
import { within } from "./decode-error.ts";
import { checkDepth, type DecodeBudget, spendMessage } from "./decode-limits.ts";
import { createEmptyMessage, type PartialMessage } from "./empty-message.ts";
import { int64 } from "./integers.ts";
import {
  expected,
  readJsonBytes,
  readJsonDouble,
  readJsonEnum,
  readJsonInteger,
  readJsonScalar,
} from "./json-scalars.ts";
import type { NamedField, Table } from "./table.ts";

/**
 * Reads a message from parsed JSON. Names are taken in camelCase and in snake_case, unknown ones are ignored, and
 * `null` is the same as absent.
 * @throws OtlpDecodeError with the path of the field.
 */
export function readJsonMessage(value: unknown, table: Table, budget: DecodeBudget): PartialMessage {
  spendMessage(budget);
  const message = createEmptyMessage(table);
  for (const [key, member] of membersOf(value)) {
    const field = table.byKey.get(key);
    if (field === undefined || member === null) continue;
    const read = at(field.name, () => readField(member, field, budget));
    if (read !== "" || field.presence !== "optional") message[field.name] = read;
  }
  return message;
}

function readField(value: unknown, field: NamedField, budget: DecodeBudget): unknown {
  if (field.presence === "repeated") return readList(value, (item) => readSingle(item, field, budget));
  return readSingle(value, field, budget);
}

function readSingle(value: unknown, field: NamedField, budget: DecodeBudget): unknown {
  switch (field.kind) {
    case "message":
      return readJsonMessage(value, field.table, budget);
    case "enum":
      return readJsonEnum(value, field.prefix, field.names) ?? field.names[0];
    case "attributes":
      return readKeyValues(value, 0, budget);
    case "anyValue":
      return readAnyValue(value, 0, budget);
    default:
      return readJsonScalar(value, field.kind);
  }
}

function readKeyValues(value: unknown, depth: number, budget: DecodeBudget): Attributes {
  const attributes: Attributes = {};
  readList(value, (item) => {
    let key = "";
    let found: AttributeValue = null;
    for (const [name, member] of membersOf(item)) {
      if (name === "key" && member !== null) key = readJsonScalar(member, "string") as string;
      if (name === "value") found = at("value", () => readAnyValue(member, depth, budget));
    }
    setAttribute(attributes, key, found);
  });
  return attributes;
}

function readAnyValue(value: unknown, depth: number, budget: DecodeBudget): AttributeValue {
  checkDepth(depth);
  if (value === null) return null;
  let found: AttributeValue = null;
  for (const [name, member] of membersOf(value)) {
    if (member === null) continue;
    const read = at(name, () => readVariant(name, member, depth, budget));
    if (read !== undefined) found = read;
  }
  return found;
}

function readVariant(name: string, value: unknown, depth: number, budget: DecodeBudget): AttributeValue | undefined {
  switch (name) {
    case "stringValue":
    case "string_value":
      return readJsonScalar(value, "string") as string;
    case "boolValue":
    case "bool_value":
      return readJsonScalar(value, "bool") as boolean;
    case "intValue":
    case "int_value":
      return readIntValue(value);
    case "doubleValue":
    case "double_value":
      return readJsonDouble(value);
    case "bytesValue":
    case "bytes_value":
      return readJsonBytes(value);
    case "arrayValue":
    case "array_value":
      return readValues(value, budget, (list) => readList(list, (item) => readAnyValue(item, depth + 1, budget))) ?? [];
    case "kvlistValue":
    case "kvlist_value":
      return readValues(value, budget, (list) => readKeyValues(list, depth + 1, budget)) ?? {};
    default:
      return undefined;
  }
}

/** Any JavaScript sender may put a number like 1e21 here, which is no int64; refusing it would lose the batch. */
function readIntValue(value: unknown): number | bigint {
  const isNumber = typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
  if (isNumber && (value < int64.min || value > int64.max)) return Number(value);
  return readJsonInteger(value, int64);
}

function readValues<T>(value: unknown, budget: DecodeBudget, read: (list: unknown) => T): T | undefined {
  spendMessage(budget);
  let found: T | undefined;
  for (const [name, member] of membersOf(value)) {
    if (name === "values" && member !== null) found = read(member);
  }
  return found;
}

function readList<T>(value: unknown, read: (item: unknown) => T): T[] {
  if (!Array.isArray(value)) return expected("a list", value);
  return value.map((item, index) => {
    try {
      return read(item);
    } catch (error) {
      throw within(`[${index}]`, error);
    }
  });
}

function at<T>(segment: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw within(segment, error);
  }
}

function membersOf(value: unknown): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return expected("an object", value);
  return Object.entries(value);
}
