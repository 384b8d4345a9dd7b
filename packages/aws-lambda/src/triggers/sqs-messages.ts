import type { BatchMessage, Carrier } from "@isobar/core";
import { mapCarrier, readBase64, readText, XRAY_NAME } from "./carrier.ts";
import { readAt, rereadable, textAt } from "./read.ts";
import { readEnvelopeCarrier } from "./sqs-envelope.ts";

/** Read when asked for: a batch may have ten thousand records, a span 128 links. */
export function readSqsMessages(records: readonly unknown[]): Iterable<BatchMessage> {
  return rereadable(function* () {
    for (const record of records) {
      if (typeof record !== "object" || record === null) continue;
      const id = textAt(record, "messageId");
      const carrier = readCarrier(record);
      yield { ...(id !== undefined && { id }), ...(carrier !== undefined && { carrier }) };
    }
  });
}

/**
 * What the sender put among the attributes, or in the body of an envelope that a service made of its message; and
 * X-Ray's header, which SQS keeps apart.
 */
function readCarrier(record: object): Carrier | undefined {
  const own = mapCarrier(readAt(record, "messageAttributes"), readAttribute);
  const sent = own?.traceparent === undefined ? { ...readEnvelopeCarrier(readAt(record, "body")), ...own } : own;
  const xray = textAt(record, "attributes", "AWSTraceHeader");
  const carrier = xray === undefined ? sent : { ...sent, [XRAY_NAME]: xray };
  return Object.keys(carrier).length === 0 ? undefined : carrier;
}

function readAttribute(attribute: unknown): string | undefined {
  return readText(readAt(attribute, "stringValue")) ?? readBase64(readAt(attribute, "binaryValue"));
}
