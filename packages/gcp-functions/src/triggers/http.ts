import type { Invocation } from "@isobar/core";
import { httpInvocation, readHeader, readObject, readString } from "@isobar/core/describe";
import type { HttpRequest } from "../types.ts";

/** An HTTP request as the framework hands it on; any object is read. Its route is known only when it was handled. */
export function describeRequest(value: unknown): Invocation {
  const request = (readObject(value) ?? {}) as HttpRequest;
  const { headers } = request;
  return {
    ...httpInvocation({
      method: readString(request.method),
      path: readString(request.path) ?? readString(request.originalUrl) ?? readString(request.url),
      scheme: readHeader(headers, "x-forwarded-proto")?.split(",", 1)[0]?.trim() ?? readString(request.protocol),
      host: readHeader(headers, "host"),
      protocol: readString(request.httpVersion),
      userAgent: readHeader(headers, "user-agent"),
      headers: readObject(headers),
    }),
    // Outside of the framework, in a unit test, there may be none.
    id: readString(request.executionId) ?? readHeader(headers, "function-execution-id") ?? "unknown",
  };
}
