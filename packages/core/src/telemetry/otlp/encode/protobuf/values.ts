import { writeBytes, writeDouble, writeInteger, writeMessage, writeText } from "./writer.ts";

const TWO_TO_63 = 2 ** 63;

/** A map of attributes, each as a `KeyValue` in a field of this number. */
export function writeAttributes(attributes: object | undefined, field: number): void {
  for (const key in attributes) {
    if (Object.hasOwn(attributes, key)) {
      writeMessage(field, writeKeyValue, key, (attributes as Record<string, unknown>)[key]);
    }
  }
}

function writeKeyValue(key: string, value: unknown): void {
  writeText(1, key);
  writeMessage(2, writeAnyValue, value);
}

/** An `AnyValue`; an empty one for what it has no type for. */
export function writeAnyValue(value: unknown): void {
  if (typeof value === "string") writeText(1, value);
  else if (typeof value === "boolean") writeInteger(2, Number(value));
  else if (typeof value === "number") writeNumber(value);
  else if (value instanceof Uint8Array) writeBytes(7, value);
  else if (Array.isArray(value)) writeMessage(5, writeArray, value);
  else if (typeof value === "object" && value !== null) writeMessage(6, writeAttributes, value, 1);
}

function writeNumber(value: number): void {
  if (Number.isInteger(value) && value >= -TWO_TO_63 && value < TWO_TO_63) writeInteger(3, value);
  else writeDouble(4, value);
}

function writeArray(values: readonly unknown[]): void {
  for (const value of values) writeMessage(1, writeAnyValue, value);
}

/** A text, where it is one and not empty. */
export function writeOptionalText(field: number, text: string | undefined): void {
  if (text) writeText(field, text);
}
