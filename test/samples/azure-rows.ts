import {
  at,
  type Expected,
  first,
  from,
  lengthOf,
  literal,
  type MessageRow,
  type Row,
  secondsOfIso,
  text,
  words,
} from "./expect.ts";

/** The name of the app in the environment. */
export const SITE = "shop";

const SERVER = literal(1, "triggers 0.3");
const CONSUMER = literal(4, "triggers 0.3");

const TRIGGER = ["context", "options", "trigger"] as const;
const METADATA = ["context", "triggerMetadata"] as const;
const option = (name: string): Expected<string> => text(...TRIGGER, name);
const metadata = (...path: readonly (string | number)[]): Expected<string> => text(...METADATA, ...path);

/** triggers.md 3.2: `faas.name`. */
export const faasName: Expected<string> = from(text("context", "functionName"), (name) => `${SITE}/${name}`);

const row = (
  files: string,
  trigger: "pubsub" | "datasource" | "timer" | "other",
  type: string,
  name: Expected<string>,
  attributes: Row["attributes"],
): Row => ({
  files,
  trigger: literal(trigger, "triggers 3.3"),
  kind: trigger === "pubsub" ? CONSUMER : SERVER,
  name,
  attributes: { "isobar.trigger.type": literal(type, "triggers 3.3"), ...attributes },
});

const messagingRow = (
  files: string,
  system: string,
  destination: Expected<string> | undefined,
  attributes: Row["attributes"],
  messages?: Expected<readonly MessageRow[]>,
  type = system,
): Row => ({
  ...row(
    files,
    "pubsub",
    type,
    destination === undefined ? faasName : words(literal("process", "triggers 0.3"), destination),
    {
      "messaging.system.name": literal(system, "triggers 3.3"),
      "messaging.operation.name": literal("process", "triggers 0.3"),
      "messaging.operation.type": literal("process", "triggers 0.3"),
      ...(destination !== undefined && { "messaging.destination.name": destination }),
      ...attributes,
    },
  ),
  ...(messages !== undefined && { messages }),
});

/** triggers.md 3.3 and 3.4: `traceparent`, else `diagnostic-Id` in W3C's form, with `tracestate`; no link without. */
const contextIn = (properties: unknown): MessageRow["carrier"] | undefined => {
  const traceparent = first(text("traceparent"), text("diagnostic-Id"))(properties);
  const tracestate = text("tracestate")(properties);
  if (traceparent === undefined) return undefined;
  return { traceparent, ...(tracestate !== undefined && { tracestate }) };
};

const linkTo = (carrier: MessageRow["carrier"] | undefined, id?: string): MessageRow[] =>
  carrier === undefined ? [] : [{ carrier, ...(id !== undefined && { id }) }];

const consumerGroup = first(
  metadata("triggerPartitionContext", "consumerGroup"),
  option("consumerGroup"),
  literal("$Default", "triggers 3.3"),
);

const eventHubs = (files: string): Row =>
  messagingRow(
    files,
    "azure.eventhubs",
    option("eventHubName"),
    {
      "messaging.batch.message_count": first(lengthOf("input"), literal(1, "triggers 0.4")),
      "messaging.consumer.group.name": consumerGroup,
      "messaging.destination.partition.id": metadata("triggerPartitionContext", "partitionId"),
      "server.address": metadata("triggerPartitionContext", "fullyQualifiedNamespace"),
    },
    (sample) => {
      const properties = at(...METADATA, "propertiesArray")(sample);
      return (Array.isArray(properties) ? properties : []).flatMap((item) => linkTo(contextIn(item)));
    },
  );

/** triggers.md 3.3: EventGrid's schema has no context. */
const gridSchema = (files: string): Row =>
  messagingRow(files, "azure.eventgrid", undefined, {
    "messaging.message.id": text("input", "id"),
    "isobar.event.type": text("input", "eventType"),
    "isobar.event.source": text("input", "topic"),
    "isobar.message.enqueued_time": secondsOfIso(text("input", "eventTime")),
  });

const serviceBus = (files: string, destination: Expected<string>): Row =>
  messagingRow(
    files,
    "azure.servicebus",
    destination,
    {
      "messaging.destination.subscription.name": option("subscriptionName"),
      "messaging.message.id": metadata("messageId"),
      "messaging.message.conversation_id": metadata("correlationId"),
      "azure.servicebus.message.delivery_count": at(...METADATA, "deliveryCount"),
      "azure.servicebus.message.enqueued_time": secondsOfIso(metadata("enqueuedTimeUtc")),
    },
    (sample) => linkTo(contextIn(at(...METADATA, "applicationProperties")(sample)), metadata("messageId")(sample)),
  );

/** triggers.md 3.3: the value of Kafka's header is base64. */
const kafkaHeader: Expected<readonly MessageRow[]> = (sample) => {
  const headers = at("input", "Headers")(sample) as { Key: string; Value: string }[];
  const entries = headers.map(({ Key, Value }) => [Key, Buffer.from(Value, "base64").toString("utf8")] as const);
  return linkTo(contextIn(Object.fromEntries(entries)));
};

const kafka = {
  "messaging.consumer.group.name": option("consumerGroup"),
};

