import type { Carrier } from "@isobar/core";

/** Names under which the propagators that can be chosen look for a context. */
const CONTEXT_NAMES: ReadonlySet<string> = new Set([
  "traceparent",
  "tracestate",
  "baggage",
  "b3",
  "x-amzn-trace-id",
  "x-b3-flags",
  "x-b3-parentspanid",
  "x-b3-sampled",
  "x-b3-spanid",
  "x-b3-traceid",
]);

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

/** A text, or bytes in one of the forms in which JSON carries them; bytes may be signed, as Java has them. */
export function readText(value: unknown): string | undefined {
  if (typeof value === "string") return value.length > 0 && value.length <= MAX_BYTES ? value : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const { bytes } = value as { readonly bytes?: unknown };
  if (bytes !== undefined) return Array.isArray(bytes) ? readBytes(bytes) : undefined;
  return readBytes(Array.isArray(value) ? value : Object.values(value));
}

function readBytes(bytes: readonly unknown[]): string | undefined {
  if (bytes.length === 0 || bytes.length > MAX_BYTES) return undefined;
  let text = "";
  for (const byte of bytes) {
    if (typeof byte !== "number") return undefined;
    text += String.fromCharCode(byte & 0xff);
  }
  return text;
}

/** A value that JSON carries in base64. */
export function readBase64(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "" || value.length > MAX_BYTES) return undefined;
  return Buffer.from(value, "base64").toString("latin1");
}
