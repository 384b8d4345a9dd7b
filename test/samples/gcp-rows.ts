import {
  at,
  between,
  type Expected,
  first,
  from,
  literal,
  type MessageRow,
  type Row,
  secondsOfIso,
  text,
  words,
} from "./expect.ts";

/** The name that the function has in the environment: the span's name where there is no better. */
export const FUNCTION_NAME = "orders-worker";

/** What a sample has to give, and the platform's own context around it. */
export interface GoogleRow extends Row {
  readonly id: Expected<string>;
  readonly ambient?: Readonly<Record<string, Expected>>;
}

const SERVER = literal(1, "triggers 0.3");
const CONSUMER = literal(4, "triggers 0.3");
const functionName = literal(FUNCTION_NAME, "triggers 0.3");

/** triggers.md 2.4: "on every CloudEvent span", but for the subject, which design rules keep out. */
const cloudEvent = {
  "cloudevents.event_id": text("id"),
  "cloudevents.event_source": text("source"),
  "cloudevents.event_type": text("type"),
  "cloudevents.event_spec_version": text("specversion"),
};

const delivery = { traceparent: text("traceparent"), tracestate: text("tracestate") };

/** The context of a background event, which is beside the data or around it. */
const inContext = (name: string): Expected<string> => first(text("context", name), text(name));
const resource = first(text("context", "resource", "name"), text("resource"));

const byName = (names: Readonly<Record<string, string>>, name: Expected<string>): Expected<string> =>
  from(name, (value) => names[value]);

const lastPart = (value: string): string | undefined => value.split(/[./]/).at(-1);

/** triggers.md 2.3, both columns of the table: what each verb is called, and 2.4: what it does. */
const OPERATIONS = {
  finalized: "insert",
  finalize: "insert",
  archived: "edit",
  archive: "edit",
  metadataUpdated: "edit",
  metadataUpdate: "edit",
  created: "insert",
  create: "insert",
  updated: "edit",
  update: "edit",
  deleted: "delete",
  delete: "delete",
};

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || Object.keys(value as object).length === 0;

/** triggers.md 2.4, Firestore: of `written`, by which of the two documents there is; an edit for protobuf. */
const firestoreWrite: Expected<string> = (sample) => {
  const data = at("data")(sample);
  if (data === undefined) return "edit";
  if (isEmpty(at("value")(data))) return "delete";
  return isEmpty(at("oldValue")(data)) ? "insert" : "edit";
};

/** triggers.md 2.4, RTDB. */
const databaseWrite: Expected<string> = (sample) => {
  if (at("data", "data")(sample) === null) return "insert";
  return at("data", "delta")(sample) === null ? "delete" : "edit";
};

const operation = (type: Expected<string>, write?: Expected<string>): Expected<string> =>
  first(byName(OPERATIONS, from(type, lastPart)), write ?? (() => undefined));

const eventRow = (
  files: string,
  trigger: "datasource" | "timer" | "other",
  type: string,
  attributes: Row["attributes"] = {},
): GoogleRow => ({
  files,
  id: text("id"),
  trigger: literal(trigger, "triggers 2.4"),
  kind: SERVER,
  name: functionName,
  attributes: { ...cloudEvent, "isobar.trigger.type": literal(type, "triggers 2.4"), ...attributes },
  ambient: delivery,
});

const backgroundRow = (
  files: string,
  trigger: "datasource" | "other",
  type: string,
  attributes: Row["attributes"],
): GoogleRow => ({
  files,
  id: inContext("eventId"),
  trigger: literal(trigger, "triggers 2.4"),
  kind: SERVER,
  name: functionName,
  attributes: {
    "isobar.trigger.type": literal(type, "triggers 2.4"),
    "isobar.event.type": inContext("eventType"),
    ...attributes,
  },
});

