import type { IncomingMessage } from "node:http";
import type { RouteParams } from "./route.ts";
import type { Nullable, RpcHttp } from "./typed-data.ts";

type Fields = Record<string, Nullable<string>>;

/** Several values of one name become one, as the host joins them. */
function joinValues(pairs: Iterable<readonly [string, string]>): Fields {
  const joined = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries([...joined].map(([name, value]) => [name, { value }]));
}

/** The caller's headers, and those that the front end of App Service adds. */
function readHeaders(request: IncomingMessage, host: string): Fields {
  const headers: Record<string, string> = {};
  for (const [name, values = []] of Object.entries(request.headersDistinct)) {
    headers[name] = values.join(name === "cookie" ? "; " : ",");
  }
  const { remoteAddress = "127.0.0.1", remotePort = 0 } = request.socket;
  const before = headers["x-forwarded-for"];
  const caller = `${remoteAddress}:${remotePort}`;
  headers["x-forwarded-for"] = before === undefined ? caller : `${before}, ${caller}`;
  headers["x-forwarded-proto"] = "http";
  headers["disguised-host"] = host;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }]));
}

/** The path and query of a request, as they were sent. */
export function splitTarget(request: IncomingMessage): { readonly path: string; readonly query: string } {
  const target = request.url ?? "/";
  const start = target.indexOf("?");
  return start === -1 ? { path: target, query: "" } : { path: target.slice(0, start), query: target.slice(start + 1) };
}

/** A request as the host hands it to a worker. */
export function toRpcHttp(request: IncomingMessage, body: Buffer, params: RouteParams): RpcHttp {
  const host = request.headers.host ?? "localhost";
  return {
    method: request.method ?? "GET",
    url: `http://${host}${request.url ?? "/"}`,
    nullableHeaders: readHeaders(request, host),
    nullableParams: joinValues(Object.entries(params)),
    nullableQuery: joinValues(new URLSearchParams(splitTarget(request).query)),
    identities: [],
    ...(body.length === 0 ? {} : { body: { bytes: body } }),
  };
}
