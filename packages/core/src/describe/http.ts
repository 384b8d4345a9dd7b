import type { Attributes, Invocation, Outcome } from "../adapter.ts";
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_PATH,
  ATTR_URL_SCHEME,
  ATTR_USER_AGENT_ORIGINAL,
  KNOWN_HTTP_METHODS,
} from "../semconv.ts";
import { KIND_SERVER } from "./kind.ts";

/** What a platform says of one HTTP request; all of it may be missing. */
export interface HttpRequestParts {
  readonly method?: string | undefined;
  /** Without the query string. */
  readonly path?: string | undefined;
  /** The route's template, where the platform knows it. */
  readonly route?: string | undefined;
  readonly scheme?: string | undefined;
  /** Host, with or without a port. */
  readonly host?: string | undefined;
  /** `HTTP/1.1` or `1.1`. */
  readonly protocol?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The neutral part of an HTTP invocation, by the HTTP server conventions: no query string, no client address, and of
 * the headers only the user agent.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export function httpInvocation(
  request: HttpRequestParts,
): Pick<Invocation, "name" | "trigger" | "kind" | "attributes" | "carrier"> {
  const method = describeMethod(request.method);
  const attributes: Attributes = {
    ...method.attributes,
    ...(request.path !== undefined && { [ATTR_URL_PATH]: request.path.split("?", 1)[0] ?? "" }),
    ...(request.route !== undefined && { [ATTR_HTTP_ROUTE]: request.route }),
    ...(request.scheme !== undefined && { [ATTR_URL_SCHEME]: request.scheme }),
    ...(request.protocol !== undefined && {
      [ATTR_NETWORK_PROTOCOL_VERSION]: request.protocol.replace(/^HTTP\//i, ""),
    }),
    ...(request.userAgent !== undefined && { [ATTR_USER_AGENT_ORIGINAL]: request.userAgent }),
    ...readServer(request.host),
  };
  return {
    name: request.route === undefined ? method.verb : `${method.verb} ${request.route}`,
    trigger: "http",
    kind: KIND_SERVER,
    attributes,
    ...(request.headers !== undefined && { carrier: request.headers }),
  };
}

/** The first of a list of schemes, if it is one: anybody may have written the header that it is from. */
export function readScheme(value: string | undefined): "http" | "https" | undefined {
  const scheme = value?.split(",", 1)[0]?.trim().toLowerCase();
  return scheme === "http" || scheme === "https" ? scheme : undefined;
}

/** A method's attributes, and what stands for it in a span's name. */
export function describeMethod(original: string | undefined): {
  readonly verb: string;
  readonly attributes: Attributes;
} {
  const method = original?.toUpperCase() ?? "";
  const isKnown = KNOWN_HTTP_METHODS.has(method);
  return {
    verb: isKnown ? method : "HTTP",
    attributes: {
      ...(original !== undefined && { [ATTR_HTTP_REQUEST_METHOD]: isKnown ? method : "_OTHER" }),
      ...(original !== undefined &&
        (!isKnown || method !== original) && { [ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: original }),
    },
  };
}

function readServer(host: string | undefined): Attributes {
  if (host === undefined) return {};
  const port = /^(\[.*\]|[^:]*):(\d+)$/.exec(host);
  return {
    [ATTR_SERVER_ADDRESS]: port?.[1] ?? host,
    ...(port?.[2] !== undefined && { [ATTR_SERVER_PORT]: Number(port[2]) }),
  };
}

/** What a status code says of an HTTP invocation: 5xx is a failure, and nothing else is. */
export function httpOutcome(statusCode: number | undefined): Outcome {
  if (statusCode === undefined || !Number.isInteger(statusCode)) return {};
  return {
    attributes: { [ATTR_HTTP_RESPONSE_STATUS_CODE]: statusCode },
    ...(statusCode >= 500 && { errorType: String(statusCode) }),
  };
}
