import { type Allowed, LOG_LINES, SPAN_NAMES, TRACE_IDS } from "./allowed.ts";

/** A setting of a function's trigger, which stands in its code. */
const setting = (...names: string[]): string[] =>
  names.flatMap((name) => [`trigger.${name}`, `context.options.trigger.${name}`]);
/** What the host says of a message. */
const metadata = (...names: string[]): string[] =>
  names.flatMap((name) => [`metadata.${name}`, `context.triggerMetadata.${name}`]);

const destinations = [
  ...setting("queueName", "topicName", "eventHubName", "topic", "hub", "hubName"),
  ...metadata("exchange", "routingKey"),
  // A record of Kafka names its own, where the function's settings do not.
  "input.Topic",
  "input.*.Topic",
  "input.json.Topic",
  "input.*.json.Topic",
];
const databases = setting("databaseName", "tableName");
/** The first part of a blob's path. */
const containers = [...setting("path"), ...metadata("blobTrigger")];
const partition = (name: string): string[] => metadata(`partitionContext.${name}`, `triggerPartitionContext.${name}`);
const messageIds = [
  ...metadata("messageId", "messageIdArray.*", "id", "basicProperties.messageId"),
  "input.id",
  "input.*.id",
  // With the vendor's own message objects.
  "input.messages.*.messageId",
];

/** What may leave of the calls of Azure's functions. */
export const azureAllowed: Allowed = {
  "`http.request.method_original`": { "http.request.method_original": ["input.method"] },
  "`http.request.method`": {
    "http.route": [...setting("route"), "context.functionName"],
  },
  "`url.path`": { "url.path": ["input.url"] },
  "`server.address`": {
    "server.address": ["input.headers.host", "input.url", ...partition("fullyQualifiedNamespace")],
  },
  "`user_agent.original`": { "user_agent.original": ["input.headers.user-agent"] },
  "`cloud.*`": {
    "faas.invocation.id": ["context.invocationId"],
    "faas.name": ["context.functionName"],
    "faas.cron": setting("schedule"),
  },
  "`messaging.*`": {
    "messaging.destination.name": destinations,
    "messaging.destination.subscription.name": setting("subscriptionName"),
    "messaging.destination.partition.id": partition("partitionId"),
    "messaging.consumer.group.name": [...setting("consumerGroup"), ...partition("consumerGroup")],
    "messaging.message.id": messageIds,
    "messaging.message.conversation_id": [
      ...metadata("correlationId", "basicProperties.correlationId"),
      "input.messages.*.correlationId",
    ],
    "rabbitmq.destination.routing_key": metadata("routingKey"),
  },
  "`cloudevents.*`": {
    "cloudevents.event_id": ["input.id"],
    "cloudevents.event_source": ["input.source"],
    "cloudevents.event_type": ["input.type"],
    "cloudevents.event_spec_version": ["input.specversion"],
    "isobar.event.type": [
      "input.eventType",
      "input.event",
      "input.connectionContext.eventName",
      ...setting("event", "eventName"),
    ],
    "isobar.event.source": ["input.topic", "input.hub", "input.connectionContext.hub", ...setting("hub", "hubName")],
    "faas.document.collection": [...databases, ...containers],
    "db.collection.name": setting("containerName", "collectionName", "tableName"),
  },
  "`isobar.trigger.type`": { "isobar.trigger.type": setting("type") },
  "`isobar.azure.*`": {
    "isobar.azure.durable.instance_id": metadata("instanceId"),
    "gen_ai.tool.name": setting("toolName"),
  },
  [TRACE_IDS]: {
    traceState: [
      ...metadata("applicationProperties.tracestate", "propertiesArray.*.tracestate"),
      "input.tracestate",
      "input.headers.tracestate",
      "input.*.tracestate",
    ],
  },
  // "Fields of a line on stdout" of docs/attributes.md.
  [LOG_LINES]: { lines: ["context.invocationId", ...messageIds], "faas.invocation.id": ["context.invocationId"] },
  // docs/triggers.md, "Span name".
  [SPAN_NAMES]: { name: [...destinations, ...databases, ...containers, ...setting("route"), "context.functionName"] },
};
