import { diag } from "@opentelemetry/api";

/** An answer, as far as it has come. */
export interface HttpAnswer {
  readonly status: number;
  /** Its status line and its headers, in lower case. */
  readonly head: string;
  readonly body: Buffer;
  /** Whether nothing of it is missing; never of one that only ends with its connection. */
  readonly isWhole: boolean;
  /** Whether the connection can carry another request behind it. */
  readonly keepsAlive: boolean;
}

const MAX_HEAD_BYTES = 65_536;
const HEAD_END = "\r\n\r\n";
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** What the message itself says, or the connection. */
const NOT_THE_USERS: ReadonlySet<string> = new Set(["connection", "content-length", "transfer-encoding"]);

/**
 * A POST request of HTTP/1.1, but for its length and its body (RFC 9112). A header that is none is left out and warned
 * of: it would be another request's beginning.
 */
export function createRequestHead(url: URL, headers: Readonly<Record<string, string>>): string {
  const own: Record<string, string> = { host: url.host };
  if (url.username !== "" || url.password !== "") {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    own.authorization = `Basic ${Buffer.from(credentials).toString("base64")}`;
  }
  for (const [name, value] of Object.entries(headers)) {
    if (NOT_THE_USERS.has(name.toLowerCase())) continue;
    if (NAME.test(name) && VALUE.test(value)) own[name.toLowerCase()] = value;
    else diag.warn(`isobar: the header "${name.replace(/[^\x20-\x7e]/g, "?")}" cannot be sent; it is left out`);
  }
  const lines = Object.entries(own).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join("")}`;
}

/** The request whole. */
export function createRequest(head: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${head}content-length: ${body.byteLength}${HEAD_END}`, "latin1"), body]);
}

/**
 * Reads what a connection has brought behind a request.
 *
 * @returns undefined while there is no whole head of an answer
 * @throws Error where it is no answer of HTTP/1
 */
export function readHttpAnswer(received: Buffer): HttpAnswer | undefined {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd === -1) {
    if (received.length > MAX_HEAD_BYTES) throw new Error("invalid answer");
    return undefined;
  }
  const head = received.toString("latin1", 0, headEnd + 2).toLowerCase();
  const [, minor, code] = /^http\/1\.([01]) (\d{3})[ \r]/.exec(head) ?? [];
  if (code === undefined) throw new Error("invalid answer");
  const rest = received.subarray(headEnd + HEAD_END.length);
  const status = Number(code);
  // Informational answers come before the one that counts.
  if (status < 200) return readHttpAnswer(rest);
  const { body, isWhole, end } = readBody(status, head, rest);
  const connection = readHeader(head, "connection") ?? "";
  const isKept = minor === "1" ? !connection.includes("close") : connection.includes("keep-alive");
  // What comes behind an answer belongs to no request.
  return { status, head, body, isWhole, keepsAlive: isWhole && isKept && end === rest.length };
}

/**
 * A header of an answer; of several with its name the last.
 *
 * @param head - in lower case
 * @param name - likewise
 */
export function readHeader(head: string, name: string): string | undefined {
  const at = head.lastIndexOf(`\r\n${name}:`) + 3 + name.length;
  return at < 3 + name.length ? undefined : head.slice(at, head.indexOf("\r\n", at)).trim();
}

type Body = Pick<HttpAnswer, "body" | "isWhole"> & {
  /** Where in the bytes it ends. */
  readonly end: number;
};

/** @see https://www.rfc-editor.org/rfc/rfc9112#name-message-body-length */
function readBody(status: number, head: string, rest: Buffer): Body {
  if (status === 204 || status === 304) return { body: rest.subarray(0, 0), isWhole: true, end: 0 };
  const coding = readHeader(head, "transfer-encoding");
  if (coding !== undefined) {
    return /(^|,)\s*chunked$/.test(coding) ? readChunks(rest) : { body: rest, isWhole: false, end: rest.length };
  }
  const length = readHeader(head, "content-length");
  if (length === undefined) return { body: rest, isWhole: false, end: rest.length };
  if (!/^\d+$/.test(length)) throw new Error("invalid answer");
  const end = Math.min(Number(length), rest.length);
  return { body: rest.subarray(0, end), isWhole: end === Number(length), end };
}

function readChunks(rest: Buffer): Body {
  const chunks: Buffer[] = [];
  const unfinished = (): Body => ({ body: Buffer.concat(chunks), isWhole: false, end: rest.length });
  for (let at = 0; ; ) {
    const lineEnd = rest.indexOf("\r\n", at);
    if (lineEnd === -1) return unfinished();
    const [, digits] = /^([0-9a-f]{1,8})\s*(?:;.*)?$/i.exec(rest.toString("latin1", at, lineEnd)) ?? [];
    if (digits === undefined) throw new Error("invalid answer");
    const begin = lineEnd + 2;
    const size = Number.parseInt(digits, 16);
    if (size === 0) {
      // Trailers, if any, end as a head does.
      const end = rest.indexOf(HEAD_END, lineEnd);
      return end === -1 ? unfinished() : { body: Buffer.concat(chunks), isWhole: true, end: end + HEAD_END.length };
    }
    chunks.push(rest.subarray(begin, begin + size));
    at = begin + size + 2;
    if (rest.length < at) return unfinished();
  }
}
