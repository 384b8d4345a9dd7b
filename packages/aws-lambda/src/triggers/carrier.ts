import type { Carrier } from "@isobar/core";
import {
  CONTEXT_NAMES,
  decodeBase64,
  messageAttributes,
  readBytes,
  readObject,
  readString,
} from "@isobar/core/describe";

/** The name under which X-Ray's propagator looks for what SQS keeps as `AWSTraceHeader`. */
export const XRAY_NAME = "x-amzn-trace-id";

const MAX_NAMES = 256;
const MAX_BYTES = 16_384;

type Values = Record<string, string | string[]>;

/**
 * The trace context among a message's attributes. Nothing else of them is read, so that nothing else can leave.
 *
 * @param names - the attributes' names, in any case and possibly repeated
 * @param valueAt - an attribute's value by its position
 */
export function contextCarrier(
  names: readonly string[],
  valueAt: (index: number, name: string) => string | undefined,
): Carrier | undefined {
  let found: Values | undefined;
  for (let index = 0; index < names.length && index < MAX_NAMES; index += 1) {
    const name = names[index] ?? "";
    const key = name.toLowerCase();
    const value = CONTEXT_NAMES.has(key) ? valueAt(index, name) : undefined;
    if (value === undefined) continue;
    found ??= {};
    const before = found[key];
    found[key] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return found;
}

/** The trace context in a map of names and values. */
export function mapCarrier(
  map: unknown,
  readValue: (value: unknown) => string | undefined = readText,
): Carrier | undefined {
  if (typeof map !== "object" || map === null) return undefined;
  const values = map as Readonly<Record<string, unknown>>;
  return contextCarrier(Object.keys(values), (_, name) => readValue(values[name]));
}

/** What a sender wrote beside its message, without the trace context. */
export function attributesOf(
  map: unknown,
  readValue: (value: unknown) => unknown = (value) => value,
): Record<string, string> {
  return attributesIn(Object.entries(readObject(map) ?? {}).map(([name, value]) => [name, readValue(value)] as const));
}

/** The same from names that may repeat. */
export function attributesIn(entries: Iterable<readonly [name: string, value: unknown]>): Record<string, string> {
  return messageAttributes(entries, [XRAY_NAME]);
}

/** A text, or bytes in one of the forms in which JSON carries them. */
export function readText(value: unknown): string | undefined {
  if (typeof value === "string") return value.length <= MAX_BYTES ? readString(value) : undefined;
  return toText(readBytes(value, MAX_BYTES));
}

/** A value that JSON carries in base64. */
export function readBase64(value: unknown): string | undefined {
  return typeof value === "string" && value.length <= MAX_BYTES ? toText(decodeBase64(value)) : undefined;
}

/** What propagators write is ASCII; other bytes stay apart from each other. */
function toText(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : readString(Buffer.from(bytes).toString("latin1"));
}
