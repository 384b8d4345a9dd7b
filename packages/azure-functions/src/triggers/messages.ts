import type { BatchMessage, BatchRecord, Carrier } from "@isobar/core";
import { readObject, readString } from "@isobar/core/describe";
import type { BrokerMessage } from "../types.ts";
import type { TriggerCall } from "./table.ts";

/** What an invocation was handed, in whichever of its three forms. */
export interface Messages {
  /** Whether the trigger hands over batches, even of one. */
  readonly isBatch: boolean;
  readonly count: number;
  /** What the function gets of each. */
  readonly values: readonly unknown[];
  at(index: number): BrokerMessage;
  /** The body of each: what the function gets, or a part of that. */
  bodyAt(index: number): unknown;
}

const FIELDS = [
  "messageId",
  "correlationId",
  "deliveryCount",
  "sessionId",
  "enqueuedTimeUtc",
  "applicationProperties",
  "userProperties",
  "properties",
] as const;

/**
 * The messages of an invocation: the trigger's metadata describes one message, or a batch by an array for each field;
 * with `sdkBinding` the input holds the messages themselves.
 */
export function createMessages({ input, context, options }: TriggerCall): Messages {
  const isBatch = readString(options.cardinality)?.toLowerCase() === "many";
  if (options.sdkBinding === true) {
    const items = readSdkMessages(input);
    const at = (index: number): BrokerMessage => readObject(items[index]) ?? {};
    return { isBatch, count: items.length, values: items, at, bodyAt: (index) => at(index).body };
  }
  const metadata = readObject(context.triggerMetadata) ?? {};
  const values: readonly unknown[] = isBatch && Array.isArray(input) ? input : [input];
  const bodyAt = (index: number): unknown => values[index];
  if (!isBatch) return { isBatch, count: 1, values, at: () => metadata, bodyAt };
  return {
    isBatch,
    values,
    bodyAt,
    count: countMessages(input, [metadata.messageIdArray, metadata.propertiesArray, metadata.sequenceNumberArray]),
    at: (index) =>
      Object.fromEntries(
        FIELDS.map((name) => {
          const values = metadata[`${name}Array`];
          return [name, Array.isArray(values) ? values[index] : undefined];
        }),
      ),
  };
}

function countMessages(input: unknown, fields: readonly unknown[]): number {
  if (Array.isArray(input)) return input.length;
  const field = fields.find((values) => Array.isArray(values));
  return Array.isArray(field) ? field.length : 1;
}

/** The vendor's extension hands over `{messages, actions}`. */
function readSdkMessages(input: unknown): readonly unknown[] {
  const messages = readObject(input)?.messages ?? input;
  return Array.isArray(messages) ? messages : [messages];
}

/** Reads one message of a batch for its link; undefined where it has none. */
export type MessageReader = (index: number) => { readonly carrier: Carrier | undefined; readonly id?: unknown };

/** Read when asked for: a batch may have thousands of messages, a span 128 links. */
export function* readLinks(count: number, read: MessageReader): Iterable<BatchMessage> {
  for (let index = 0; index < count; index += 1) {
    try {
      const message = read(index);
      const id = readString(message.id);
      const { carrier } = message;
      if (carrier !== undefined) yield { carrier, ...(id !== undefined && { id }) };
    } catch {
      // A message that cannot be read has no link; the others do.
    }
  }
}

/** What one record has of its own, by its place in the batch. */
type RecordParts = ReturnType<MessageReader> &
  Pick<BatchRecord, "attributes"> & { readonly group?: string | undefined };

/** The same for all records, with what the function gets of each. One that cannot be read has its value alone. */
export function readRecords(values: readonly unknown[], read: (index: number) => RecordParts): Iterable<BatchRecord> {
  const readParts = (index: number): Omit<BatchRecord, "value"> => {
    try {
      const { carrier, group, attributes, ...rest } = read(index);
      const id = readString(rest.id);
      return {
        ...(id !== undefined && { id }),
        ...(carrier !== undefined && { carrier }),
        ...(group !== undefined && { group }),
        ...(attributes !== undefined && { attributes }),
      };
    } catch {
      return {};
    }
  };
  return {
    *[Symbol.iterator]() {
      for (const [index, value] of values.entries()) yield { value, ...readParts(index) };
    },
  };
}
