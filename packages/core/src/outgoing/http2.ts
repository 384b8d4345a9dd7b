import type { ClientHttp2Stream } from "node:http2";
import { type CallSpan, createCallSpan } from "./call-span.ts";
import { type OutgoingRequest, readBodyStart, readHeaderList, readHeaderValue, readTarget } from "./request.ts";
import type { Listeners } from "./watch.ts";

/** Headers by their names, or names and values in turn. */
type Headers = Readonly<Record<string, unknown>> | readonly unknown[];

/** Streams under way. What has ended is taken out: until a full collection, the value of an entry is not garbage. */
const calls = new WeakMap<object, CallSpan>();

/** The channels of `node:http2`, where this version of Node has them. */
export const http2Listeners: Listeners = {
  "http2.client.stream.created": ({ stream, headers }: { stream: ClientHttp2Stream; headers: Headers }) => {
    if (isPushed(stream) || isOfUndici(stream.session)) return;
    const call = createCallSpan("http2", () => readRequest(stream, headers));
    if (call === undefined) return;
    calls.set(stream, call);
    call.begin();
  },
  "http2.client.stream.bodyChunkSent": ({ stream, data }: { stream: object; data: unknown }) => {
    const call = calls.get(stream);
    if (call?.readsBody === true) call.begin(readBodyStart([data].flat()[0]));
  },
  "http2.client.stream.finish": ({ stream, headers }: { stream: ClientHttp2Stream; headers: Headers }) => {
    const call = calls.get(stream);
    if (call === undefined) return;
    const statusCode = Number(readHeader(headers, ":status"));
    call.responded(statusCode, (name) => readHeader(headers, name), "2");
    if (call.readsResponse) {
      stream.once("trailers", (trailers) => call.responded(statusCode, (name) => readHeader(trailers, name), "2"));
    }
  },
  "http2.client.stream.error": ({ stream, error }: { stream: object; error: unknown }) =>
    calls.get(stream)?.failed(error),
  "http2.client.stream.close": ({ stream }: { stream: ClientHttp2Stream }) => close(stream, calls.get(stream)),
};

function close(stream: ClientHttp2Stream, call: CallSpan | undefined): void {
  calls.delete(stream);
  if (stream.rstCode === 0) call?.finished();
  else call?.failed({ code: "ERR_HTTP2_STREAM_ERROR" });
}

function isPushed({ id }: ClientHttp2Stream): boolean {
  return id !== undefined && id % 2 === 0;
}

/** undici speaks HTTP/2 by this module, and says by channels of its own what it sends. */
function isOfUndici(session: object | undefined): boolean {
  return Object.getOwnPropertySymbols(session ?? {}).some(({ description }) => description === "open streams");
}

function readRequest(stream: ClientHttp2Stream, headers: Headers): OutgoingRequest {
  const header = (name: string): string | undefined => readHeader(headers, name);
  const scheme = header(":scheme") ?? (stream.session?.encrypted === false ? "http" : "https");
  const authority = header(":authority") ?? header("host") ?? "";
  return {
    ...readTarget(`${scheme}://${authority}`, header(":path") ?? "/"),
    method: header(":method") ?? "GET",
    header,
    // The headers are encoded before anybody is told of them.
    setHeader: undefined,
  };
}

function readHeader(headers: Headers, name: string): string | undefined {
  if (Array.isArray(headers)) return readHeaderList(headers, name);
  return readHeaderValue((headers as Readonly<Record<string, unknown>>)[name]);
}
