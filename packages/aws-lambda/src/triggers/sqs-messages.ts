import type { BatchRecord, Carrier } from "@isobar/core";
import { mapCarrier, readBase64, readText, XRAY_NAME } from "./carrier.ts";
import { readAt, rereadable, textAt } from "./read.ts";
import { readEnvelopeCarrier } from "./sqs-envelope.ts";

/**
 * Read when asked for: a batch may have ten thousand records, a span 128 links.
 *
 * @param isFifo - whether `MessageGroupId` means order; queues without order have it for fairness
 */
export function readSqsRecords(records: readonly unknown[], isFifo: boolean): Iterable<BatchRecord> {
  return rereadable(function* () {
    for (const value of records) {
      const id = textAt(value, "messageId");
      const carrier = readCarrier(value);
      const group = isFifo ? textAt(value, "attributes", "MessageGroupId") : undefined;
      yield {
        value,
        ...(id !== undefined && { id }),
        ...(carrier !== undefined && { carrier }),
        ...(group !== undefined && { group }),
      };
    }
  });
}

/**
 * What the sender put among the attributes, or in the body of an envelope that a service made of its message; and
 * X-Ray's header, which SQS keeps apart.
 */
function readCarrier(record: unknown): Carrier | undefined {
  const own = mapCarrier(readAt(record, "messageAttributes"), readAttribute);
  const sent = own?.traceparent === undefined ? { ...readEnvelopeCarrier(readAt(record, "body")), ...own } : own;
  const xray = textAt(record, "attributes", "AWSTraceHeader");
  const carrier = xray === undefined ? sent : { ...sent, [XRAY_NAME]: xray };
  return Object.keys(carrier).length === 0 ? undefined : carrier;
}

function readAttribute(attribute: unknown): string | undefined {
  return readText(readAt(attribute, "stringValue")) ?? readBase64(readAt(attribute, "binaryValue"));
}
