import { type Agent, type IncomingHttpHeaders, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { nowMillis } from "./clock.ts";

/** What is sent to a target each time. */
export interface Call {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly timeoutMillis: number;
}

/** How a request went. Times as in `ClientRecord`. */
export interface Answer {
  readonly sent: number;
  readonly connected?: number;
  readonly firstByte?: number;
  readonly end: number;
  readonly status?: number;
  readonly headers?: IncomingHttpHeaders;
  readonly bytes?: number;
  readonly error?: string;
}

/**
 * Sends one request and takes the whole answer. Never rejects.
 *
 * @param agent - whose open connections are used; `false` opens a new one
 */
export async function send(call: Call, agent: Agent | false, signal: AbortSignal): Promise<Answer> {
  const { reused, ...first } = await sendOnce(call, agent, signal);
  // The server closed the idle connection in the moment in which it was used: it has not seen the request.
  if (first.error !== "ECONNRESET" || !reused || first.firstByte !== undefined) return first;
  const { reused: _, ...second } = await sendOnce(call, false, signal);
  return { ...second, sent: first.sent };
}

function sendOnce(
  { url, method, headers, body, timeoutMillis }: Call,
  agent: Agent | false,
  signal: AbortSignal,
): Promise<Answer & { readonly reused: boolean }> {
  return new Promise((resolve) => {
    const sent = nowMillis();
    let connected: number | undefined;
    let firstByte: number | undefined;
    let status: number | undefined;
    let answered: IncomingHttpHeaders | undefined;
    let bytes = 0;
    const isSecure = url.protocol === "https:";
    const length = body === undefined ? {} : { "content-length": String(body.length) };
    const request = (isSecure ? requestHttps : requestHttp)(url, { method, headers: { ...headers, ...length }, agent });
    const settle = (error?: string): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      resolve({
        sent,
        ...(connected !== undefined && { connected }),
        ...(firstByte !== undefined && { firstByte }),
        end: nowMillis(),
        // What broke off has a status, and is no answer.
        ...(error === undefined && status !== undefined && { status, bytes }),
        ...(answered !== undefined && { headers: answered }),
        ...(error !== undefined && { error }),
        reused: request.reusedSocket,
      });
    };
    const timer = setTimeout(() => request.destroy(withCode("timeout")), timeoutMillis);
    const abort = (): void => void request.destroy(withCode("interrupted"));
    signal.addEventListener("abort", abort);
    request.on("socket", (socket) => {
      if (!socket.connecting) return;
      socket.once(isSecure ? "secureConnect" : "connect", () => {
        connected = nowMillis();
      });
    });
    request.on("response", (response) => {
      firstByte = nowMillis();
      status = response.statusCode;
      answered = response.headers;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on("end", () => settle());
      response.on("error", (error) => settle(codeOf(error)));
    });
    request.on("error", (error) => settle(codeOf(error)));
    request.end(body);
  });
}

function withCode(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A short name of what went wrong: an error's text may hold addresses. */
function codeOf(error: Error & { readonly code?: unknown }): string {
  return typeof error.code === "string" ? error.code : error.name;
}
