import type { IncomingMessage } from "node:http";
import { decodeHeader } from "./cloud-event.ts";
import { frontEndTraceHeaders } from "./front-end-trace.ts";

/** Headers that belong to one connection and are not passed on (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Methods for which Node's client assumes a body where the headers do not speak of one. */
const ASSUMED_BODY = new Set(["POST", "PUT", "PATCH"]);

const EXECUTION_ID_LENGTH = 12;

/** The caller's `function-execution-id`, else a new one. */
export function readExecutionId(request: IncomingMessage): string {
  const given = request.headers["function-execution-id"];
  if (typeof given === "string") return given;
  let id = "";
  while (id.length < EXECUTION_ID_LENGTH) id += Math.floor(Math.random() * 36).toString(36);
  return id;
}

/** The id of the CloudEvent that a request carries in binary mode, if any. */
export function readEventId(request: IncomingMessage): string | undefined {
  const id = request.headers["ce-id"];
  return typeof id === "string" ? decodeHeader(id) : undefined;
}

/** A message's headers as `[name, value, name, value, ...]`, without those of the connection and those named. */
export function passOnHeaders(message: IncomingMessage, except: readonly string[] = []): string[] {
  const headers: string[] = [];
  for (let index = 0; index + 1 < message.rawHeaders.length; index += 2) {
    const name = message.rawHeaders[index] ?? "";
    const lower = name.toLowerCase();
    if (!HOP_BY_HOP.has(lower) && !except.includes(lower)) headers.push(name, message.rawHeaders[index + 1] ?? "");
  }
  return headers;
}

/**
 * What the function sees of a request: the caller's headers, `Host` among them, and those that Cloud Run's front end
 * adds or writes anew.
 */
export function requestHeaders(request: IncomingMessage, executionId: string): string[] {
  const headers = passOnHeaders(request, [
    "x-forwarded-for",
    "x-forwarded-proto",
    "traceparent",
    "x-cloud-trace-context",
  ]);
  headers.push(...frontEndTraceHeaders(request.headers.traceparent));
  const caller = request.socket.remoteAddress ?? "127.0.0.1";
  const before = request.headers["x-forwarded-for"];
  headers.push("x-forwarded-for", before === undefined ? caller : `${String(before)},${caller}`);
  headers.push("x-forwarded-proto", "http");
  if (request.headers["function-execution-id"] === undefined) {
    headers.push("function-execution-id", executionId);
  }
  if (request.headers["transfer-encoding"] !== undefined) headers.push("transfer-encoding", "chunked");
  else if (request.headers["content-length"] === undefined && ASSUMED_BODY.has(request.method ?? "")) {
    headers.push("content-length", "0");
  }
  // Every request has a connection of its own: a pooled one may have been closed while the instance was frozen.
  headers.push("connection", "close");
  return headers;
}
