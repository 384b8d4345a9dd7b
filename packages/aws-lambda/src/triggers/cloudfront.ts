import type { Carrier } from "@isobar/core";
import { readObject, readString } from "@isobar/core/describe";
import { ATTR_ISOBAR_EVENT_TYPE } from "@isobar/core/semconv";
import { firstHeader, forwardedScheme } from "./headers.ts";
import { describeRequest } from "./http-parts.ts";
import { known, readAt, textAt } from "./read.ts";
import type { TriggerReader } from "./table.ts";

/**
 * Lambda@Edge: what CloudFront does with a viewer's request, or with the origin's response to it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
 */
export const cloudFront: TriggerReader = {
  type: "aws.cloudfront",
  knows: (event) => readObject(readAt(event, "Records", 0, "cf")) !== undefined,
  read: (event) => {
    const cf = readAt(event, "Records", 0, "cf");
    const config = readAt(cf, "config");
    const headers = readEdgeHeaders(readAt(cf, "request", "headers"));
    const request = describeRequest({
      method: textAt(cf, "request", "method"),
      path: textAt(cf, "request", "uri"),
      scheme: headers === undefined ? undefined : (forwardedScheme(headers, "cloudfront-forwarded-proto") ?? "https"),
      host: firstHeader(headers, "host") ?? textAt(config, "distributionDomainName"),
      userAgent: firstHeader(headers, "user-agent"),
      headers,
      requestId: textAt(config, "requestId"),
    });
    const attributes = known({ [ATTR_ISOBAR_EVENT_TYPE]: textAt(config, "eventType") });
    return { ...request, attributes: { ...request.attributes, ...attributes } };
  },
};

const MAX_VALUES = 16;

/** `{ host: [{ key: "Host", value: "..." }] }` as names and lists of values. */
function readEdgeHeaders(headers: unknown): Carrier | undefined {
  const object = readObject(headers);
  if (object === undefined) return undefined;
  return Object.fromEntries(Object.entries(object).map(([name, items]) => [name, readValues(items)]));
}

function readValues(items: unknown): string[] {
  if (!Array.isArray(items)) return [];
  return items.slice(0, MAX_VALUES).flatMap((item: unknown) => readString(readAt(item, "value")) ?? []);
}
