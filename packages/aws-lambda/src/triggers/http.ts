import { httpInvocation, readHeader, readObject, readString } from "@isobar/core/describe";
import type { HttpEvent } from "../types.ts";
import type { TriggerReader } from "./table.ts";

/**
 * HTTP API (payload 2.0) and Lambda Function URLs. A Function URL's route is always `$default`, which is no route.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export const httpTrigger: TriggerReader = (event) => {
  const { requestContext, headers, rawPath, routeKey, version } = event as HttpEvent;
  const http = readObject(requestContext) && readObject(requestContext?.http);
  if (http === undefined || version !== "2.0") return undefined;
  return httpInvocation({
    method: readString(http.method),
    path: readString(rawPath) ?? readString(http.path),
    route: readRoute(readString(routeKey)),
    scheme: readHeader(headers, "x-forwarded-proto") ?? "https",
    host: readString(requestContext?.domainName) ?? readHeader(headers, "host"),
    protocol: readString(http.protocol),
    userAgent: readString(http.userAgent) ?? readHeader(headers, "user-agent"),
    headers: readObject(headers),
  });
};

/** `GET /orders/{id}` without the method. */
function readRoute(routeKey: string | undefined): string | undefined {
  const route = routeKey?.slice(routeKey.indexOf(" ") + 1);
  return route?.startsWith("/") ? route : undefined;
}
