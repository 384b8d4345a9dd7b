import type { BatchMessage } from "@isobar/core";
import { messagingInvocation, readObject, readString } from "@isobar/core/describe";
import { ATTR_AWS_SQS_QUEUE_URL } from "@isobar/core/semconv";
import type { SqsRecord } from "../types.ts";
import type { TriggerReader } from "./table.ts";

/**
 * SQS. All records of one invocation come from one queue; only made-up events mix them.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export const sqsTrigger: TriggerReader = (event, functionName) => {
  const records = event.Records;
  if (!Array.isArray(records)) return undefined;
  const first = readObject(records[0]) as SqsRecord | undefined;
  if (first?.eventSource !== "aws:sqs") return undefined;
  const arn = readString(first.eventSourceARN)?.split(":");
  const isOneQueue = readObject(records.at(-1))?.eventSourceARN === first.eventSourceARN;
  return messagingInvocation({
    system: "aws.sqs",
    destination: isOneQueue ? arn?.[5] : "multiple_sources",
    fallbackName: functionName,
    count: records.length,
    isBatch: true,
    messages: readMessages(records),
    messageId: records.length === 1 ? readString(first.messageId) : undefined,
    attributes: isOneQueue ? readQueueUrl(arn) : {},
    respond: (failedIds) => ({ batchItemFailures: failedIds.map((itemIdentifier) => ({ itemIdentifier })) }),
  });
};

function readQueueUrl(arn: string[] | undefined): Record<string, string> {
  if (arn?.[0] !== "arn" || arn.length < 6) return {};
  const [, partition, , region, account, name] = arn;
  const domain = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return { [ATTR_AWS_SQS_QUEUE_URL]: `https://sqs.${region}.${domain}/${account}/${name}` };
}

/** Read when asked for: a batch may have ten thousand records, a span 128 links. */
function* readMessages(records: readonly unknown[]): Iterable<BatchMessage> {
  for (const item of records) {
    const record = readObject(item) as SqsRecord | undefined;
    if (record === undefined) continue;
    const id = readString(record.messageId);
    const carrier = readCarrier(record.messageAttributes);
    yield { ...(id !== undefined && { id }), ...(carrier !== undefined && { carrier }) };
  }
}

const CONTEXT_NAMES = new Set(["traceparent", "tracestate", "baggage"]);

function readCarrier(messageAttributes: unknown): Record<string, string> | undefined {
  const attributes = readObject(messageAttributes);
  if (attributes === undefined) return undefined;
  const carrier: Record<string, string> = {};
  // SQS allows ten attributes a message, so looking at all is bounded.
  for (const name of Object.keys(attributes)) {
    const value = CONTEXT_NAMES.has(name.toLowerCase())
      ? readString(readObject(attributes[name])?.stringValue)
      : undefined;
    if (value !== undefined) carrier[name.toLowerCase()] = value;
  }
  return carrier;
}
