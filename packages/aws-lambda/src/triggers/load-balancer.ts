import type { LambdaEvent } from "../types.ts";
import { allHeaders, firstHeader, forwardedScheme } from "./headers.ts";
import { describeRequest } from "./http-parts.ts";
import { readAt, textAt } from "./read.ts";
import type { TriggerReader } from "./table.ts";

/**
 * Application Load Balancers: the target group's setting decides whether headers are single or multi-value.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export const loadBalancer: TriggerReader = {
  type: "aws.elb",
  knows: (event) => Boolean(readAt(event, "requestContext", "elb")),
  read: (event) => {
    const headers = allHeaders(event.headers, event.multiValueHeaders);
    return describeRequest({
      method: textAt(event, "httpMethod"),
      path: textAt(event, "path"),
      scheme: forwardedScheme(headers),
      host: firstHeader(headers, "host"),
      userAgent: firstHeader(headers, "user-agent"),
      headers,
    });
  },
};

/**
 * VPC Lattice, event structure 2.
 *
 * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html
 */
export const latticeV2: TriggerReader = {
  type: "aws.vpc_lattice",
  knows: ({ requestContext }) =>
    textAt(requestContext, "serviceNetworkArn") !== undefined || textAt(requestContext, "serviceArn") !== undefined,
  read: (event) => readLattice(event, textAt(event, "path")),
};

/** VPC Lattice, event structure 1, whose path has the query in it. */
export const latticeV1: TriggerReader = {
  type: "aws.vpc_lattice",
  knows: (event) =>
    event.raw_path !== undefined && textAt(event, "method") !== undefined && event.is_base64_encoded !== undefined,
  read: (event) => readLattice(event, textAt(event, "raw_path")),
};

function readLattice(event: LambdaEvent, path: string | undefined) {
  const headers = allHeaders(event.headers, undefined);
  return describeRequest({
    method: textAt(event, "method"),
    path,
    scheme: forwardedScheme(headers) ?? "https",
    host: firstHeader(headers, "host"),
    userAgent: firstHeader(headers, "user-agent") ?? firstHeader(headers, "user_agent"),
    headers,
  });
}
