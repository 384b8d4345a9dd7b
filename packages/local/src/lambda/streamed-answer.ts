import { once } from "node:events";
import { PassThrough, type Readable } from "node:stream";
import type { LambdaFailure } from "./types.ts";

/** An answer that is handed on while the function still writes it. */
export interface StreamedAnswer {
  /** Of the bytes as the function sends them, a prelude included. */
  readonly contentType: string;
  /** What the function wrote, to its end or to the point at which it failed. */
  readonly body: Readable;
  /** Known once the body has ended: why it is not complete. */
  readonly failure: LambdaFailure | undefined;
}

/** The writing end of a streamed answer. */
export interface AnswerWriter {
  readonly answer: StreamedAnswer;
  /** How many bytes were written so far. */
  readonly bytes: number;
  /** Resolves once more can be taken; at once where nobody reads any more. */
  write(chunk: Buffer): Promise<void>;
  /** What was written reaches the reader first, and the failure then. Only the first call counts. */
  end(failure?: LambdaFailure): void;
}

/** Opens a streamed answer. */
export function createAnswerWriter(contentType: string): AnswerWriter {
  const body = new PassThrough();
  let failure: LambdaFailure | undefined;
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    answer: {
      contentType,
      body,
      get failure() {
        return failure;
      },
    },
    async write(chunk) {
      bytes += chunk.length;
      // A caller that went away does not stop the function.
      if (body.destroyed || body.writableEnded || body.write(chunk)) return;
      const free = new AbortController();
      await Promise.race(["drain", "close"].map((event) => once(body, event, { signal: free.signal })));
      free.abort();
    },
    end(reason) {
      if (body.writableEnded) return;
      failure = reason;
      body.end();
    },
  };
}

/** A streamed answer whose function failed in the middle. */
export class StreamFailedError extends Error {
  override readonly name = "StreamFailedError";
  readonly failure: LambdaFailure;

  constructor(failure: LambdaFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * The bytes of a streamed answer, as they come.
 *
 * @throws StreamFailedError behind the last byte, where the function failed
 */
export async function* readStream(answer: StreamedAnswer): AsyncGenerator<Buffer, void, undefined> {
  yield* answer.body as AsyncIterable<Buffer>;
  if (answer.failure !== undefined) throw new StreamFailedError(answer.failure);
}
