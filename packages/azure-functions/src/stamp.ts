import type { Invocation, ResponseStamp } from "@isobar/core";
import { HEADER_INVOCATION_ID, HEADER_SERVER_TIMING, readObject, stampHeaders } from "@isobar/core/describe";
import type { AzureArguments, InvocationContext } from "./types.ts";

/**
 * A copy of an `HttpResponseInit`, or a view of an `HttpResponse`, with the stamp among its headers. What the host makes
 * of nothing returned differs from version to version: it stays nothing.
 */
export function stampResult(
  result: unknown,
  stamp: ResponseStamp,
  { args, invocation }: { readonly args: AzureArguments; readonly invocation: Invocation },
): unknown {
  try {
    const response = readObject(result);
    if (response === undefined || invocation.trigger !== "http" || !isForHttp(args)) return result;
    const { headers } = response;
    if (isPlain(response)) {
      const stamped = stampInit(headers, stamp);
      return stamped === undefined ? result : { ...response, headers: stamped };
    }
    return isHeaders(headers) ? withHeaders(response, copyHeaders(headers, stamp)) : result;
  } catch {
    // A result with getters that throw is the host's to judge.
    return result;
  }
}

/** Whether the host makes the response of what the function returns, and not of another output. */
function isForHttp(args: AzureArguments): boolean {
  const context = readObject(args[1]) as InvocationContext | undefined;
  const type = readObject(context?.options?.return)?.type;
  return type === undefined || type === "http";
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** All that a `HeadersInit` may be. Of pairs, a second one of the same name stands behind the first. */
function stampInit(headers: unknown, stamp: ResponseStamp): unknown {
  if (isHeaders(headers)) return copyHeaders(headers, stamp);
  if (!Array.isArray(headers)) return stampHeaders(headers, stamp, "text");
  const others = headers.filter((pair) => String(pair?.[0]).toLowerCase() !== HEADER_INVOCATION_ID.toLowerCase());
  return [...(stamp.invocationId === undefined ? headers : others), ...pairsOf(stamp)];
}

function pairsOf({ serverTiming, invocationId }: ResponseStamp): [string, string][] {
  const timing: [string, string] = [HEADER_SERVER_TIMING, serverTiming];
  return invocationId === undefined ? [timing] : [timing, [HEADER_INVOCATION_ID, invocationId]];
}

interface HeadersLike {
  append(name: string, value: string): void;
  set(name: string, value: string): void;
}

function isHeaders(value: unknown): value is HeadersLike {
  const { append, set } = readObject(value) ?? {};
  return typeof append === "function" && typeof set === "function";
}

/** By the class of the one that is copied: the library may have another than the global one. */
function copyHeaders(headers: HeadersLike, stamp: ResponseStamp): HeadersLike {
  const copy = new (headers.constructor as new (init: HeadersLike) => HeadersLike)(headers);
  copy.append(HEADER_SERVER_TIMING, stamp.serverTiming);
  if (stamp.invocationId !== undefined) copy.set(HEADER_INVOCATION_ID, stamp.invocationId);
  return copy;
}

/**
 * The response itself, but for its headers. A clone would hold the whole body a second time, and takes none that is not
 * all there; the class keeps what it has in private fields, which only the object itself can read.
 */
function withHeaders(response: object, headers: HeadersLike): object {
  return new Proxy(response, {
    get(target, name) {
      if (name === "headers") return headers;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" && name !== "constructor" ? value.bind(target) : value;
    },
  });
}
