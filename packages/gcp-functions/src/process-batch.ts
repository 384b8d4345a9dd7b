import { createProcessBatch, type Invocation, type Message, type ProcessBatchOptions } from "@isobar/core";
import { readObject, readString } from "@isobar/core/describe";
import { log } from "./log.ts";
import { describeEvent, describeRequest } from "./triggers/index.ts";
import { describePubSub } from "./triggers/pubsub.ts";
import { readRequestEvent } from "./triggers/requests.ts";

// biome-ignore lint/suspicious/noExplicitAny: a handler without annotations gets `any`, and its records have to be usable
type Untyped = any;

/** One record of an event: of Pub/Sub the message, of a list its items, and otherwise the event itself. */
export type RecordOf<Event> = 0 extends 1 & Event
  ? Untyped
  : Event extends readonly (infer Item)[]
    ? Item
    : Event extends { readonly data?: infer Data }
      ? "message" extends keyof NonNullable<Data>
        ? NonNullable<NonNullable<Data>["message" & keyof NonNullable<Data>]>
        : Event
      : Event;

/** Of the data of a 1st gen background function. */
const MESSAGE_TYPE = "type.googleapis.com/google.pubsub.v1.PubsubMessage";

const run = createProcessBatch({
  read: readEvent,
  items: (event) => (Array.isArray(event) ? event : [event]),
  log,
});

/**
 * Runs a function for the message of an event, in a span of its own that is linked to where the message comes from.
 * Google hands over one message a call, so this is the same code as on clouds that hand over batches. It does the same
 * with telemetry switched off.
 *
 * @param event - the CloudEvent, the background function's data, the body of a Pub/Sub push request, or a request that brought CloudEvents
 * @param process - given the record, and the same as the message that all platforms have: of Pub/Sub the message; of a list (a batch of CloudEvents) each item; of any other event the event
 * @throws what `process` threw, so that the message is delivered again; of a list a BatchError
 * @example
 * ```ts
 * functions.cloudEvent("ship", instrument(async (event: CloudEvent<MessagePublishedData>) =>
 *   processBatch(event, async (_record, message) => {
 *     await ship(message.json());
 *   }),
 * ));
 * ```
 */
export function processBatch<Event>(
  event: Event,
  process: (record: RecordOf<Event>, message: Message) => unknown,
  options?: ProcessBatchOptions,
): Promise<undefined> {
  return run(event, process, options) as Promise<undefined>;
}

/** An event as it came by any way; the data of a background function is the message itself. */
function readEvent(value: unknown): Omit<Invocation, "id"> | undefined {
  const event = readObject(value);
  if (event === undefined || Array.isArray(value)) return undefined;
  if (readString(event.type) !== undefined) return describeEvent(event, "");
  if (readString(event.method) !== undefined && readObject(event.headers) !== undefined) {
    return describeRequest(event, "");
  }
  if (event["@type"] === MESSAGE_TYPE) return describePubSub({ data: { message: event }, record: event }, "");
  return readRequestEvent({ body: event }, "");
}
