import { BinaryReader } from "@bufbuild/protobuf/wire";
import { within } from "./decode-error.ts";
import { createDecodeBudget } from "./decode-limits.ts";
import { createEmptyMessage } from "./empty-message.ts";
import { type EnvelopeOf, envelopeTables, flatten, nest } from "./envelope.ts";
import type { Signal, SignalItems } from "./model.ts";
import { readMessageInto } from "./protobuf-reader.ts";
import { writeProtobufMessage } from "./protobuf-writer.ts";

/**
 * Decodes an OTLP/protobuf request (`ExportTraceServiceRequest` and its twins). Unknown fields are ignored.
 * @throws OtlpDecodeError with the path of what is malformed; nothing else, whatever the bytes are.
 */
export function decodeProtobuf<S extends Signal>(signal: S, body: Uint8Array): SignalItems[S][] {
  const table = envelopeTables[signal];
  const message = createEmptyMessage(table);
  try {
    const reader = new BinaryReader(body);
    readMessageInto(reader, table, reader.len, message, createDecodeBudget());
  } catch (error) {
    throw within("", error);
  }
  return flatten(signal, message as unknown as EnvelopeOf<S>);
}

/**
 * Encodes entries as one OTLP/protobuf request. Entries that share their `resource` and `scope` objects share
 * them in the request too.
 */
export function encodeProtobuf<S extends Signal>(signal: S, items: readonly SignalItems[S][]): Uint8Array {
  return writeProtobufMessage(envelopeTables[signal], nest(signal, items));
}