const blob = (files: string): Row => ({
  ...row(files, "datasource", "azure.blob", faasName, {
    // "container = first segment of triggerMetadata.blobTrigger"
    "faas.document.collection": from(metadata("blobTrigger"), (path) => path.split("/")[0]),
    "faas.document.operation": literal("insert", "triggers 3.3"),
    "faas.document.time": from(metadata("properties", "lastModified"), (time) => new Date(time).toISOString()),
  }),
  messages: (sample) => linkTo(contextIn(at(...METADATA, "metadata")(sample))),
});

const changes = (files: string, type: string, system: string, collection: string, table: string): Row =>
  row(files, "datasource", type, faasName, {
    "faas.document.collection": option(collection),
    "faas.document.operation": literal("edit", "triggers 3.3"),
    "db.system.name": literal(system, "semconv 7"),
    "db.collection.name": option(table),
    "isobar.batch.record_count": lengthOf("input"),
  });

/** triggers.md 3.3: one row for each kind of sample. */
export const azureRows: readonly Row[] = [
  row("timer.", "timer", "azure.timer", faasName, { "faas.cron": option("schedule") }),
  row("timer-past-due", "timer", "azure.timer", faasName, {
    // "unless %NAME%": the sample's setting is not set
    "isobar.azure.timer.past_due": at("input", "isPastDue"),
  }),
  messagingRow("storage-queue", "azure.storage_queue", option("queueName"), {
    "messaging.message.id": metadata("id"),
    "isobar.attempt": at(...METADATA, "dequeueCount"),
    "isobar.message.enqueued_time": secondsOfIso(metadata("insertionTime")),
  }),
  serviceBus("servicebus-queue", option("queueName")),
  serviceBus("servicebus-topic", option("topicName")),
  messagingRow("servicebus-queue-batch", "azure.servicebus", option("queueName"), {
    "messaging.batch.message_count": lengthOf("input"),
  }),
  eventHubs("eventhub"),
  {
    ...eventHubs("retry-context"),
    attributes: {
      ...eventHubs("retry-context").attributes,
      // triggers.md 3.1: retryCount retries were before this attempt
      "isobar.attempt": from(at("context", "retryContext", "retryCount"), (count) => Number(count) + 1),
    },
  },
  gridSchema("eventgrid-event"),
  gridSchema("eventgrid-string-data"),
  messagingRow(
    "eventgrid-cloudevent",
    "azure.eventgrid",
    undefined,
    {
      "messaging.message.id": text("input", "id"),
      "cloudevents.event_id": text("input", "id"),
      "cloudevents.event_source": text("input", "source"),
      "cloudevents.event_type": text("input", "type"),
      "cloudevents.event_spec_version": text("input", "specversion"),
      "isobar.message.enqueued_time": secondsOfIso(text("input", "time")),
    },
    (sample) => linkTo(contextIn(at("input")(sample)), text("input", "id")(sample)),
  ),
  blob("blob"),
  changes("cosmosdb", "azure.cosmosdb", "azure.cosmosdb", "databaseName", "containerName"),
  // One inserted and one deleted row: the mixture is an edit.
  changes("sql", "azure.sql", "microsoft.sql_server", "tableName", "tableName"),
  {
    ...changes("mysql", "azure.mysql", "mysql", "tableName", "tableName"),
    attributes: {
      ...changes("mysql", "azure.mysql", "mysql", "tableName", "tableName").attributes,
      // "Operation 0 Insert 1 Update 2 Delete", and there is one
      "faas.document.operation": from(
        at("input", 0, "Operation"),
        (code) => ["insert", "edit", "delete"][Number(code)],
      ),
    },
  },
  messagingRow(
    "kafka-one",
    "kafka",
    option("topic"),
    {
      ...kafka,
      "messaging.destination.partition.id": from(at("input", "Partition"), String),
      "kafka.offset": at("input", "Offset"),
      "isobar.message.enqueued_time": secondsOfIso(text("input", "Timestamp")),
    },
    kafkaHeader,
    "azure.kafka",
  ),
  messagingRow(
    "kafka-many",
    "kafka",
    option("topic"),
    { ...kafka, "messaging.batch.message_count": lengthOf("input") },
    undefined,
    "azure.kafka",
  ),
  messagingRow(
    "rabbitmq",
    "rabbitmq",
    // `exchange:routingKey:queue` without the empty exchange; routing key and queue are the same here
    metadata("routingKey"),
    {
      "rabbitmq.destination.routing_key": metadata("routingKey"),
      "rabbitmq.message.delivery_tag": at(...METADATA, "deliveryTag"),
    },
    (sample) => linkTo(contextIn(at(...METADATA, "basicProperties", "headers")(sample))),
    "azure.rabbitmq",
  ),
  messagingRow("signalr", "azure.signalr", option("hubName"), { "isobar.event.type": option("event") }),
  messagingRow("webpubsub", "azure.webpubsub", option("hub"), { "isobar.event.type": option("eventName") }),
  row("durable-activity", "other", "azure.durable.activity", text("context", "functionName"), {
    "isobar.azure.durable.instance_id": metadata("instanceId"),
  }),
  row("mcp-tool", "other", "azure.mcp", faasName, {
    "gen_ai.tool.name": option("toolName"),
    "mcp.method.name": literal("tools/call", "triggers 3.3"),
  }),
  row("authentication-event", "other", "authenticationEventsTrigger", faasName, {}),
];

/** triggers.md 3.3: calls for which there is no span. */
export const UNTOUCHED: ReadonlySet<string> = new Set(["warmup", "durable-orchestrator", "durable-entity"]);
