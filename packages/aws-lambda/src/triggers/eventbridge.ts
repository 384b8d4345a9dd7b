import { messageAttributes, messagingInvocation, readEpochMillis, readEpochSeconds } from "@isobar/core/describe";
import {
  ATTR_ISOBAR_AWS_EVENTBRIDGE_ACCOUNT_ID,
  ATTR_ISOBAR_AWS_EVENTBRIDGE_REGION,
  ATTR_ISOBAR_AWS_EVENTBRIDGE_REPLAY_NAME,
  ATTR_ISOBAR_EVENT_SOURCE,
  ATTR_ISOBAR_EVENT_TYPE,
  ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME,
} from "@isobar/core/semconv";
import { readDetailCarrier } from "./eventbridge-detail.ts";
import { known, readAt, rereadable, textAt } from "./read.ts";
import type { TriggerReader } from "./table.ts";

/**
 * EventBridge. The bus is not in the event, so the span is named after the function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchevents.html
 */
export const eventBridge: TriggerReader = {
  type: "aws.eventbridge",
  knows: (event) => event["detail-type"] !== undefined && Boolean(event.source),
  read: (event, functionName) => {
    const id = textAt(event, "id");
    return messagingInvocation({
      system: "aws.eventbridge",
      fallbackName: functionName,
      count: 1,
      isBatch: false,
      messageId: id,
      records: rereadable(function* () {
        const carrier = readDetailCarrier(event);
        yield { value: event, ...(id !== undefined && { id }), ...(carrier !== undefined && { carrier }) };
      }),
      content: () => ({
        body: readAt(event, "detail"),
        enqueuedEpochMillis: readEpochMillis(readAt(event, "time")),
        // Under the names that a CloudEvent has for them.
        attributes: () =>
          messageAttributes([
            ["type", readAt(event, "detail-type")],
            ["source", readAt(event, "source")],
          ]),
      }),
      attributes: known({
        [ATTR_ISOBAR_EVENT_SOURCE]: textAt(event, "source"),
        [ATTR_ISOBAR_EVENT_TYPE]: textAt(event, "detail-type"),
        [ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME]: readEpochSeconds(readAt(event, "time")),
        [ATTR_ISOBAR_AWS_EVENTBRIDGE_ACCOUNT_ID]: textAt(event, "account"),
        [ATTR_ISOBAR_AWS_EVENTBRIDGE_REGION]: textAt(event, "region"),
        [ATTR_ISOBAR_AWS_EVENTBRIDGE_REPLAY_NAME]: textAt(event, "replay-name"),
      }),
    });
  },
};
