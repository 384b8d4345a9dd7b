import { messagingInvocation } from "@isobar/core/describe";
import { ATTR_ISOBAR_EVENT_ID } from "@isobar/core/semconv";
import { readDataCarrier } from "./kinesis-carrier.ts";
import { afterPrefix, known, listAt, numberAt, readAt, rereadable, textAt } from "./read.ts";
import type { TriggerReader } from "./table.ts";

/**
 * Amazon Data Firehose's transformations. Records have no place for trace context but their data, as in Kinesis.
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
      records: rereadable(() => readRecords(records)),
      content: (record) => ({
        body: readAt(record, "data"),
        encoding: "base64",
        enqueuedEpochMillis: numberAt(record, "approximateArrivalTimestamp"),
      }),
      messageId: records.length === 1 ? textAt(records[0], "recordId") : undefined,
      attributes: known({ [ATTR_ISOBAR_EVENT_ID]: textAt(event, "invocationId") }),
      respond: (failedIds, results) => respond(records, new Set(failedIds), results),
    });
  },
};

function* readRecords(records: readonly unknown[]) {
  for (const value of records) {
    const id = textAt(value, "recordId");
    const carrier = readDataCarrier(readAt(value, "data"));
    yield { value, ...(id !== undefined && { id }), ...(carrier !== undefined && { carrier }) };
  }
}

/**
 * Firehose wants an answer for each record. Those that did not fail go on with what the function returned of `data`,
 * `result` and `metadata`, and otherwise with the data that they came with.
 */
function respond(
  records: readonly unknown[],
  failedIds: ReadonlySet<unknown>,
  results: ReadonlyMap<unknown, unknown> = new Map(),
) {
  return {
    records: records.map((record) => {
      const recordId = readAt(record, "recordId");
      const data = readAt(record, "data");
      if (failedIds.has(recordId)) return { recordId, result: "ProcessingFailed", data };
      const result = results.get(recordId);
      const metadata = readAt(result, "metadata");
      return {
        recordId,
        result: readAt(result, "result") ?? "Ok",
        data: readAt(result, "data") ?? data,
        ...(metadata !== undefined && { metadata }),
      };
    }),
  };
}
