import { ATTR_AWS_REQUEST_ID, ATTR_ISOBAR_EVENT_TYPE } from "@isobar/core/semconv";
import { allHeaders } from "./headers.ts";
import { otherInvocation } from "./other.ts";
import { known, readAt, textAt } from "./read.ts";
import type { TriggerReader } from "./table.ts";

/**
 * API Gateway's Lambda authorizers. What they are asked about looks like a proxy event, but the answer is a policy.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export const apiGatewayAuthorizer: TriggerReader = {
  type: "aws.api_gateway.authorizer",
  knows: (event) =>
    (event.type === "TOKEN" || event.type === "REQUEST") &&
    Boolean(event.methodArn || event.routeArn || event.identitySource) &&
    event.isBase64Encoded === undefined,
  read: (event, functionName) =>
    otherInvocation(
      functionName,
      known({
        [ATTR_ISOBAR_EVENT_TYPE]: textAt(event, "type"),
        [ATTR_AWS_REQUEST_ID]: textAt(event, "requestContext", "requestId"),
      }),
      allHeaders(event.headers, event.multiValueHeaders),
    ),
};

/** AppSync's Lambda authorizers. */
export const appSyncAuthorizer: TriggerReader = {
  type: "aws.appsync.authorizer",
  knows: (event) => Boolean(event.authorizationToken) && readAt(event, "requestContext", "queryString") !== undefined,
  read: (event, functionName) =>
    otherInvocation(
      functionName,
      known({ [ATTR_AWS_REQUEST_ID]: textAt(event, "requestContext", "requestId") }),
      allHeaders(event.requestHeaders, undefined),
    ),
};
