import type { Invocation, Outcome, Settled } from "@isobar/core";
import { httpOutcome, readObject } from "@isobar/core/describe";
import type { HttpAnswer } from "./types.ts";

/** `error.type` where the connection closed before the function had ended its response: the client, or a proxy, left. */
export const ERROR_TYPE_CONNECTION_CLOSED = "connection_closed";

/** What became of the response. The framework answers for a handler that throws, so its status is known as well. */
export function describeOutcome(settled: Settled<unknown>, invocation: Invocation): Outcome {
  if (invocation.trigger !== "http") return {};
  const { statusCode, isComplete } = (readObject(settled.result) ?? {}) as Partial<HttpAnswer>;
  const outcome = httpOutcome(statusCode);
  return isComplete === false ? { errorType: ERROR_TYPE_CONNECTION_CLOSED, ...outcome } : outcome;
}
