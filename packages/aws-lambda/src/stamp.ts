import type { Invocation, ResponseStamp } from "@isobar/core";
import { findName, HEADER_SERVER_TIMING, readObject, stampHeaders } from "@isobar/core/describe";
import { ATTR_ISOBAR_TRIGGER_TYPE } from "@isobar/core/semconv";
import type { TriggerType } from "./triggers/table.ts";
import type { LambdaArguments } from "./types.ts";

/** Gives a result the stamp; undefined where it cannot have it. */
type Stamper = (result: unknown, stamp: ResponseStamp, event: unknown) => unknown;

/** By what called the function: who else reads a result knows no headers. */
const STAMPERS: Readonly<Partial<Record<TriggerType, Stamper>>> = {
  "aws.api_gateway.rest": stampMerged,
  "aws.api_gateway.http_v1": stampMerged,
  "aws.elb": stampForLoadBalancer,
  "aws.vpc_lattice": stampSingle,
  "aws.api_gateway.http": stampInferred,
  "aws.lambda.function_url": stampInferred,
};

/** A copy of the handler's result with the stamp among its headers, else the very result. */
export function stampResult(
  result: unknown,
  stamp: ResponseStamp,
  { args, invocation }: { readonly args: LambdaArguments; readonly invocation: Invocation },
): unknown {
  const type = invocation.attributes[ATTR_ISOBAR_TRIGGER_TYPE] as TriggerType | undefined;
  try {
    return (type && STAMPERS[type]?.(result, stamp, args[0])) ?? result;
  } catch {
    // A result with getters that throw is the runtime's to judge.
    return result;
  }
}

/**
 * The prelude of a streamed response, as it is sent: JSON.
 *
 * @returns the same text where it is none
 */
export function stampPrelude(prelude: string, stamp: ResponseStamp): string {
  const fields: unknown = JSON.parse(prelude);
  const headers = isAnswer(fields) ? stampHeaders(fields.headers, stamp, "text") : undefined;
  return headers === undefined ? prelude : JSON.stringify({ ...(fields as object), headers });
}

/** An object as the runtime would write it: one that writes itself in another form cannot be copied. */
function isAnswer(result: unknown): result is Record<string, unknown> {
  const object = readObject(result);
  return object !== undefined && !Array.isArray(object) && typeof object.toJSON !== "function";
}

function stampSingle(result: unknown, stamp: ResponseStamp): unknown {
  if (!isAnswer(result) || result.statusCode === undefined) return undefined;
  const headers = stampHeaders(result.headers, stamp, "text");
  return headers && { ...result, headers };
}

function stampMultiple(result: unknown, stamp: ResponseStamp): unknown {
  if (!isAnswer(result) || result.statusCode === undefined) return undefined;
  const multiValueHeaders = stampHeaders(result.multiValueHeaders, stamp, "list");
  return multiValueHeaders && { ...result, multiValueHeaders };
}

/**
 * API Gateway takes both maps, and of a header in both only the second's values: an own `Server-Timing` of the first
 * would be lost beside one in the second.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
function stampMerged(result: unknown, stamp: ResponseStamp): unknown {
  const multiple = readObject(readObject(result)?.multiValueHeaders);
  const isInMultiple = multiple !== undefined && findName(multiple, HEADER_SERVER_TIMING) in multiple;
  return (isInMultiple ? stampMultiple : stampSingle)(result, stamp);
}

/**
 * A load balancer takes the map that its target group is set to, which the event shows. Where the result has only the
 * other one, what becomes of that must not depend on the stamp.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
function stampForLoadBalancer(result: unknown, stamp: ResponseStamp, event: unknown): unknown {
  const isMultiple = readObject(event)?.multiValueHeaders !== undefined;
  const { headers, multiValueHeaders } = readObject(result) ?? {};
  const [mine, other] = isMultiple ? [multiValueHeaders, headers] : [headers, multiValueHeaders];
  if ((mine ?? undefined) === undefined && (other ?? undefined) !== undefined) return undefined;
  return (isMultiple ? stampMultiple : stampSingle)(result, stamp);
}

/** With one of these in it, a result without a status code may be a response all the same. */
const FIELDS = ["body", "cookies", "headers", "isBase64Encoded", "multiValueHeaders"];

/**
 * HTTP APIs with payload 2.0 and Function URLs make a response of any other JSON: it is the body then. A text is the
 * body without quotes. What they make of nothing is not written down: it stays nothing.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
function stampInferred(result: unknown, stamp: ResponseStamp): unknown {
  if (result === undefined || result === null) return undefined;
  const object = readObject(result);
  if (object !== undefined) {
    if (object.statusCode !== undefined) return stampSingle(result, stamp);
    if (FIELDS.some((name) => name in object)) return undefined;
  }
  const body = typeof result === "string" ? result : JSON.stringify(result);
  if (body === undefined || body === "null") return undefined;
  const headers = stampHeaders({ "content-type": "application/json" }, stamp, "text");
  return { statusCode: 200, headers, body, isBase64Encoded: false };
}
