import {
  ATTR_ISOBAR_AWS_DESTINATION_INVOKE_COUNT,
  ATTR_ISOBAR_EVENT_ID,
  ATTR_ISOBAR_EVENT_SOURCE,
  ATTR_ISOBAR_EVENT_TYPE,
} from "@isobar/core/semconv";
import { otherInvocation } from "./other.ts";
import { known, numberAt, textAt } from "./read.ts";
import type { TriggerReader } from "./table.ts";

/**
 * Lambda's destinations: what became of another function's asynchronous invocation. It has a `requestContext`, and
 * is no HTTP.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export const lambdaDestination: TriggerReader = {
  type: "aws.lambda.destination",
  knows: (event) => textAt(event, "requestContext", "functionArn") !== undefined && event.requestPayload !== undefined,
  read: ({ requestContext }, functionName) =>
    otherInvocation(
      functionName,
      known({
        [ATTR_ISOBAR_EVENT_ID]: textAt(requestContext, "requestId"),
        [ATTR_ISOBAR_EVENT_SOURCE]: textAt(requestContext, "functionArn"),
        [ATTR_ISOBAR_EVENT_TYPE]: textAt(requestContext, "condition"),
        [ATTR_ISOBAR_AWS_DESTINATION_INVOKE_COUNT]: numberAt(requestContext, "approximateInvokeCount"),
      }),
    ),
};