/** What Pub/Sub has wherever the message is. */
const message = (path: readonly string[], topic: Expected<string>) => ({
  "messaging.system.name": literal("gcp.pubsub", "triggers 2.4"),
  "messaging.operation.name": literal("subscribe", "triggers 2.4"),
  "messaging.operation.type": literal("process", "triggers 2.4"),
  "messaging.destination.name": topic,
  "messaging.destination.subscription.name": from(text(...path, "subscription"), lastPart),
  "messaging.message.id": text(...path, "message", "messageId"),
  "gcp.pubsub.message.delivery_attempt": at(...path, "deliveryAttempt"),
  "isobar.message.enqueued_time": secondsOfIso(text(...path, "message", "publishTime")),
});

const subscribe = (topic: Expected<string>): Expected<string> => words(literal("subscribe", "triggers 2.4"), topic);

/** triggers.md 2.4: "link: googclient_traceparent, else traceparent" of the message's attributes. */
const messages =
  (id: Expected<string>, ...attributes: readonly string[]): Expected<MessageRow[]> =>
  (sample) => {
    const google = text(...attributes, "googclient_traceparent")(sample);
    const prefix = google === undefined ? "" : "googclient_";
    const read = (name: string) => text(...attributes, `${prefix}${name}`)(sample);
    const entries = ["traceparent", "tracestate"].map((name) => [name, read(name)] as const);
    return [{ id: id(sample), carrier: Object.fromEntries(entries.filter(([, value]) => value !== undefined)) }];
  };

const topicOfSource = between(text("source"), "/topics/");
const topicOfResource = between(resource, "/topics/");

const request = {
  "http.request.method": text("method"),
  "url.path": from(text("url"), (url) => url.split("?")[0]),
  "url.scheme": text("headers", "x-forwarded-proto"),
  "server.address": text("headers", "host"),
  "user_agent.original": text("headers", "user-agent"),
  "network.protocol.version": text("httpVersion"),
};

const transport = { traceparent: text("headers", "traceparent"), tracestate: text("headers", "tracestate") };
const executionId = first(text("headers", "function-execution-id"), literal("unknown", "triggers 2.2"));
const storageSource = text("data", "bucket");
const time = text("time");
const timestamp = inContext("timestamp");

const databaseOf = (source: Expected<string>): Expected<string> => between(source, "/databases/", "/");
const instanceOf = (source: Expected<string>): Expected<string> => between(source, "/instances/", "/");

const pubSubEventRow = (files: string): GoogleRow => ({
  files,
  id: text("id"),
  trigger: literal("pubsub", "triggers 2.4"),
  kind: CONSUMER,
  name: subscribe(topicOfSource),
  attributes: {
    ...cloudEvent,
    "isobar.trigger.type": literal("gcp.pubsub", "triggers 2.4"),
    ...message(["data"], topicOfSource),
  },
  ambient: delivery,
  messages: messages(text("data", "message", "messageId"), "data", "message", "attributes"),
});

const pubSubBackgroundRow = (files: string): GoogleRow => ({
  files,
  id: inContext("eventId"),
  trigger: literal("pubsub", "triggers 2.4"),
  kind: CONSUMER,
  name: subscribe(topicOfResource),
  attributes: {
    ...message([], topicOfResource),
    "messaging.message.id": inContext("eventId"),
    "isobar.message.enqueued_time": secondsOfIso(timestamp),
    "isobar.trigger.type": literal("gcp.pubsub", "triggers 2.4"),
    "isobar.event.type": inContext("eventType"),
  },
  messages: messages(inContext("eventId"), "data", "attributes"),
});

