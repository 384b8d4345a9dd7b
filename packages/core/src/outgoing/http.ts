import type { ClientRequest, IncomingMessage } from "node:http";
import { type CallSpan, createCallSpan } from "./call-span.ts";
import { isWholeUrl, type OutgoingRequest, readBodyStart, readHeaderValue, readTarget } from "./request.ts";
import type { Listeners } from "./watch.ts";

interface Call {
  readonly span: CallSpan;
  response?: IncomingMessage;
}

/** Requests under way. What has ended is taken out: until a full collection, the value of an entry is not garbage. */
const calls = new WeakMap<object, Call>();

/** The channels of `node:http` and `node:https`. */
export const httpListeners: Listeners = {
  "http.client.request.created": ({ request }: { request: ClientRequest }) => {
    const span = createCallSpan("http", () => readRequest(request));
    if (span === undefined) return;
    const call: Call = { span };
    calls.set(request, call);
    request.once("close", () => {
      calls.delete(request);
      close(request, call);
    });
    if (span.readsBody) observeBodyStart(request, span.begin);
    else span.begin();
  },
  "http.client.request.error": ({ request, error }: { request: ClientRequest; error: unknown }) =>
    calls.get(request)?.span.failed(error),
  // In spite of its name it says that the headers have come.
  "http.client.response.finish": ({ request, response }: { request: ClientRequest; response: IncomingMessage }) => {
    const call = calls.get(request);
    if (call === undefined) return;
    call.response = response;
    tellResponse(call.span, response);
  },
};

function tellResponse(span: CallSpan, { statusCode, headers, httpVersion }: IncomingMessage): void {
  span.responded(statusCode ?? 0, (name) => readHeaderValue(headers[name]), httpVersion);
}

/** The last that a request emits, however it ended. */
function close(request: ClientRequest, { span, response }: Call): void {
  if (response !== undefined && !response.complete) {
    span.failed(response.errored ?? { code: "ECONNRESET" });
    return;
  }
  // A connection that was handed over, by an upgrade or to a tunnel, is on no channel.
  const { res } = request as { res?: IncomingMessage };
  if (response === undefined && typeof res?.statusCode === "number") tellResponse(span, res);
  span.finished();
}

function readRequest(request: ClientRequest): OutgoingRequest {
  const { method, protocol, host, path } = request;
  const header = (name: string): string | undefined => readHeaderValue(request.getHeader(name));
  // The port is known by the header `host` only, which may have been set to name another one.
  const authority = (host.includes(":") ? `[${host}]` : host).toLowerCase();
  const named = header("host")?.toLowerCase() ?? "";
  const isNamed = named === authority || named.startsWith(`${authority}:`);
  return {
    ...readTarget(`${protocol}//${isNamed ? named : authority}`, path),
    ...(!isNamed && !isWholeUrl(path) && { port: undefined }),
    method,
    header,
    // Headers that were given as a list are written out already.
    setHeader: request.headersSent ? undefined : (name, value) => void request.setHeader(name, value),
  };
}

/** Gives the start of the first chunk that is written, before it is; then the request is as it was. */
function observeBodyStart(request: ClientRequest, onStart: (start?: string) => void): void {
  const observe = (name: "write" | "end"): void => {
    const original: (...args: never[]) => unknown = request[name];
    const value = function (this: unknown, ...args: unknown[]): unknown {
      for (const restore of restores) restore();
      onStart(readBodyStart(args[0]));
      return Reflect.apply(original, this, args);
    };
    Object.defineProperty(request, name, { value, configurable: true, writable: true });
    restores.push(() => {
      // Somebody else may have put a function of theirs in its place.
      if (Object.getOwnPropertyDescriptor(request, name)?.value === value) Reflect.deleteProperty(request, name);
    });
  };
  const restores: (() => void)[] = [];
  observe("write");
  observe("end");
}
