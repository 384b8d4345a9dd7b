import {
  CONTEXT_NAMES,
  decodeBase64,
  decodeUtf8,
  messageAttributes,
  readBytes,
  readObject,
  readString,
} from "@isobar/core/describe";

const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}/;

/** Their forms also tell a value from one in base64. */
const B3 = /^[\da-f]{16,32}-[\da-f]{16}/;
const B3_TRACE_ID = /^[\da-f]{16,32}$/;
const DIAGNOSTIC_ID = "diagnostic-id";

/** More than a sender ever writes: what comes after these is not looked at. */
const MAX_HEADERS = 128;

/**
 * The trace context that a message's sender wrote into its properties. Azure's own SDKs write it twice, as
 * `traceparent` and as `Diagnostic-Id`, which also has a form of its own that is no trace context. The worker
 * lower-cases the first letter of every key, so names are compared without case. Values may be text or bytes.
 *
 * @param places - properties that may hold it; the first that does counts
 * @returns undefined where there is none
 */
export function readMessageContext(...places: readonly unknown[]): Record<string, string> | undefined {
  for (const place of places) {
    const properties = readObject(place);
    if (properties === undefined) continue;
    const context = findContext(
      (function* () {
        for (const key of Object.keys(properties)) yield [key, properties[key]] as const;
      })(),
    );
    if (context !== undefined) return context;
  }
  return undefined;
}

/**
 * The same from Kafka's headers: a list of `{Key, Value}`, each also as JSON text. The extension writes values in
 * base64, and older ones as they are.
 */
export function readHeaderListContext(headers: unknown): Record<string, string> | undefined {
  if (!Array.isArray(headers)) return undefined;
  const pairs = headers.slice(0, MAX_HEADERS).map(readHeader);
  return findContext(pairs) ?? findContext(pairs.map(([key, value]) => [key, decodeShort(value)] as const));
}

function readHeader(item: unknown): readonly [name: unknown, value: unknown] {
  const header = readObject(typeof item === "string" ? parseJson(item) : item) ?? {};
  return [header.Key ?? header.key, header.Value ?? header.value];
}

/** What a sender wrote into a message's properties, without the trace context. The later place wins. */
export function readProperties(...places: readonly unknown[]): Record<string, string> {
  return messageAttributes(
    places.flatMap((place) => Object.entries(readObject(place) ?? {})),
    [DIAGNOSTIC_ID],
  );
}

/** The same from Kafka's headers, whose values are base64: all of them, or in older versions of the extension none. */
export function readHeaderList(headers: unknown): Record<string, string> {
  const pairs = (Array.isArray(headers) ? headers : []).map(readHeader);
  const isEncoded = pairs.every(([, value]) => typeof value !== "string" || BASE64.test(value));
  const decode = (value: unknown) => (isEncoded && typeof value === "string" ? decodeBase64(value) : value);
  return messageAttributes(
    pairs.flatMap(([name, value]) => (typeof name === "string" ? [[name, decode(value)] as const] : [])),
    [DIAGNOSTIC_ID],
  );
}

const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

/** An object or an array from JSON text that is no longer than a broker's headers; undefined where it is none. */
export function parseJson(text: string, maxLength = 65_536): unknown {
  if (text.length > maxLength || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function findContext(entries: Iterable<readonly [unknown, unknown]>): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const [key, value] of entries) {
    const name = readString(key)?.toLowerCase();
    if (name === undefined || (name !== DIAGNOSTIC_ID && !CONTEXT_NAMES.has(name))) continue;
    const text = readText(value);
    if (text !== undefined) found[name] = text;
  }
  const { traceparent: sent, [DIAGNOSTIC_ID]: own, ...others } = found;
  const traceparent = [sent, own].find((candidate) => candidate !== undefined && TRACEPARENT.test(candidate));
  const isB3 = B3.test(others.b3 ?? "") || B3_TRACE_ID.test(others["x-b3-traceid"] ?? "");
  return traceparent === undefined && !isB3
    ? undefined
    : { ...(traceparent !== undefined && { traceparent }), ...others };
}

/** Text, or the bytes of one. */
function readText(value: unknown): string | undefined {
  if (typeof value === "string") return readString(value);
  const bytes = readBytes(value, 1024);
  return bytes === undefined ? undefined : readString(decodeUtf8(bytes));
}

function decodeShort(value: unknown): string | undefined {
  const text = readString(value);
  return text === undefined || text.length > 2048 ? undefined : decodeUtf8(decodeBase64(text));
}
