import { type HttpRequestParts, httpInvocation } from "@isobar/core/describe";
import { ATTR_AWS_REQUEST_ID } from "@isobar/core/semconv";
import { known } from "./read.ts";
import type { TriggerDescription } from "./table.ts";

/** What AWS says of a request beside what every platform says. */
export interface AwsRequestParts extends HttpRequestParts {
  /** The gateway's id of the request, which is in its access log. */
  readonly requestId?: string | undefined;
}

/** The description of a request by HTTP. */
export function describeRequest({ requestId, ...request }: AwsRequestParts): TriggerDescription {
  const description = httpInvocation(request);
  return { ...description, attributes: { ...description.attributes, ...known({ [ATTR_AWS_REQUEST_ID]: requestId }) } };
}

/** A route's template; `$default` is none. */
export function readRoute(route: string | undefined): string | undefined {
  return route?.startsWith("/") ? route : undefined;
}
