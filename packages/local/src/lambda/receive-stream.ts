import type { IncomingMessage } from "node:http";
import { type AnswerWriter, createAnswerWriter } from "./streamed-answer.ts";
import type { LambdaFailure } from "./types.ts";

const DEFAULT_CONTENT_TYPE = "application/octet-stream";

/** How a streamed response ended. */
export type StreamEnd = "complete" | "truncated" | LambdaFailure;

/** Whether the runtime sends its response as a stream. */
export function isStreamedResponse(request: IncomingMessage): boolean {
  return request.headers["lambda-runtime-function-response-mode"] === "streaming";
}

/** The error that the runtime put behind the last byte, if any. */
function readTrailers({ trailers }: IncomingMessage): LambdaFailure | undefined {
  const type = trailers["lambda-runtime-function-error-type"];
  if (type === undefined) return undefined;
  try {
    const body = Buffer.from(trailers["lambda-runtime-function-error-body"] ?? "", "base64");
    const { errorType, errorMessage } = JSON.parse(body.toString()) as Record<string, unknown>;
    return { type: String(errorType ?? type), message: String(errorMessage ?? "") };
  } catch {
    return { type, message: "" };
  }
}

/**
 * Hands on a streamed response while the runtime writes it.
 *
 * @param open - called with the first byte, or at the end of a response without one; not at all where the function
 * failed before its first byte, so that the caller can still get an answer with an error's status
 */
export async function receiveStream(
  request: IncomingMessage,
  open: (writer: AnswerWriter) => void,
): Promise<StreamEnd> {
  let writer: AnswerWriter | undefined;
  const start = (): AnswerWriter => {
    if (writer !== undefined) return writer;
    writer = createAnswerWriter(request.headers["content-type"] ?? DEFAULT_CONTENT_TYPE);
    open(writer);
    return writer;
  };
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      await start().write(chunk);
    }
  } catch {
    return "truncated";
  }
  const failure = readTrailers(request);
  if (failure !== undefined) return failure;
  start();
  return "complete";
}
