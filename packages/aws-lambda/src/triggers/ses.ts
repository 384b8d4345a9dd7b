import { ATTR_ISOBAR_EVENT_ID } from "@isobar/core/semconv";
import { otherInvocation } from "./other.ts";
import { known, textAt } from "./read.ts";
import { recordSource } from "./records.ts";
import type { TriggerReader } from "./table.ts";

/**
 * Mail that SES received: nothing of it but its id.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda.html
 */
export const ses: TriggerReader = {
  type: "aws.ses",
  knows: (event) => recordSource(event) === "aws:ses",
  read: (event, functionName) =>
    otherInvocation(
      functionName,
      known({ [ATTR_ISOBAR_EVENT_ID]: textAt(event, "Records", 0, "ses", "mail", "messageId") }),
    ),
};
