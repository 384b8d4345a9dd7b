import { ATTR_ISOBAR_EVENT_ID, ATTR_ISOBAR_EVENT_TYPE } from "@isobar/core/semconv";
import { allHeaders, firstHeader } from "./headers.ts";
import { describeRequest } from "./http-parts.ts";
import { known, readAt, textAt } from "./read.ts";
import type { TriggerReader } from "./table.ts";

/**
 * API Gateway's WebSocket APIs. Only `$connect` is an HTTP request and has headers; a message has neither method nor
 * path, so its span is named after the route that chose the function.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integrations.html
 */
export const webSocketApi: TriggerReader = {
  type: "aws.api_gateway.websocket",
  knows: ({ requestContext: context }) =>
    textAt(context, "messageDirection") !== undefined ||
    (textAt(context, "connectionId") !== undefined && textAt(context, "eventType") !== undefined),
  read: (event) => {
    const { requestContext } = event;
    const eventType = textAt(requestContext, "eventType");
    const headers = allHeaders(event.headers, event.multiValueHeaders);
    const request = describeRequest({
      method: eventType === "CONNECT" ? (textAt(event, "httpMethod") ?? "GET") : undefined,
      scheme: "https",
      host: textAt(requestContext, "domainName") ?? firstHeader(headers, "host"),
      userAgent: textAt(readAt(requestContext, "identity"), "userAgent") ?? firstHeader(headers, "user-agent"),
      headers,
      requestId: textAt(requestContext, "requestId"),
    });
    return {
      ...request,
      name: textAt(requestContext, "routeKey") ?? request.name,
      attributes: {
        ...request.attributes,
        ...known({
          [ATTR_ISOBAR_EVENT_TYPE]: eventType,
          [ATTR_ISOBAR_EVENT_ID]: textAt(requestContext, "connectionId"),
        }),
      },
    };
  },
};
