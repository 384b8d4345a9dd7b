import type { Invocation, Outcome, Settled } from "@isobar/core";
import { httpOutcome, readObject } from "@isobar/core/describe";
import { ATTR_ISOBAR_BATCH_FAILED_COUNT } from "@isobar/core/semconv";

/** What Lambda, or the gateway before it, makes of a result. A thrown error's status is not ours to know. */
export function describeOutcome(settled: Settled<unknown>, invocation: Invocation): Outcome {
  if ("error" in settled) return {};
  if (invocation.trigger === "http") return httpOutcome(readStatusCode(settled.result));
  if (invocation.trigger === "pubsub") return readBatchFailures(settled.result, invocation.batch?.count);
  return {};
}

/**
 * HTTP API (payload 2.0) and Function URLs answer 200 for anything without a `statusCode`, nothing included.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
function readStatusCode(result: unknown): number | undefined {
  const statusCode = readObject(result)?.statusCode;
  if (statusCode === undefined) return 200;
  const number = Number(statusCode);
  return Number.isInteger(number) && number >= 100 && number <= 599 ? number : undefined;
}

/** A partial failure is no failed invocation; that all items failed is. */
function readBatchFailures(result: unknown, count: number | undefined): Outcome {
  const failures = readObject(result)?.batchItemFailures;
  if (!Array.isArray(failures) || failures.length === 0) return {};
  return {
    attributes: { [ATTR_ISOBAR_BATCH_FAILED_COUNT]: failures.length },
    ...(failures.length === count && { errorType: "batch_failed" }),
  };
}
