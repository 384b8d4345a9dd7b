import type { LambdaEvent } from "../types.ts";
import { allHeaders, firstHeader, forwardedScheme } from "./headers.ts";
import { describeRequest, readRoute } from "./http-parts.ts";
import { readAt, textAt } from "./read.ts";
import type { TriggerDescription, TriggerReader } from "./table.ts";

/**
 * Lambda Function URLs.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export const functionUrl: TriggerReader = {
  type: "aws.lambda.function_url",
  knows: (event) => hasHttp(event) && textAt(event, "requestContext", "domainName")?.includes(".lambda-url.") === true,
  read: readRequest,
};

/**
 * API Gateway's HTTP APIs with payload format 2.0.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export const httpApi: TriggerReader = {
  type: "aws.api_gateway.http",
  knows: (event) => hasHttp(event) && event.version === "2.0",
  read: readRequest,
};

function hasHttp(event: LambdaEvent): boolean {
  const http = readAt(event, "requestContext", "http");
  return typeof http === "object" && http !== null;
}

function readRequest(event: LambdaEvent): TriggerDescription {
  const { requestContext } = event;
  const http = readAt(requestContext, "http");
  const headers = allHeaders(event.headers, undefined);
  return describeRequest({
    method: textAt(http, "method"),
    path: textAt(event, "rawPath") ?? textAt(http, "path"),
    route: readRouteKey(textAt(event, "routeKey")),
    scheme: forwardedScheme(headers) ?? "https",
    host: textAt(requestContext, "domainName") ?? firstHeader(headers, "host"),
    protocol: textAt(http, "protocol"),
    userAgent: textAt(http, "userAgent") ?? firstHeader(headers, "user-agent"),
    headers,
    requestId: textAt(requestContext, "requestId"),
  });
}

/** `GET /orders/{id}` without the method. A Function URL's is always `$default`. */
function readRouteKey(routeKey: string | undefined): string | undefined {
  return readRoute(routeKey?.slice(routeKey.indexOf(" ") + 1));
}
