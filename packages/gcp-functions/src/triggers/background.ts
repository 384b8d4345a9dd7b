import { readObject, readString } from "@isobar/core/describe";
import type { BackgroundContext } from "../types.ts";
import { MESSAGE_PUBLISHED } from "./pubsub.ts";
import type { GoogleEvent } from "./table.ts";

/** How what a 1st gen function gets translates into a CloudEvent. */
interface Conversion {
  readonly pattern: RegExp;
  /** The CloudEvent's type, by the verb that the pattern found. */
  readonly type: (verb: string) => string;
  readonly service: string;
}

const PAST: Readonly<Record<string, string>> = {
  write: "written",
  create: "created",
  update: "updated",
  delete: "deleted",
  finalize: "finalized",
  archive: "archived",
  metadataUpdate: "metadataUpdated",
  // The oldest form did not tell one change of an object from another.
  change: "finalized",
};

const past = (prefix: string) => (verb: string) => `${prefix}${PAST[verb] ?? verb}`;

/** As the functions framework has them, in both directions. */
const CONVERSIONS: readonly Conversion[] = [
  {
    pattern: /^(?:google\.pubsub\.topic\.|providers\/cloud\.pubsub\/eventTypes\/topic\.)(publish)$/,
    type: () => MESSAGE_PUBLISHED,
    service: "pubsub",
  },
  {
    pattern: /^(?:google\.storage\.object\.|providers\/cloud\.storage\/eventTypes\/object\.)(\w+)$/,
    type: past("google.cloud.storage.object.v1."),
    service: "storage",
  },
  {
    pattern: /^providers\/cloud\.firestore\/eventTypes\/document\.(\w+)$/,
    type: past("google.cloud.firestore.document.v1."),
    service: "firestore",
  },
  {
    pattern: /^providers\/google\.firebase\.database\/eventTypes\/ref\.(\w+)$/,
    type: past("google.firebase.database.ref.v1."),
    service: "firebasedatabase",
  },
  {
    pattern: /^providers\/firebase\.auth\/eventTypes\/user\.(\w+)$/,
    type: past("google.firebase.auth.user.v1."),
    service: "firebaseauth",
  },
  {
    pattern: /^providers\/google\.firebase\.analytics\/eventTypes\/event\.(log)$/,
    type: () => "google.firebase.analytics.log.v1.written",
    service: "firebase",
  },
];

/**
 * What a background function gets, under a CloudEvent's names, so that one reader a family does. Its source is only
 * good for reading the topic, bucket or database from: the path behind it is that of the document.
 */
export function readBackgroundEvent(data: unknown, context: BackgroundContext): GoogleEvent {
  const eventType = readString(context.eventType);
  // A CloudEvent in structured mode is handed to a background function as `(data, everything else)`.
  if (eventType === undefined) return { ...readCloudEventParts(context), data };
  for (const { pattern, type, service } of CONVERSIONS) {
    const verb = pattern.exec(eventType)?.[1];
    if (verb === undefined) continue;
    return {
      type: type(verb),
      source: `//${service}.googleapis.com/${readResource(context) ?? ""}`,
      time: context.timestamp,
      data: service === "pubsub" ? wrapMessage(data, context) : data,
      record: data,
    };
  }
  return { type: eventType, time: context.timestamp, data };
}

function readCloudEventParts(context: BackgroundContext): GoogleEvent {
  const { id, type, source, specversion, time, bucket, servicename, serviceName, methodname, methodName } = context;
  return { id, type, source, specversion, time, bucket, servicename, serviceName, methodname, methodName };
}

function readResource(context: BackgroundContext): string | undefined {
  return readString(context.resource) ?? readString(readObject(context.resource)?.name);
}

/** Without its envelope, a message has its id and its time in the context. */
function wrapMessage(data: unknown, context: BackgroundContext): object {
  const { attributes, data: body } = readObject(data) ?? {};
  return { message: { attributes, data: body, messageId: context.eventId, publishTime: context.timestamp } };
}
