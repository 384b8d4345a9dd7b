import { OtlpDecodeError, within } from "./decode-error.ts";
import { createDecodeBudget } from "./decode-limits.ts";
import { type EnvelopeOf, envelopeTables, flatten, nest } from "./envelope.ts";
import { readJsonMessage } from "./json-reader.ts";
import { toJsonMessage } from "./json-writer.ts";
import type { Signal, SignalItems } from "./model.ts";

/**
 * Decodes an OTLP/JSON request (`ExportTraceServiceRequest` and its twins). Ids are hex, 64-bit integers decimal
 * strings or numbers, enums numbers or names, keys camelCase or snake_case, bytes base64; unknown keys are ignored.
 * @throws OtlpDecodeError with the path of what is malformed; nothing else, whatever the text is.
 */
export function decodeJson<S extends Signal>(signal: S, body: string | Uint8Array): SignalItems[S][] {
  try {
    const message = readJsonMessage(parse(body), envelopeTables[signal], createDecodeBudget());
    return flatten(signal, message as unknown as EnvelopeOf<S>);
  } catch (error) {
    throw within("", error);
  }
}

/**
 * Encodes entries as one OTLP/JSON request, on one line. Entries that share their `resource` and `scope` objects
 * share them in the request too.
 */
export function encodeJson<S extends Signal>(signal: S, items: readonly SignalItems[S][]): string {
  return JSON.stringify(toJsonMessage(envelopeTables[signal], nest(signal, items)));
}

function parse(body: string | Uint8Array): unknown {
  try {
    const text = typeof body === "string" ? body : new TextDecoder("utf-8", { fatal: true }).decode(body);
    // A reviver makes parsing several times slower, so only where a number may need it.
    return /[:[,]\s*-?\d{16}/.test(text) ? JSON.parse(text, keepLongInteger) : JSON.parse(text);
  } catch (error) {
    throw new OtlpDecodeError(`not JSON: ${(error as Error).message}`, "", { cause: error });
  }
}

/** An integer too long for a JavaScript number is read from its digits. */
function keepLongInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== "number" || Number.isSafeInteger(value) || source === undefined) return value;
  return /^-?\d{1,40}$/.test(source) ? BigInt(source) : value;
}
