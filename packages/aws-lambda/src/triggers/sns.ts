import type { MessageContent } from "@isobar/core";
import { messagingInvocation, readEpochMillis, readEpochSeconds } from "@isobar/core/describe";
import { ATTR_AWS_SNS_TOPIC_ARN, ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME } from "@isobar/core/semconv";
import { attributesOf, mapCarrier } from "./carrier.ts";
import { arnPart, known, readAt, rereadable, textAt } from "./read.ts";
import { recordsOf } from "./records.ts";
import { readSnsAttribute, readSnsValue } from "./sns-attribute.ts";
import type { TriggerReader } from "./table.ts";

/**
 * SNS: one message an invocation, in a list all the same.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export const sns: TriggerReader = {
  type: "aws.sns",
  // SNS alone spells its names with capitals.
  knows: (event) =>
    Boolean(readAt(event, "Records", 0, "Sns")) || readAt(event, "Records", 0, "EventSource") === "aws:sns",
  read: (event, functionName) => {
    const records = recordsOf(event);
    const message = readAt(records[0], "Sns");
    const topicArn = textAt(message, "TopicArn");
    return messagingInvocation({
      system: "aws.sns",
      destination: arnPart(topicArn, 5),
      fallbackName: functionName,
      count: records.length,
      isBatch: false,
      records: rereadable(() => readRecords(records)),
      content: readContent,
      messageId: textAt(message, "MessageId"),
      attributes: known({
        [ATTR_AWS_SNS_TOPIC_ARN]: topicArn,
        [ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME]: readEpochSeconds(readAt(message, "Timestamp")),
      }),
    });
  },
};

function* readRecords(records: readonly unknown[]) {
  for (const value of records) {
    const id = textAt(value, "Sns", "MessageId");
    const carrier = mapCarrier(readAt(value, "Sns", "MessageAttributes"), readSnsAttribute);
    yield { value, ...(id !== undefined && { id }), ...(carrier !== undefined && { carrier }) };
  }
}

function readContent(record: unknown): MessageContent {
  const message = readAt(record, "Sns");
  return {
    body: readAt(message, "Message"),
    enqueuedEpochMillis: readEpochMillis(readAt(message, "Timestamp")),
    attributes: () => attributesOf(readAt(message, "MessageAttributes"), readSnsValue),
  };
}
