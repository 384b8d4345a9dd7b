import type { Outcome } from "@isobar/core";
import { httpOutcome, readObject } from "@isobar/core/describe";

const BAD_GATEWAY = 502;

/**
 * REST APIs, HTTP APIs with payload 1.0, load balancers and VPC Lattice want an object with a status code, and answer
 * 502 where they get something else.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function strictOutcome(result: unknown): Outcome {
  return httpOutcome(readStatus(readObject(result)?.statusCode) ?? BAD_GATEWAY);
}

/**
 * HTTP APIs with payload 2.0 and Function URLs answer 200 with whatever has no status code, nothing included.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function inferredOutcome(result: unknown): Outcome {
  const statusCode = readObject(result)?.statusCode;
  return httpOutcome(statusCode === undefined ? 200 : readStatus(statusCode));
}

/** A WebSocket API asks for a status to let a client connect; a message need not be answered. */
export function webSocketOutcome(result: unknown): Outcome {
  return httpOutcome(readStatus(readObject(result)?.statusCode));
}

/**
 * Lambda@Edge: a response, generated or changed, has a `status` in digits. A request that goes on has none yet.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses.html
 */
export function edgeOutcome(result: unknown): Outcome {
  return httpOutcome(readStatus(readObject(result)?.status));
}

/** A number, or its digits. */
function readStatus(value: unknown): number | undefined {
  const status = typeof value === "string" && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof status === "number" && Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined;
}
