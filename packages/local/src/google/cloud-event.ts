/** An event as the bytes that Eventarc or a background trigger sends. */
export interface EventRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly id: string;
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** CloudEvents, HTTP protocol binding 3.1.3.2: what is not printable ASCII, space, `"` and `%` is percent-encoded. */
function encodeHeader(value: string): string {
  return value.replace(/[^\x21\x23\x24\x26-\x7e]+/gu, (text) => encodeURIComponent(text.toWellFormed()));
}

/** The inverse of {@link encodeHeader}; what is not valid there comes back as it is. */
export function decodeHeader(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function encodeData(data: unknown, contentType: string): Buffer {
  if (data === undefined) return Buffer.alloc(0);
  if (data instanceof Uint8Array) return Buffer.from(data);
  if (typeof data === "string" && !/\bjson\b/i.test(contentType)) return Buffer.from(data);
  return Buffer.from(JSON.stringify(data));
}

function binaryMode(event: Fields): EventRequest {
  const contentType = typeof event.datacontenttype === "string" ? event.datacontenttype : "application/json";
  const headers: Record<string, string> = { "content-type": contentType };
  for (const [name, value] of Object.entries(event)) {
    if (["data", "data_base64", "datacontenttype"].includes(name) || value === undefined || value === null) continue;
    headers[`ce-${name.toLowerCase()}`] = encodeHeader(value instanceof Date ? value.toISOString() : String(value));
  }
  const body =
    typeof event.data_base64 === "string"
      ? Buffer.from(event.data_base64, "base64")
      : encodeData(event.data, contentType);
  return { headers, body, id: String(event.id) };
}

/**
 * Turns an event into a request: a CloudEvent in binary mode, as Eventarc delivers it, or a background event
 * (`{data, context}`) as JSON.
 *
 * @throws TypeError where it is neither.
 */
export function encodeEvent(event: unknown): EventRequest {
  if (isObject(event)) {
    if (["id", "source", "type", "specversion"].every((name) => typeof event[name] === "string")) {
      return binaryMode(event);
    }
    if (isObject(event.context) && "data" in event) {
      const body = Buffer.from(JSON.stringify(event));
      return { headers: { "content-type": "application/json" }, body, id: String(event.context.eventId) };
    }
  }
  throw new TypeError("invoke() on Google takes a CloudEvent (id, source, type, specversion) or {data, context}");
}
