import type { HrTime } from "@opentelemetry/api";

const FIRST_BYTES = 8 * 1024;
/** A buffer that one large request has made larger is let go. */
const MAX_KEPT_BYTES = 256 * 1024;
/** A tag and a number, or a tag and a length, fit into that. */
const FIELD_BYTES = 16;
/** Whatever its characters, a text of this length has one byte for its own length. */
const MAX_SHORT_TEXT = 42;
const TWO_TO_32 = 2 ** 32;

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;

// Between two messages these mean nothing: one message is written at a time, from the beginning of the buffer.
let buffer = Buffer.alloc(0);
let view = new DataView(buffer.buffer);
let position = 0;

/**
 * Makes one message of what is written meanwhile by the functions below, each of which adds one field.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function encodeMessage<Value>(write: (value: Value) => void, value: Value): Uint8Array {
  position = 0;
  write(value);
  const bytes = takeFrom(0);
  position = 0;
  if (buffer.length > MAX_KEPT_BYTES) replaceBuffer(FIRST_BYTES);
  return bytes;
}

/** Takes what is written meanwhile out of the message again, to be added by `writeEncoded` as often as it is needed. */
export function encodeFields<Value>(write: (value: Value) => void, value: Value): Uint8Array {
  const start = position;
  write(value);
  const bytes = takeFrom(start);
  position = start;
  return bytes;
}

export function writeEncoded(bytes: Uint8Array): void {
  reserve(bytes.length);
  buffer.set(bytes, position);
  position += bytes.length;
}

/** A message within, made of what `write` writes of the value. */
export function writeMessage<Value>(field: number, write: (value: Value) => void, value: Value): void;
export function writeMessage<Value, More>(
  field: number,
  write: (value: Value, more: More) => void,
  value: Value,
  more: More,
): void;
export function writeMessage(
  field: number,
  write: (value: unknown, more: unknown) => void,
  value: unknown,
  more?: unknown,
): void {
  writeTag(field, DELIMITED);
  position += 1;
  const start = position;
  write(value, more);
  const length = position - start;
  if (length < 0x80) {
    buffer[start - 1] = length;
    return;
  }
  // Most are small: of a larger one, what is written makes room for the length.
  const added = Math.floor((31 - Math.clz32(length)) / 7);
  reserve(added);
  buffer.copyWithin(start + added, start, position);
  position = start - 1;
  putVarint(length);
  position += length;
}

/** An integer or an enum; a negative one in two's complement of 64 bits. */
export function writeInteger(field: number, value: number): void {
  writeTag(field, VARINT);
  putVarint(value);
}

/** An integer of the type `sint32`. */
export function writeSigned(field: number, value: number): void {
  writeInteger(field, ((value << 1) ^ (value >> 31)) >>> 0);
}

export function writeDouble(field: number, value: number): void {
  writeTag(field, FIXED64);
  putDouble(value);
}

export function writeFixed32(field: number, value: number): void {
  writeTag(field, FIXED32);
  view.setUint32(position, value, true);
  position += 4;
}

/** An integer in 64 bits, signed or not. */
export function writeFixed64(field: number, value: number): void {
  writeTag(field, FIXED64);
  putFixed64(value);
}

/** Nanoseconds since 1970, of a time that is not before that. */
export function writeTime(field: number, time: HrTime): void {
  writeTag(field, FIXED64);
  // A second is 1,953,125 times 2 ** 9 nanoseconds: without that power of two a double holds them exactly.
  const coarse = time[0] * 1_953_125;
  const high = Math.floor(coarse / 2 ** 23);
  const low = (coarse - high * 2 ** 23) * 2 ** 9 + time[1];
  view.setUint32(position, low, true);
  view.setUint32(position + 4, high + Math.floor(low / TWO_TO_32), true);
  position += 8;
}

export function writeText(field: number, text: string): void {
  writeTag(field, DELIMITED);
  if (text.length <= MAX_SHORT_TEXT) {
    reserve(0x80);
    const length = buffer.write(text, position + 1);
    buffer[position] = length;
    position += 1 + length;
    return;
  }
  const length = Buffer.byteLength(text);
  putVarint(length);
  reserve(length);
  position += buffer.write(text, position);
}

export function writeBytes(field: number, bytes: Uint8Array): void {
  writeTag(field, DELIMITED);
  putVarint(bytes.length);
  writeEncoded(bytes);
}

/** The bytes that a trace or span id stands for. */
export function writeId(field: number, hex: string): void {
  writeTag(field, DELIMITED);
  reserve(0x80);
  const length = buffer.write(hex, position + 1, 0x7f, "hex");
  buffer[position] = length;
  position += 1 + length;
}

/** Numbers in one field, where there are any. */
export function writePacked(field: number, values: readonly number[], put: (value: number) => void): void {
  if (values.length > 0) writeMessage(field, putAll, values, put);
}

function putAll(values: readonly number[], put: (value: number) => void): void {
  reserve(values.length * FIELD_BYTES);
  // Until it is compiled, an iterator would make an object for each of them: a histogram has thirty.
  for (let index = 0; index < values.length; index += 1) put(values[index] as number);
}

export function putDouble(value: number): void {
  view.setFloat64(position, value, true);
  position += 8;
}

export function putFixed64(value: number): void {
  view.setUint32(position, value, true);
  view.setUint32(position + 4, readHigh(value), true);
  position += 8;
}

/** What an integer has above its low 32 bits, in two's complement as they are. */
function readHigh(value: number): number {
  return Math.floor(Math.trunc(value) / TWO_TO_32);
}

export function putVarint(value: number): void {
  let low = value >>> 0;
  let high = value === low ? 0 : readHigh(value) >>> 0;
  while (high > 0 || low > 0x7f) {
    buffer[position] = (low & 0x7f) | 0x80;
    position += 1;
    low = ((low >>> 7) | (high << 25)) >>> 0;
    high >>>= 7;
  }
  buffer[position] = low;
  position += 1;
}

function writeTag(field: number, wireType: number): void {
  reserve(FIELD_BYTES);
  putVarint((field << 3) | wireType);
}

/** Makes sure that so many bytes fit behind what is written. */
function reserve(bytes: number): void {
  if (position + bytes > buffer.length) replaceBuffer(Math.max(FIRST_BYTES, buffer.length * 2, position + bytes));
}

function replaceBuffer(bytes: number): void {
  const before = buffer;
  buffer = Buffer.allocUnsafeSlow(bytes);
  buffer.set(before.subarray(0, position));
  view = new DataView(buffer.buffer);
}

/** A copy: the buffer is for the next message. It lies in Node's pool: memory of its own would cost more than the copy. */
function takeFrom(start: number): Uint8Array {
  return Buffer.from(buffer.subarray(start, position));
}
