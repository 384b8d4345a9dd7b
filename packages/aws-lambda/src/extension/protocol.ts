/** The name under which the instance knows this extension; another one of the same name would be refused. */
const NAME = "isobar";
const BASE = "/2020-01-01/extension";

/** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html */
export function registerRequest(api: string): string {
  const body = '{"events":["INVOKE"]}';
  return [
    `POST ${BASE}/register HTTP/1.1`,
    `Host: ${api}`,
    `Lambda-Extension-Name: ${NAME}`,
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    "",
    body,
  ].join("\r\n");
}

/** Asks for the next event: it says that nothing is left to do for the one before. */
export function nextRequest(api: string, identifier: string): string {
  return `GET ${BASE}/event/next HTTP/1.1\r\nHost: ${api}\r\nLambda-Extension-Identifier: ${identifier}\r\n\r\n`;
}

/** An answer of the Extensions API. */
export interface Answer {
  readonly status: number;
  /** Its status line and its headers. */
  readonly head: string;
  readonly body: string;
  /** What came behind it. */
  readonly rest: string;
}

const MAX_ANSWER_LENGTH = 1_048_576;

/**
 * Reads one HTTP/1.1 answer, with a length or in chunks. Its text is Latin-1, as the bytes came.
 *
 * @returns undefined where more of it is to come
 * @throws where it is no such answer
 */
export function readAnswer(received: string): Answer | undefined {
  if (received.length > MAX_ANSWER_LENGTH) throw new Error("an answer is too long");
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd === -1) return undefined;
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(received)?.[1]);
  if (!(status >= 100)) throw new Error("an answer is no HTTP");
  const head = received.slice(0, headEnd + 2);
  const after = received.slice(headEnd + 4);
  const isChunked = readHeader(head, "transfer-encoding") === "chunked";
  const body = isChunked ? readChunks(after) : readLength(after, readHeader(head, "content-length"));
  return body === undefined ? undefined : { status, head, ...body };
}

/**
 * A header of an answer; of several with its name the last. It is looked for: a list of all of them, for each
 * invocation, takes twice as long.
 *
 * @param name - in lower case
 */
export function readHeader(head: string, name: string): string | undefined {
  const at = head.toLowerCase().lastIndexOf(`\r\n${name}:`) + 3 + name.length;
  return at < 3 + name.length ? undefined : head.slice(at, head.indexOf("\r\n", at)).trim();
}

type Body = Pick<Answer, "body" | "rest">;

function readLength(after: string, given = "0"): Body | undefined {
  const length = Number(given);
  if (!(length >= 0)) throw new Error("an answer has no length");
  return after.length < length ? undefined : { body: after.slice(0, length), rest: after.slice(length) };
}

function readChunks(after: string): Body | undefined {
  let body = "";
  for (let at = 0; ; ) {
    const lineEnd = after.indexOf("\r\n", at);
    if (lineEnd === -1) return undefined;
    const length = Number.parseInt(after.slice(at, lineEnd), 16);
    if (!(length >= 0)) throw new Error("a chunk has no length");
    const end = lineEnd + 2 + length;
    if (after.length < end + 2) return undefined;
    if (length === 0) return { body, rest: after.slice(end + 2) };
    body += after.slice(lineEnd + 2, end);
    at = end + 2;
  }
}
