import type { Field, Table } from "./table.ts";

/** A message under construction: typed only once it is complete. */
export type PartialMessage = Record<string, unknown>;

/** The message that has no bytes: each field that is always present, at its zero value. */
export function createEmptyMessage(table: Table): PartialMessage {
  const message: PartialMessage = {};
  for (const field of table.list) {
    if (field.presence !== "optional") message[field.name] = zeroOf(field);
  }
  return message;
}

function zeroOf(field: Field): unknown {
  if (field.presence === "repeated") return [];
  switch (field.kind) {
    case "message":
      return createEmptyMessage(field.table);
    case "enum":
      return field.names[0];
    case "string":
    case "traceId":
    case "spanId":
      return "";
    case "bool":
      return false;
    case "time":
      return 0n;
    case "attributes":
      return {};
    case "anyValue":
      return null;
    default:
      return 0;
  }
}

/** Whether a value need not be written: reading puts it back. */
export function isZero(field: Field, value: unknown): boolean {
  if (value === undefined) return true;
  if (field.presence === "optional") return false;
  if (field.presence === "repeated") return Array.isArray(value) && value.length === 0;
  if (field.kind === "message") return false;
  if (field.kind === "attributes") return Object.keys(value as object).length === 0;
  return Object.is(value, zeroOf(field));
}
