import type { ServerResponse } from "node:http";
import { BAD_GATEWAY, type FunctionUrlAnswer, readFunctionUrlAnswer } from "./function-url-answer.ts";
import { readStreamedHttp } from "./http-prelude.ts";
import { type StreamedAnswer, StreamFailedError } from "./streamed-answer.ts";
import type { LambdaOutcome } from "./types.ts";

type Headers = Readonly<Record<string, string>>;

function writeHead(
  response: ServerResponse,
  { status, headers, cookies }: Omit<FunctionUrlAnswer, "body">,
  own: Headers,
): void {
  const setCookie = cookies.length === 0 ? {} : { "set-cookie": [...cookies] };
  response.writeHead(status, { ...headers, ...own, ...setCookie });
}

function sendWhole(response: ServerResponse, answer: FunctionUrlAnswer, own: Headers): void {
  try {
    writeHead(response, answer, own);
    response.end(answer.body);
  } catch {
    // A header that HTTP does not allow.
    writeHead(response, BAD_GATEWAY, own);
    response.end(BAD_GATEWAY.body);
  }
}

/** Each chunk is with the network before the next is taken, so that a failure behind it does not take it along. */
const send = (response: ServerResponse, chunk: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    response.write(chunk, (error) => (error ? reject(error) : resolve()));
  });

async function sendStream(response: ServerResponse, answer: StreamedAnswer, own: Headers): Promise<void> {
  // Where the caller has gone, nobody reads on.
  response.once("close", () => answer.body.destroy());
  try {
    const streamed = await readStreamedHttp(answer);
    if (streamed === undefined) return sendWhole(response, BAD_GATEWAY, own);
    writeHead(response, streamed.head, own);
    response.flushHeaders();
    for await (const chunk of streamed.body) await send(response, chunk);
    response.end();
  } catch (error) {
    if (response.headersSent) response.destroy();
    else if (error instanceof StreamFailedError || !response.destroyed) sendWhole(response, BAD_GATEWAY, own);
  }
}

/**
 * Answers a request of a Function URL: a whole answer at once, a streamed one as it comes. Where the function fails
 * behind its first byte the status is out already, and the connection breaks off.
 *
 * @param own - headers of the front end's own
 */
export async function sendHttpAnswer(response: ServerResponse, outcome: LambdaOutcome, own: Headers): Promise<void> {
  if ("stream" in outcome) await sendStream(response, outcome.stream, own);
  else sendWhole(response, "payload" in outcome ? readFunctionUrlAnswer(outcome.payload) : BAD_GATEWAY, own);
}
