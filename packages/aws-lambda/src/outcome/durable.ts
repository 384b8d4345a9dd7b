import type { Outcome } from "@isobar/core";
import { readObject } from "@isobar/core/describe";
import { ATTR_ISOBAR_AWS_DURABLE_STATUS } from "@isobar/core/semconv";

const STATUSES: ReadonlySet<unknown> = new Set(["SUCCEEDED", "FAILED", "PENDING"]);

/**
 * A durable execution fails without a throw. Where it is pending it waits, and goes on in another invocation.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html
 */
export function durableOutcome(result: unknown): Outcome {
  const status = readObject(result)?.Status;
  if (typeof status !== "string" || !STATUSES.has(status)) return {};
  return {
    attributes: { [ATTR_ISOBAR_AWS_DURABLE_STATUS]: status },
    ...(status === "FAILED" && { errorType: "durable_execution_failed" }),
  };
}
