import { type IncomingMessage, type ServerResponse, request as send } from "node:http";
import { passOnHeaders, requestHeaders } from "./headers.ts";

/** How a request ended. */
export type Forwarded =
  /** The function's answer was passed to the caller completely. */
  | "answered"
  /** The framework answered for the function: it threw, or its process is ending. */
  | "failed"
  /** The caller got 504; the function goes on. */
  | "timeout"
  /** The instance broke the connection. */
  | "broken"
  /** The caller went away. */
  | "left";

/** Ends the caller's request with a bare status, or breaks the connection where an answer has begun. */
export function refuse(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

function isCrash(answer: IncomingMessage): boolean {
  // The framework marks what it answers for the function; a returned 500 has no such mark.
  const mark = answer.headers["x-google-status"];
  return answer.statusCode === 500 && (mark === "crash" || mark === "error");
}

/** Passes a request to an instance and its answer to the caller. Settles when the caller has the answer. */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  to: {
    readonly port: number;
    readonly timeoutMillis: number;
    readonly executionId: string;
    /** Whether the instance was killed for its memory. */
    isOutOfMemory(): boolean;
  },
): Promise<Forwarded> {
  return new Promise((resolve) => {
    let outcome: Forwarded | undefined;
    let crashed = false;

    const upstream = send({
      host: "127.0.0.1",
      port: to.port,
      method: request.method ?? "GET",
      path: request.url ?? "/",
      headers: requestHeaders(request, to.executionId),
      agent: false,
    });
    const settle = (how: Forwarded) => {
      if (outcome !== undefined) return false;
      outcome = how;
      clearTimeout(timer);
      if (how !== "answered" && how !== "failed") {
        request.unpipe(upstream);
        upstream.destroy();
      }
      return true;
    };
    const timer = setTimeout(() => {
      if (settle("timeout")) refuse(response, 504, "upstream request timeout");
    }, to.timeoutMillis);
    const onBroken = () => {
      if (!settle("broken")) return;
      if (to.isOutOfMemory()) refuse(response, 503, "Service Unavailable");
      else refuse(response, 502, "The function's instance ended before it answered");
    };

    upstream.on("response", (answer) => {
      crashed = isCrash(answer);
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, passOnHeaders(answer));
      answer.on("error", onBroken);
      answer.on("aborted", onBroken);
      answer.pipe(response);
    });
    upstream.on("error", onBroken);
    response.on("finish", () => settle(crashed ? "failed" : "answered"));
    response.on("close", () => {
      settle("left");
      resolve(outcome ?? "left");
    });
    request.on("error", () => settle("left"));
    request.pipe(upstream);
  });
}
