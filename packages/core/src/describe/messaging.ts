import type { Attributes, Batch, BatchMessage, BatchRecord, Invocation } from "../adapter.ts";
import {
  ATTR_MESSAGING_BATCH_MESSAGE_COUNT,
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_MESSAGE_ID,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM_NAME,
} from "../semconv.ts";
import { KIND_CONSUMER } from "./kind.ts";

/** What a platform says of the messages that it hands to a function. */
export interface MessageParts {
  /** `messaging.system.name`. */
  readonly system: string;
  /** `messaging.operation.name`. @default "process" */
  readonly operation?: string;
  /** The queue or topic, where all messages share it. */
  readonly destination?: string | undefined;
  /** The span's name where there is no destination. */
  readonly fallbackName: string;
  readonly count: number;
  /** Whether the trigger hands over batches: then the count is an attribute, even when it is 1. */
  readonly isBatch: boolean;
  /** @default what `records` say of ids and carriers */
  readonly messages?: Iterable<BatchMessage>;
  /** All records, each time anew. */
  readonly records?: Iterable<BatchRecord>;
  /** What a record carries. */
  readonly content: NonNullable<Batch["content"]>;
  readonly order?: Batch["order"];
  /** The id of the only message. */
  readonly messageId?: string | undefined;
  readonly attributes?: Attributes;
  readonly respond?: Batch["respond"];
}

/**
 * The neutral part of an invocation with messages, by the messaging conventions: a function that is handed messages
 * processes them, and each message's own context becomes a link.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
 */
export function messagingInvocation(
  parts: MessageParts,
): Pick<Invocation, "name" | "trigger" | "kind" | "attributes" | "batch"> {
  const operation = parts.operation ?? "process";
  return {
    name: parts.destination === undefined ? parts.fallbackName : `${operation} ${parts.destination}`,
    trigger: "pubsub",
    kind: KIND_CONSUMER,
    attributes: {
      [ATTR_MESSAGING_SYSTEM_NAME]: parts.system,
      [ATTR_MESSAGING_OPERATION_NAME]: operation,
      [ATTR_MESSAGING_OPERATION_TYPE]: "process",
      ...(parts.destination !== undefined && { [ATTR_MESSAGING_DESTINATION_NAME]: parts.destination }),
      ...(parts.isBatch && { [ATTR_MESSAGING_BATCH_MESSAGE_COUNT]: parts.count }),
      ...(parts.messageId !== undefined && { [ATTR_MESSAGING_MESSAGE_ID]: parts.messageId }),
      ...parts.attributes,
    },
    batch: {
      count: parts.count,
      messages: readOnce(parts.messages ?? toMessages(parts.records ?? [])),
      ...(parts.records !== undefined && { records: parts.records }),
      content: parts.content,
      ...(parts.order !== undefined && { order: parts.order }),
      ...(parts.destination !== undefined && { destination: parts.destination }),
      ...(parts.respond !== undefined && { respond: parts.respond }),
    },
  };
}

/** What links need of records. */
export function toMessages(records: Iterable<BatchRecord>): Iterable<BatchMessage> {
  return {
    *[Symbol.iterator]() {
      for (const { id, carrier } of records) {
        yield { ...(id !== undefined && { id }), ...(carrier !== undefined && { carrier }) };
      }
    },
  };
}

/** A generator can be read once only; `ignore` and the links both read, and each only as far as it needs. */
function readOnce(messages: Iterable<BatchMessage>): Iterable<BatchMessage> {
  if (Array.isArray(messages)) return messages;
  const read: BatchMessage[] = [];
  let source: Iterator<BatchMessage> | undefined;
  return {
    *[Symbol.iterator]() {
      source ??= messages[Symbol.iterator]();
      for (let index = 0; ; index += 1) {
        let message = read[index];
        if (message === undefined) {
          const next = source.next();
          if (next.done === true) return;
          message = next.value;
          read.push(message);
        }
        yield message;
      }
    },
  };
}
