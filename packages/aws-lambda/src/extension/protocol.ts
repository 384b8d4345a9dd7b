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
  readonly headers: Readonly<Record<string, string>>;
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
  const [statusLine = "", ...lines] = received.slice(0, headEnd).split("\r\n");
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1]);
  if (!(status >= 100)) throw new Error("an answer is no HTTP");
  // A loop, as an answer comes with each invocation: lists of pairs take nearly twice as long.
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const after = received.slice(headEnd + 4);
  const body = headers["transfer-encoding"] === "chunked" ? readChunks(after) : readLength(after, headers);
  return body === undefined ? undefined : { status, headers, ...body };
}

type Body = Pick<Answer, "body" | "rest">;

function readLength(after: string, headers: Answer["headers"]): Body | undefined {
  const length = Number(headers["content-length"] ?? 0);
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
