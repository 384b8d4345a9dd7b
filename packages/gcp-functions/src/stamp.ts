import type { ResponseStamp } from "@isobar/core";
import { findName, HEADER_INVOCATION_ID, HEADER_SERVER_TIMING, readObject, stampHeaders } from "@isobar/core/describe";
import type { HttpResponse } from "./types.ts";

/** The parts of Node's `ServerResponse` that write headers. */
interface HeadWriter {
  writeHead(...args: unknown[]): unknown;
  getHeader(name: string): unknown;
  setHeader(name: string, value: string | readonly string[]): unknown;
}

/**
 * Gives a response the stamp in the moment when its headers leave. Node calls `writeHead` of the response itself,
 * whether the handler calls it or only writes or ends.
 *
 * @param read - asked then; undefined where the response is to have none
 */
export function stampHead(response: HttpResponse, read: () => ResponseStamp | undefined): void {
  const writer = response as HttpResponse & HeadWriter;
  const { writeHead } = writer;
  writer.writeHead = function (this: unknown, ...args: unknown[]): unknown {
    return Reflect.apply(writeHead, this, response.headersSent ? args : stampArguments(writer, args, read));
  };
}

/** `(status, message?, headers?)`: what stands there wins over what was set before. */
function stampArguments(writer: HeadWriter, args: unknown[], read: () => ResponseStamp | undefined): unknown[] {
  try {
    const stamp = read();
    if (stamp === undefined) return args;
    const index = typeof args[1] === "string" || (args.length > 2 && args[1] === undefined) ? 2 : 1;
    const given = args[index];
    if (Array.isArray(given)) return args.with(index, stampList(given, stamp, ownTiming(writer)));
    const headers = readObject(given) ?? {};
    const name = findName(headers, HEADER_SERVER_TIMING);
    const own = textOf(name in headers ? headers[name] : writer.getHeader(HEADER_SERVER_TIMING));
    const stamped = stampHeaders({ ...headers, [name]: own }, stamp, "text");
    if (stamped === undefined) return args;
    if (readObject(given) !== undefined) return args.with(index, stamped);
    for (const header of [HEADER_SERVER_TIMING, HEADER_INVOCATION_ID]) {
      const value = stamped[header];
      if (typeof value === "string") writer.setHeader(header, value);
    }
    return args;
  } catch {
    // A response that is not Node's own, or headers with getters that throw, goes as it is.
    return args;
  }
}

/** Names and values in turn, or pairs of them. */
function stampList(list: readonly unknown[], stamp: ResponseStamp, set: string | undefined): unknown[] {
  const isFlat = !Array.isArray(list[0]);
  const names = isFlat ? list.filter((_, index) => index % 2 === 0) : list.map((pair) => (pair as unknown[])[0]);
  const isOwn = names.some((name) => String(name).toLowerCase() === HEADER_SERVER_TIMING.toLowerCase());
  const timing = isOwn || set === undefined ? stamp.serverTiming : `${set}, ${stamp.serverTiming}`;
  const pairs: unknown[][] = [[HEADER_SERVER_TIMING, timing]];
  if (stamp.invocationId !== undefined) pairs.push([HEADER_INVOCATION_ID, stamp.invocationId]);
  return [...list, ...(isFlat ? pairs.flat() : pairs)];
}

function ownTiming(writer: HeadWriter): string | undefined {
  return textOf(writer.getHeader(HEADER_SERVER_TIMING));
}

/** Several values of one header are one list. */
function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.join(", ");
  return value === undefined || value === null ? undefined : String(value);
}
