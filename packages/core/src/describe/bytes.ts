import { readObject } from "./read.ts";

/**
 * The bytes that a value stands for, in the forms in which platforms hand them over: bytes as they are, a list of
 * numbers, signed as Java has them or not, that list as JSON has a `Buffer` or under `bytes`, and as an object with
 * numbers for names, which some converters make of lists. Undefined where it is none of them, or too long.
 */
export function readBytes(value: unknown, maxLength = Number.POSITIVE_INFINITY): Uint8Array | undefined {
  const bytes = readList(value);
  if (bytes === undefined || bytes.length > maxLength) return undefined;
  if (bytes instanceof Uint8Array) return bytes;
  for (const byte of bytes) {
    if (typeof byte !== "number" || !Number.isInteger(byte) || byte < -128 || byte > 255) return undefined;
  }
  return Uint8Array.from(bytes as readonly number[]);
}

function readList(value: unknown): Uint8Array | readonly unknown[] | undefined {
  if (isList(value)) return value;
  const object = readObject(value);
  if (object === undefined) return undefined;
  const inner = [object.bytes, object.data].find(isList);
  return inner ?? ("0" in object ? Object.values(object) : undefined);
}

function isList(value: unknown): value is Uint8Array | readonly unknown[] {
  return value instanceof Uint8Array || Array.isArray(value);
}

/** Bytes as UTF-8; what is none of it becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

/** The bytes of a base64 text, of either alphabet; what is no base64 in it is passed over. */
export function decodeBase64(text: string): Uint8Array {
  return Buffer.from(text, "base64");
}
