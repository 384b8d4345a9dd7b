import { messagingInvocation } from "@isobar/core/describe";
import { ATTR_ISOBAR_EVENT_ID } from "@isobar/core/semconv";
import { afterPrefix, known, listAt, readAt, rereadable, textAt } from "./read.ts";
import type { TriggerReader } from "./table.ts";

/**
 * Amazon Data Firehose's transformations. They have no place for trace context.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 */
export const firehose: TriggerReader = {
  type: "aws.firehose",
  knows: (event) => Boolean(event.deliveryStreamArn) && Array.isArray(event.records),
  read: (event, functionName) => {
    const records = listAt(event, "records");
    return messagingInvocation({
      system: "aws.firehose",
      destination: afterPrefix(event.deliveryStreamArn, ":deliverystream/"),
      fallbackName: functionName,
      count: records.length,
      isBatch: true,
      messages: rereadable(() => readMessages(records)),
      messageId: records.length === 1 ? textAt(records[0], "recordId") : undefined,
      attributes: known({ [ATTR_ISOBAR_EVENT_ID]: textAt(event, "invocationId") }),
      respond: (failedIds) => respond(records, new Set(failedIds)),
    });
  },
};

function* readMessages(records: readonly unknown[]) {
  for (const record of records) {
    const id = textAt(record, "recordId");
    yield { ...(id !== undefined && { id }) };
  }
}

/** Firehose wants an answer for each record; those that did not fail go on with the data that they came with. */
function respond(records: readonly unknown[], failedIds: ReadonlySet<unknown>) {
  return {
    records: records.map((record) => {
      const recordId = readAt(record, "recordId");
      return { recordId, result: failedIds.has(recordId) ? "ProcessingFailed" : "Ok", data: readAt(record, "data") };
    }),
  };
}
