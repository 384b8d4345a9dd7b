import { type CallSpan, createCallSpan } from "./call-span.ts";
import { type OutgoingRequest, readBodyStart, readHeaderList, readTarget } from "./request.ts";
import type { Listeners } from "./watch.ts";

/** A request of undici, from version 5 on, as far as it is read here. */
interface UndiciRequest {
  readonly method: string;
  readonly origin: string | URL;
  readonly path: string;
  readonly body?: unknown;
  readonly upgrade?: string | null;
  /** Lines in version 5, names and values in turn since. */
  headers: string | unknown[];
  addHeader?(name: string, value: string): unknown;
}

interface UndiciResponse {
  readonly statusCode: number;
  readonly headers: readonly unknown[];
}

/** Requests under way. What has ended is taken out: until a full collection, the value of an entry is not garbage. */
const calls = new WeakMap<UndiciRequest, CallSpan>();

/** The channels of `fetch` and undici. */
export const undiciListeners: Listeners = {
  "undici:request:create": ({ request }: { request: UndiciRequest }) => {
    const call = createCallSpan("undici", () => readRequest(request));
    if (call === undefined) return;
    calls.set(request, call);
    call.begin(call.readsBody ? readBodyStart(request.body) : undefined);
    // undici says no more of what it hands over.
    if (request.method === "CONNECT" || request.upgrade) call.opened();
  },
  "undici:request:bodyChunkSent": ({ request, chunk }: { request: UndiciRequest; chunk: unknown }) => {
    const call = calls.get(request);
    if (call?.readsBody === true) call.begin(readBodyStart(chunk));
  },
  "undici:request:headers": ({ request, response }: { request: UndiciRequest; response: UndiciResponse }) =>
    calls.get(request)?.responded(response.statusCode, (name) => readHeaderList(response.headers, name)),
  "undici:request:trailers": ({ request }: { request: UndiciRequest }) => take(request)?.finished(),
  "undici:request:error": ({ request, error }: { request: UndiciRequest; error: unknown }) =>
    take(request)?.failed(error),
};

function take(request: UndiciRequest): CallSpan | undefined {
  const call = calls.get(request);
  calls.delete(request);
  return call;
}

function readRequest(request: UndiciRequest): OutgoingRequest {
  return {
    ...readTarget(String(request.origin), request.path),
    method: request.method,
    header: (name) => readHeaderList(toList(request.headers), name),
    setHeader: (name, value) => setHeader(request, name, value),
  };
}

function toList(headers: UndiciRequest["headers"]): readonly unknown[] {
  if (typeof headers !== "string") return headers;
  return headers.split("\r\n").flatMap((line) => {
    const at = line.indexOf(":");
    return at < 0 ? [] : [line.slice(0, at), line.slice(at + 1).trim()];
  });
}

function setHeader(request: UndiciRequest, name: string, value: string): void {
  const { headers } = request;
  if (Array.isArray(headers)) {
    for (let index = headers.length - 2; index >= 0; index -= 2) {
      if (String(headers[index]).toLowerCase() === name.toLowerCase()) headers.splice(index, 2);
    }
  }
  if (typeof request.addHeader === "function") request.addHeader(name, value);
  else if (Array.isArray(headers)) headers.push(name, value);
  else request.headers += `${name}: ${value}\r\n`;
}
