import { createProcessBatch, type Message, type ProcessBatchOptions } from "@isobar/core";
import { readObject } from "@isobar/core/describe";
import { adapter } from "./adapter.ts";
import { log } from "./log.ts";

// biome-ignore lint/suspicious/noExplicitAny: a handler without annotations gets `any`, and its records have to be usable
type Untyped = any;

/** One record of a trigger's input: of a list its items, with `sdkBinding` the messages, otherwise the input itself. */
export type RecordOf<Input> = 0 extends 1 & Input
  ? Untyped
  : Input extends readonly (infer Item)[]
    ? Item
    : Input extends { readonly messages: readonly (infer Item)[] }
      ? Item
      : Input;

/** How records are processed, and what of. */
export interface AzureBatchOptions extends ProcessBatchOptions {
  /**
   * The handler's second argument, which knows the trigger: without telemetry, nothing else does.
   * @default that of the current invocation
   */
  readonly context?: unknown;
}

const run = createProcessBatch({
  read: (input, { context }: AzureBatchOptions) =>
    context === undefined ? undefined : adapter.describe({ args: [input, context], env: process.env }),
  items: readItems,
  log,
});

/**
 * Runs a function once for each message of a batch, each in a span of its own that is linked to where the message
 * comes from. The host knows no partial failure: where a message failed, this throws when all are done, and the host
 * abandons the whole batch (Service Bus) or moves on (Event Hubs, Kafka, change feeds).
 *
 * The events of a partition, the changes of a feed and the messages of a session are processed one after the other.
 * After one that failed, the rest of a session is left for its next delivery; the rest of a partition or feed is
 * processed, because the host would not deliver it again.
 *
 * @param input - what the handler was called with
 * @param process - given one message, as the host has it and as all platforms have it; what it throws is the message's failure
 * @throws BatchError where a message of several failed; of a single one, what `process` threw
 * @example
 * ```ts
 * app.serviceBusQueue("ship", {
 *   queueName: "orders",
 *   connection: "BUS",
 *   cardinality: "many",
 *   handler: instrument(async (orders, context) => processBatch(orders, (order) => ship(order), { context })),
 * });
 * ```
 */
export function processBatch<Input>(
  input: Input,
  process: (record: RecordOf<Input>, message: Message) => unknown,
  options?: AzureBatchOptions,
): Promise<undefined> {
  return run(input, process, options) as Promise<undefined>;
}

function readItems(input: unknown): readonly unknown[] {
  if (Array.isArray(input)) return input;
  const messages = readObject(input)?.messages;
  return Array.isArray(messages) ? messages : [input];
}
