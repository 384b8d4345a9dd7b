import type { Invocation, Outcome, Settled } from "@isobar/core";
import { httpOutcome, readObject } from "@isobar/core/describe";
import { ATTR_HTTP_REQUEST_METHOD } from "@isobar/core/semconv";
import type { HttpAnswer } from "./types.ts";

/** `error.type` where the connection closed before the function had ended its response: the client, or a proxy, left. */
export const ERROR_TYPE_CONNECTION_CLOSED = "connection_closed";

/**
 * What became of the response. The framework answers for a handler that throws, so its status is known as well. Who
 * delivers an event by a request sends it again for any status but a success: there, a 4xx is a failure too.
 */
export function describeOutcome(settled: Settled<unknown>, invocation: Invocation): Outcome {
  const isRequest = invocation.attributes[ATTR_HTTP_REQUEST_METHOD] !== undefined;
  if (!isRequest) return {};
  const { statusCode, isComplete } = (readObject(settled.result) ?? {}) as Partial<HttpAnswer>;
  const outcome = httpOutcome(statusCode);
  const isRefused = invocation.trigger !== "http" && statusCode !== undefined && (statusCode < 200 || statusCode > 299);
  return {
    ...(isComplete === false && { errorType: ERROR_TYPE_CONNECTION_CLOSED }),
    ...(isRefused && { errorType: String(statusCode) }),
    ...outcome,
  };
}
