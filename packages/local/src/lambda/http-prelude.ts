import { BAD_GATEWAY, type FunctionUrlAnswer, readFunctionUrlAnswer } from "./function-url-answer.ts";
import { readStream, type StreamedAnswer } from "./streamed-answer.ts";

const PRELUDE_TYPE = "application/vnd.awslambda.http-integration-response";
const DELIMITER = Buffer.alloc(8);
const DEFAULT_HEADERS = { "content-type": "application/octet-stream" };

/** The beginning of a streamed HTTP answer, and the bytes of its body as they come. */
export interface StreamedHttpAnswer {
  readonly head: Omit<FunctionUrlAnswer, "body">;
  readonly body: AsyncIterable<Buffer>;
}

async function* prepend(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  if (first.length > 0) yield first;
  yield* rest;
}

/** Status, headers and cookies from the JSON before the delimiter; undefined where it has no valid form. */
function readHead(prelude: Buffer): Omit<FunctionUrlAnswer, "body"> | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(prelude.toString());
  } catch {
    return undefined;
  }
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) return undefined;
  const { statusCode = 200, headers, cookies } = fields as Record<string, unknown>;
  const given = Object.keys(headers ?? {}).map((name) => name.toLowerCase());
  const defaults = given.includes("content-type") ? {} : DEFAULT_HEADERS;
  const complete = { statusCode, headers: { ...defaults, ...(headers ?? {}) }, cookies };
  const answer = readFunctionUrlAnswer(Buffer.from(JSON.stringify(complete)));
  return answer === BAD_GATEWAY ? undefined : answer;
}

/**
 * Reads how a streamed answer begins: by its prelude, where its content type says that it has one, else as a 200 of
 * that type.
 *
 * @returns undefined where the prelude is malformed or never ends
 * @throws StreamFailedError where the function failed before the prelude was complete
 */
export async function readStreamedHttp(answer: StreamedAnswer): Promise<StreamedHttpAnswer | undefined> {
  const chunks = readStream(answer);
  if (answer.contentType !== PRELUDE_TYPE) {
    const head = { status: 200, headers: { "content-type": answer.contentType }, cookies: [] };
    return { head, body: chunks };
  }
  let read: Buffer = Buffer.alloc(0);
  for (;;) {
    const { done, value } = await chunks.next();
    if (done === true) return undefined;
    read = Buffer.concat([read, value]);
    const end = read.indexOf(DELIMITER);
    if (end < 0) continue;
    const head = readHead(read.subarray(0, end));
    return head && { head, body: prepend(read.subarray(end + DELIMITER.length), chunks) };
  }
}
