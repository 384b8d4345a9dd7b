import { type Allowed, LOG_LINES, SPAN_NAMES, TRACE_IDS } from "./allowed.ts";

/** An attribute of a CloudEvent, in each of the ways in which one comes. */
const attribute = (name: string): string[] => [name, `headers.ce-${name}`, `body.${name}`, `context.${name}`];

const sources = [...attribute("source"), "context.resource", "context.resource.name", "resource", "resource.name"];
const buckets = [...attribute("bucket"), "data.bucket"];
const invocationIds = [
  "id",
  "context.id",
  "context.eventId",
  "eventId",
  "executionId",
  "headers.function-execution-id",
];
const eventIds = [...attribute("id"), ...invocationIds];
const messageIds = [
  "data.message.messageId",
  "data.message.message_id",
  "body.message.messageId",
  "body.message.message_id",
  "headers.ce-id",
  "headers.x-goog-pubsub-message-id",
  "body.id",
  "body.*.id",
  "id",
  "context.eventId",
  "eventId",
];

/** What may leave of the events and requests of Google's functions. */
export const gcpAllowed: Allowed = {
  "`http.request.method_original`": { "http.request.method_original": ["method"] },
  "`http.request.method`": {
    "network.protocol.version": ["httpVersion"],
  },
  "`url.path`": { "url.path": ["path", "url"] },
  "`server.address`": { "server.address": ["headers.host"] },
  "`user_agent.original`": { "user_agent.original": ["headers.user-agent"] },
  "`cloud.*`": { "faas.invocation.id": invocationIds },
  "`messaging.*`": {
    "messaging.destination.name": sources,
    "messaging.destination.subscription.name": [
      "data.subscription",
      "body.subscription",
      "headers.x-goog-pubsub-subscription-name",
    ],
    "messaging.message.id": messageIds,
  },
  "`cloudevents.*`": {
    "cloudevents.event_id": attribute("id"),
    "cloudevents.event_source": attribute("source"),
    "cloudevents.event_type": attribute("type"),
    "cloudevents.event_spec_version": attribute("specversion"),
    "faas.document.collection": [...buckets, ...sources],
    // Of a record that is no message, in a span of its own: docs/attributes.md, "Record attributes".
    "isobar.event.id": eventIds,
    "isobar.event.type": ["context.eventType", "eventType"],
  },
  "`isobar.gcp.*`": {
    "isobar.gcp.audit.service_name": ["servicename", "serviceName", "data.protoPayload.serviceName"],
    "isobar.gcp.audit.method_name": ["methodname", "methodName", "data.protoPayload.methodName"],
    "isobar.gcp.scheduler.job_name": ["headers.x-cloudscheduler-jobname"],
    "isobar.gcp.tasks.queue_name": ["headers.x-cloudtasks-queuename"],
    "isobar.gcp.tasks.retry_reason": ["headers.x-cloudtasks-taskretryreason"],
  },
  [TRACE_IDS]: { traceState: ["headers.tracestate", "?.message.attributes.googclient_tracestate", "tracestate"] },
  // "Fields of a line on stdout" of docs/attributes.md.
  [LOG_LINES]: {
    lines: [...invocationIds, ...messageIds],
    "faas.invocation.id": invocationIds,
    "messaging.message.id": messageIds,
    "isobar.event.id": eventIds,
  },
  // docs/triggers.md, "Span name".
  [SPAN_NAMES]: { name: [...sources, ...buckets] },
};
