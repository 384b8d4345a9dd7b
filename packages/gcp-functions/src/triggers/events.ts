import { cloudEventAttributes, KIND_SERVER, readString } from "@isobar/core/describe";
import { ATTR_ISOBAR_TRIGGER_TYPE } from "@isobar/core/semconv";
import { auditLogTrigger } from "./audit-log.ts";
import { firestoreTrigger } from "./firestore.ts";
import { pubSubTrigger } from "./pubsub.ts";
import { realtimeDatabaseTrigger } from "./realtime-database.ts";
import { schedulerTrigger } from "./scheduler.ts";
import { storageTrigger } from "./storage.ts";
import type { EventDescription, EventMessage, EventReader, GoogleEvent, NamedReader } from "./table.ts";

/**
 * In order: the first reader that knows the event decides. Events of all other types are `other` and have only a
 * CloudEvent's attributes: those of Cloud Build, and those of Firebase (Authentication, Analytics, Remote Config,
 * Alerts, Test Lab), whose data is personal.
 */
const EVENTS: readonly NamedReader<EventReader>[] = [
  { type: "gcp.pubsub", read: pubSubTrigger },
  { type: "gcp.storage", read: storageTrigger },
  { type: "gcp.firestore", read: firestoreTrigger },
  { type: "gcp.realtime_database", read: realtimeDatabaseTrigger },
  { type: "gcp.audit_log", read: auditLogTrigger },
  { type: "gcp.scheduler", read: schedulerTrigger },
];

/** What an event says, whichever way it came. */
export function describeEventParts(event: GoogleEvent, functionName: string, message: EventMessage): EventDescription {
  const description = readTrigger(event, functionName);
  const isCloudEvent = readString(event.specversion) !== undefined;
  return {
    ...description,
    attributes: {
      [ATTR_ISOBAR_TRIGGER_TYPE]: isCloudEvent ? "cloudevents" : "gcp.event",
      ...(isCloudEvent && cloudEventAttributes(event)),
      ...description.attributes,
    },
    ...(description.batch === undefined &&
      describeMessage(event, description.trigger === "other" ? message : undefined)),
  };
}

function readTrigger(event: GoogleEvent, functionName: string): EventDescription {
  for (const { type, read } of EVENTS) {
    const description = read(event, functionName);
    if (description !== undefined) return withType(description, type);
  }
  return { name: functionName, trigger: "other", kind: KIND_SERVER, attributes: {} };
}

/** Names the kind of event, unless its reader knew a finer name. */
export function withType(description: EventDescription, type: string): EventDescription {
  return { ...description, attributes: { [ATTR_ISOBAR_TRIGGER_TYPE]: type, ...description.attributes } };
}

/**
 * Where the event was made is, as for a message, no parent: it becomes a link.
 *
 * @param message - undefined for changes of data and schedules, which are no messages
 */
function describeMessage(
  { id, creation: carrier }: GoogleEvent,
  message: EventMessage | undefined,
): Pick<EventDescription, "batch"> {
  if (carrier === undefined && message === undefined) return {};
  const eventId = readString(id);
  const origin = { ...(eventId !== undefined && { id: eventId }), ...(carrier !== undefined && { carrier }) };
  return {
    batch: {
      count: 1,
      messages: carrier === undefined ? [] : [origin],
      ...(message !== undefined && { records: [{ value: message.value, ...origin }], content: message.content }),
    },
  };
}
