import type { Carrier, Invocation } from "@isobar/core";
import { httpInvocation, readHeader, readObject, readScheme, readString } from "@isobar/core/describe";
import { ATTR_ISOBAR_TRIGGER_TYPE } from "@isobar/core/semconv";
import type { HttpRequest } from "../types.ts";
import { readCloudTraceContext } from "./cloud-trace-context.ts";
import { readRequestHeader } from "./headers.ts";
import { readRequestEvent } from "./requests.ts";
import { describeTask } from "./tasks.ts";

/**
 * An HTTP request as the framework hands it on; any object is read. Its route is known only when it was handled.
 * Where it brought an event, the event is what triggered the function, and the request's own context is the platform's.
 */
export function describeRequest(value: unknown, functionName: string): Invocation {
  const request = (readObject(value) ?? {}) as HttpRequest;
  const { headers } = request;
  const http = httpInvocation({
    method: readString(request.method),
    path: readString(request.path) ?? readString(request.originalUrl) ?? readString(request.url),
    scheme: readScheme(readHeader(headers, "x-forwarded-proto")) ?? readScheme(readString(request.protocol)),
    host: readHeader(headers, "host"),
    protocol: readString(request.httpVersion),
    userAgent: readHeader(headers, "user-agent"),
    headers: readObject(headers),
  });
  // Outside of the framework, in a unit test, there may be none.
  const id = readString(request.executionId) ?? readHeader(headers, "function-execution-id") ?? "unknown";
  const transport = readTransport(headers);
  const event = readRequestEvent(request, functionName);
  if (event !== undefined) {
    return {
      ...event,
      id,
      attributes: { ...http.attributes, ...event.attributes },
      ...(transport !== undefined && { ambient: transport }),
    };
  }
  const frontEnd = readRequestHeader(headers, "traceparent") === undefined ? transport : undefined;
  return {
    ...http,
    id,
    attributes: { [ATTR_ISOBAR_TRIGGER_TYPE]: "gcp.http", ...http.attributes, ...describeTask(headers) },
    // The front end keeps the caller's trace id and writes the rest of the header itself.
    isSampledFlagForeign: true,
    ...(frontEnd !== undefined && { ambient: frontEnd }),
  };
}

/** The context of the request itself: the front end's. */
function readTransport(headers: unknown): Carrier | undefined {
  const traceparent = readRequestHeader(headers, "traceparent");
  if (traceparent === undefined) return readCloudTraceContext(headers);
  const tracestate = readRequestHeader(headers, "tracestate");
  return { traceparent, ...(tracestate !== undefined && { tracestate }) };
}
