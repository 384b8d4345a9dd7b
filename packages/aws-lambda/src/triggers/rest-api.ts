import type { LambdaEvent } from "../types.ts";
import { allHeaders, firstHeader, forwardedScheme } from "./headers.ts";
import { describeRequest, readRoute } from "./http-parts.ts";
import { readAt, textAt } from "./read.ts";
import type { TriggerDescription, TriggerReader } from "./table.ts";

/**
 * API Gateway's REST APIs with proxy integration. An event of another integration has the shape that its mapping
 * template gives it, and cannot be recognised.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export const restApi: TriggerReader = {
  type: "aws.api_gateway.rest",
  knows: (event) => event.version !== "1.0" && isProxyEvent(event),
  read: readProxyEvent,
};

/** HTTP APIs with payload format 1.0, which is the REST APIs' format. */
export const httpApiV1: TriggerReader = {
  type: "aws.api_gateway.http_v1",
  knows: (event) => event.version === "1.0" && isProxyEvent(event),
  read: readProxyEvent,
};

function isProxyEvent(event: LambdaEvent): boolean {
  return (
    textAt(event, "httpMethod") !== undefined &&
    readAt(event, "requestContext", "stage") !== undefined &&
    event.resource !== undefined
  );
}

function readProxyEvent(event: LambdaEvent): TriggerDescription {
  const { requestContext } = event;
  const headers = allHeaders(event.headers, event.multiValueHeaders);
  return describeRequest({
    method: textAt(event, "httpMethod"),
    path: textAt(event, "path"),
    route: readRoute(textAt(event, "resource")),
    scheme: forwardedScheme(headers) ?? "https",
    host: textAt(requestContext, "domainName") ?? firstHeader(headers, "host"),
    protocol: textAt(requestContext, "protocol"),
    userAgent: textAt(requestContext, "identity", "userAgent") ?? firstHeader(headers, "user-agent"),
    headers,
    requestId: textAt(requestContext, "requestId"),
  });
}
