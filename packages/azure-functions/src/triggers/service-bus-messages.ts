import { readObject, readString } from "@isobar/core/describe";
import type { ServiceBusMessage } from "../types.ts";
import type { TriggerCall } from "./table.ts";

/** What an invocation was handed, in whichever of its three forms. */
export interface Messages {
  /** Whether the trigger hands over batches, even of one. */
  readonly isBatch: boolean;
  readonly count: number;
  at(index: number): ServiceBusMessage;
}

/**
 * The messages of an invocation: the trigger's metadata describes one message, or a batch by an array for each field;
 * with `sdkBinding` the input holds the messages themselves.
 */
export function createMessages({ input, context, options }: TriggerCall): Messages {
  const isBatch = readString(options.cardinality)?.toLowerCase() === "many";
  if (options.sdkBinding === true) {
    const items = readSdkMessages(input);
    return { isBatch, count: items.length, at: (index) => readObject(items[index]) ?? {} };
  }
  const metadata = readObject(context.triggerMetadata) ?? {};
  if (!isBatch) return { isBatch, count: 1, at: () => metadata };
  const field = (name: string, index: number): unknown => {
    const values = metadata[`${name}Array`];
    return Array.isArray(values) ? values[index] : undefined;
  };
  return {
    isBatch,
    count: countMessages(input, metadata.messageIdArray),
    at: (index) => ({
      messageId: field("messageId", index),
      correlationId: field("correlationId", index),
      deliveryCount: field("deliveryCount", index),
      enqueuedTimeUtc: field("enqueuedTimeUtc", index),
      applicationProperties: field("applicationProperties", index),
      userProperties: field("userProperties", index),
    }),
  };
}

function countMessages(input: unknown, ids: unknown): number {
  if (Array.isArray(input)) return input.length;
  return Array.isArray(ids) ? ids.length : 1;
}

/** The vendor's extension hands over `{messages, actions}`. */
function readSdkMessages(input: unknown): readonly unknown[] {
  const messages = readObject(input)?.messages ?? input;
  return Array.isArray(messages) ? messages : [messages];
}
