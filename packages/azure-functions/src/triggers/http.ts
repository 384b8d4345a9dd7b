import { CONTEXT_NAMES, httpInvocation, readHeader, readObject, readScheme, readString } from "@isobar/core/describe";
import type { HttpRequest } from "../types.ts";
import { describeRoute } from "./route.ts";
import type { TriggerReader } from "./table.ts";

/**
 * HTTP. Neither the query string, where function keys may stand (`code=`), nor any header but the user agent becomes
 * an attribute.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger
 */
export const httpTrigger: TriggerReader = ({ input, options, functionName, env }) => {
  const request = (readObject(input) ?? {}) as HttpRequest;
  const url = parseUrl(readString(request.url));
  const header = createHeaderReader(request.headers);
  // The host takes an empty route for none.
  const template = readString(options.route) ?? functionName;
  return httpInvocation({
    method: readString(request.method),
    path: url?.pathname,
    route: template === undefined ? undefined : describeRoute(template, url?.pathname, env),
    scheme: readScheme(header("x-forwarded-proto")) ?? readScheme(url?.protocol.slice(0, -1)),
    // App Service's front end rewrites `host`, and keeps what the caller asked for in the first of these.
    host: header("disguised-host") ?? header("x-original-host") ?? header("host") ?? url?.host,
    userAgent: header("user-agent"),
    headers: readContextHeaders(header),
  });
};

type HeaderReader = (name: string) => string | undefined;

function createHeaderReader(headers: unknown): HeaderReader {
  if (typeof readObject(headers)?.get !== "function") return (name) => readHeader(headers, name);
  const native = headers as { get(name: string): unknown };
  return (name) => readString(native.get(name));
}

/** The headers are an object of classes, and not handed on: all that any propagator reads of them is. */
function readContextHeaders(header: HeaderReader): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of CONTEXT_NAMES) {
    const value = header(name);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function parseUrl(text: string | undefined): URL | undefined {
  return (text !== undefined && URL.parse(text)) || undefined;
}
