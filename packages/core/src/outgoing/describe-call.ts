import type { Attributes, OutgoingDescription } from "../adapter.ts";
import type { Config } from "../config.ts";
import { describeMethod } from "../describe/http.ts";
import { KIND_CLIENT } from "../describe/kind.ts";
import { redactPath } from "../redact.ts";
import { ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT, ATTR_URL_FULL } from "../semconv.ts";
import { type OutgoingRequest, readOrigin } from "./request.ts";

/**
 * A request by the HTTP client conventions. The URL is without credentials, query string and fragment, and its path as
 * `privacy.urlPath` has it.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client
 */
export function describeHttpCall(
  request: OutgoingRequest,
  urlPath: Config["privacy"]["urlPath"],
): OutgoingDescription & { readonly kind: typeof KIND_CLIENT } {
  const { verb, attributes } = describeMethod(request.method);
  return {
    name: verb,
    kind: KIND_CLIENT,
    attributes: {
      ...attributes,
      [ATTR_SERVER_ADDRESS]: request.host,
      ...(request.port !== undefined && { [ATTR_SERVER_PORT]: request.port }),
      ...describeUrl(request, urlPath),
    },
  };
}

function describeUrl(request: OutgoingRequest, urlPath: Config["privacy"]["urlPath"]): Attributes {
  const origin = readOrigin(request);
  // Without its path a URL would be another one.
  if (urlPath === "omit" || origin === undefined || request.method === "CONNECT") return {};
  return { [ATTR_URL_FULL]: `${origin}${urlPath === "full" ? request.path : redactPath(request.path)}` };
}

/** `error.type` of a request that got no answer: the error's code, which says more than its class. */
export function readCallError(error: unknown, readErrorType: (error: unknown) => string): string {
  try {
    const { code } = error as { code?: unknown };
    if (typeof code === "string" && /^[A-Z][A-Z\d_]{2,63}$/.test(code)) return code;
  } catch {
    // No error, or one that cannot be read.
  }
  return readErrorType(error);
}
