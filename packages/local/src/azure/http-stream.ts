import { type IncomingMessage, type ServerResponse, request as send } from "node:http";

/** A request on its way through the worker's own HTTP server, which an app with `enableHttpStream` opens. */
export interface HttpStream {
  /** Settles when the answer has been passed on, or cannot be any more; false where none had come. */
  readonly passed: Promise<boolean>;
  /** Breaks it off; whoever called gets no more of the answer. */
  abort(): void;
}

const HOP_BY_HOP = new Set(["connection", "keep-alive", "transfer-encoding", "x-ms-invocation-id"]);

function copyHeaders(answer: IncomingMessage): string[] {
  const headers: string[] = [];
  for (let index = 0; index + 1 < answer.rawHeaders.length; index += 2) {
    const name = answer.rawHeaders[index] ?? "";
    if (!HOP_BY_HOP.has(name.toLowerCase())) headers.push(name, answer.rawHeaders[index + 1] ?? "");
  }
  return headers;
}

/** Sends a request to the worker's HTTP server under the id of its invocation, and the answer to the caller. */
export function streamHttp(
  workerUri: string,
  invocationId: string,
  caller: { readonly request: IncomingMessage; readonly response: ServerResponse; readonly body: Buffer },
): HttpStream {
  const { request, response, body } = caller;
  const upstream = send(new URL(request.url ?? "/", workerUri), {
    method: request.method ?? "GET",
    agent: false,
    headers: {
      "x-ms-invocation-id": invocationId,
      "x-forwarded-host": request.headers.host ?? "localhost",
      "x-forwarded-proto": "http",
      ...(body.length === 0 ? {} : { "content-length": body.length }),
    },
  });
  const passed = new Promise<boolean>((resolve) => {
    upstream.on("error", () => resolve(response.headersSent));
    upstream.on("response", (answer) => {
      response.writeHead(answer.statusCode ?? 500, copyHeaders(answer));
      answer.on("error", () => response.destroy());
      answer.pipe(response);
    });
    response.on("close", () => resolve(true));
  });
  upstream.end(body);
  return { passed, abort: () => upstream.destroy() };
}