/** triggers.md 2.4: one row for each kind of sample. */
export const googleRows: readonly GoogleRow[] = [
  {
    files: "http-request",
    id: executionId,
    trigger: literal("http", "triggers 2.4"),
    kind: SERVER,
    name: text("method"),
    attributes: { ...request, "isobar.trigger.type": literal("gcp.http", "triggers 2.4") },
    carrier: transport,
  },
  {
    files: "cloud-scheduler-http",
    id: executionId,
    trigger: literal("timer", "triggers 2.4"),
    kind: SERVER,
    name: functionName,
    attributes: {
      ...request,
      "isobar.trigger.type": literal("gcp.scheduler", "triggers 2.4"),
      "faas.invocation.start_time": text("headers", "x-cloudscheduler-scheduletime"),
      "isobar.gcp.scheduler.job_name": text("headers", "x-cloudscheduler-jobname"),
    },
    ambient: transport,
  },
  {
    files: "cloudevent-binary-http-pubsub-traced",
    id: executionId,
    trigger: literal("pubsub", "triggers 2.4"),
    kind: CONSUMER,
    name: subscribe(between(text("headers", "ce-source"), "/topics/")),
    attributes: {
      ...request,
      "isobar.trigger.type": literal("gcp.pubsub", "triggers 2.4"),
      "cloudevents.event_id": text("headers", "ce-id"),
      "cloudevents.event_source": text("headers", "ce-source"),
      "cloudevents.event_type": text("headers", "ce-type"),
      "cloudevents.event_spec_version": text("headers", "ce-specversion"),
      ...message(["body"], between(text("headers", "ce-source"), "/topics/")),
    },
    ambient: transport,
    messages: messages(text("body", "message", "messageId"), "body", "message", "attributes"),
  },
  {
    // "topic is not in a push body"
    files: "pubsub-push-traced",
    id: executionId,
    trigger: literal("pubsub", "triggers 2.4"),
    kind: CONSUMER,
    name: functionName,
    attributes: {
      ...request,
      "isobar.trigger.type": literal("gcp.pubsub.push", "triggers 2.4"),
      ...message(["body"], () => undefined),
    },
    ambient: transport,
    messages: messages(text("body", "message", "messageId"), "body", "message", "attributes"),
  },
  pubSubEventRow("pubsub-cloudevent"),
  pubSubEventRow("pubsub-binary-cloudevent"),
  pubSubEventRow("pubsub-data"),
  pubSubBackgroundRow("background-function-context"),
  pubSubBackgroundRow("pubsub-background"),
  pubSubBackgroundRow("pubsub-raw-push"),
  ...["storage-cloudevent", "storage-structured", "storage-data", "eventarc-storage"].map((files) =>
    eventRow(files, "datasource", "gcp.storage", {
      "faas.document.collection": storageSource,
      "faas.document.operation": operation(text("type")),
      "faas.document.time": time,
    }),
  ),
  backgroundRow("storage-background", "datasource", "gcp.storage", {
    "faas.document.collection": storageSource,
    "faas.document.operation": operation(inContext("eventType")),
    "faas.document.time": timestamp,
  }),
  ...["firestore-cloudevent", "firestore-complex", "firestore-data", "firestore-written"].map((files) =>
    eventRow(files, "datasource", "gcp.firestore", {
      "faas.document.collection": databaseOf(text("source")),
      "faas.document.operation": operation(text("type"), firestoreWrite),
      "faas.document.time": time,
    }),
  ),
  backgroundRow("firestore-background", "datasource", "gcp.firestore", {
    "faas.document.collection": databaseOf(resource),
    "faas.document.operation": operation(inContext("eventType"), firestoreWrite),
    "faas.document.time": timestamp,
  }),
  eventRow("firebase-rtdb-write-cloudevent", "datasource", "gcp.realtime_database", {
    "faas.document.collection": instanceOf(text("source")),
    "faas.document.operation": operation(text("type"), databaseWrite),
    "faas.document.time": time,
  }),
  backgroundRow("firebase-rtdb", "datasource", "gcp.realtime_database", {
    "faas.document.collection": instanceOf(resource),
    "faas.document.operation": operation(inContext("eventType"), databaseWrite),
    "faas.document.time": timestamp,
  }),
  eventRow("audit", "other", "gcp.audit_log", {
    "isobar.gcp.audit.service_name": text("data", "protoPayload", "serviceName"),
    "isobar.gcp.audit.method_name": text("data", "protoPayload", "methodName"),
  }),
  eventRow("scheduler-data", "timer", "gcp.scheduler", { "faas.invocation.start_time": time }),
  ...["cloudbuild", "firebase-alerts", "firebase-analytics", "firebase-auth", "firebase-testlab"].map((files) =>
    eventRow(files, "other", "cloudevents"),
  ),
];
