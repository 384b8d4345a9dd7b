import type { ResponseStream } from "./response-stream.ts";

const PRELUDE_TYPE = "application/vnd.awslambda.http-integration-response";
const DELIMITER = 8;

/** Gives a streamed response a status, headers and cookies: `awslambda.HttpResponseStream`. */
export const HttpResponseStream = {
  /** Puts the fields before the first byte that is written, and returns the same stream. */
  from(stream: ResponseStream, prelude: object): ResponseStream {
    stream.setContentType(PRELUDE_TYPE);
    const text = JSON.stringify(prelude);
    stream._onBeforeFirstWrite = (write) => {
      write(text);
      write(new Uint8Array(DELIMITER));
    };
    return stream;
  },
};
