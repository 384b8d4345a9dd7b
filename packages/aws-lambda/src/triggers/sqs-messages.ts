import type { BatchRecord, Carrier, MessageContent } from "@isobar/core";
import { decodeBase64 } from "@isobar/core/describe";
import { attributesOf, mapCarrier, readBase64, readText, XRAY_NAME } from "./carrier.ts";
import { numberAt, readAt, rereadable, textAt } from "./read.ts";
import { readEnvelopeCarrier } from "./sqs-envelope.ts";

/**
 * Read when asked for: a batch may have ten thousand records, a span 128 links.
 *
 * @param isFifo - whether `MessageGroupId` means order; queues without order have it for fairness
 */
export function readSqsRecords(records: readonly unknown[], isFifo: boolean): Iterable<BatchRecord> {
  return rereadable(function* () {
    for (const value of records) yield new SqsRecord(value, isFifo);
  });
}

/** A class: an object with a getter of its own would keep its message until a full collection. */
class SqsRecord implements BatchRecord {
  declare readonly id?: string;
  declare readonly group?: string;
  readonly value: unknown;

  constructor(value: unknown, isFifo: boolean) {
    this.value = value;
    const id = textAt(value, "messageId");
    if (id !== undefined) this.id = id;
    const group = isFifo ? textAt(value, "attributes", "MessageGroupId") : undefined;
    if (group !== undefined) this.group = group;
  }

  /** A body may have to be looked into for it, which is done only where the carrier is wanted. */
  get carrier(): Carrier | undefined {
    return readCarrier(this.value);
  }
}

/** The message as it lies in the queue: what a service put around its own message is part of the body. */
export function readSqsContent(record: unknown): MessageContent {
  return {
    body: readAt(record, "body"),
    attempt: numberAt(record, "attributes", "ApproximateReceiveCount"),
    enqueuedEpochMillis: numberAt(record, "attributes", "SentTimestamp"),
    attributes: () => attributesOf(readAt(record, "messageAttributes"), readAttributeValue),
  };
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

function readAttributeValue(attribute: unknown): unknown {
  const binary = textAt(attribute, "binaryValue");
  return textAt(attribute, "stringValue") ?? (binary === undefined ? undefined : decodeBase64(binary));
}
