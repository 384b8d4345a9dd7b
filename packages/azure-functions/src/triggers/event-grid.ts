import type { MessageContent } from "@isobar/core";
import {
  cloudEventAttributes,
  cloudEventContent,
  messageAttributes,
  messagingInvocation,
  readContextFields,
  readEpochMillis,
  readEpochSeconds,
  readObject,
  readString,
} from "@isobar/core/describe";
import {
  ATTR_ISOBAR_EVENT_SOURCE,
  ATTR_ISOBAR_EVENT_TYPE,
  ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME,
} from "@isobar/core/semconv";
import { readMessageContext } from "./message-context.ts";
import { readLinks, readRecords } from "./messages.ts";
import type { TriggerReader } from "./table.ts";

/**
 * Event Grid, in its own schema and as CloudEvents, one event or a batch. Not the subject, which names files and users.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-grid-trigger
 */
export const eventGridTrigger: TriggerReader = ({ input, options, faasName }) => {
  const isBatch = Array.isArray(input) || readString(options.cardinality)?.toLowerCase() === "many";
  const events: readonly unknown[] = Array.isArray(input) ? input : [input];
  const only = events.length === 1 ? (readObject(events[0]) ?? {}) : {};
  const read = (index: number) => {
    const event = readObject(events[index]) ?? {};
    return { id: event.id, carrier: readMessageContext(readContextFields((name) => readString(event[name]))) };
  };
  return messagingInvocation({
    system: "azure.eventgrid",
    fallbackName: faasName,
    count: events.length,
    isBatch,
    messages: readLinks(events.length, read),
    records: readRecords(events, read),
    content: readContent,
    messageId: readString(only.id),
    attributes: readString(only.specversion) === undefined ? describeGridEvent(only) : describeCloudEvent(only),
  });
};

function describeCloudEvent(event: Record<string, unknown>): Record<string, string | number> {
  return { ...cloudEventAttributes(event), ...describeTime(event.time) };
}

function describeGridEvent(event: Record<string, unknown>): Record<string, string | number> {
  const type = readString(event.eventType);
  const topic = readString(event.topic)?.split(/[?#]/, 1)[0];
  return {
    ...(type !== undefined && { [ATTR_ISOBAR_EVENT_TYPE]: type }),
    ...(topic && { [ATTR_ISOBAR_EVENT_SOURCE]: topic }),
    ...describeTime(event.eventTime),
  };
}

function describeTime(value: unknown): Record<string, number> {
  const seconds = readEpochSeconds(value);
  return seconds === undefined ? {} : { [ATTR_ISOBAR_MESSAGE_ENQUEUED_TIME]: seconds };
}

/** An event in Event Grid's own schema has its attributes under the names that a CloudEvent has for them. */
function readContent(value: unknown): MessageContent {
  const event = readObject(value) ?? {};
  if (readString(event.specversion) !== undefined) return cloudEventContent(event);
  return {
    body: event.data,
    enqueuedEpochMillis: readEpochMillis(event.eventTime),
    attributes: () =>
      messageAttributes([
        ["type", event.eventType],
        ["source", event.topic],
        ["subject", event.subject],
      ]),
  };
}
