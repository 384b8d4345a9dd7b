import { KIND_SERVER, readString } from "@isobar/core/describe";
import { ATTR_ISOBAR_TRIGGER_TYPE } from "@isobar/core/semconv";
import { blobTrigger } from "./blob.ts";
import { cosmosDbTrigger } from "./cosmos-db.ts";
import { activityTrigger } from "./durable-activity.ts";
import { eventGridTrigger } from "./event-grid.ts";
import { eventHubTrigger } from "./event-hubs.ts";
import { httpTrigger } from "./http.ts";
import { kafkaTrigger } from "./kafka.ts";
import { mcpPromptTrigger, mcpResourceTrigger, mcpToolTrigger } from "./mcp.ts";
import { rabbitMqTrigger } from "./rabbitmq.ts";
import { serviceBusTrigger } from "./service-bus.ts";
import { mySqlTrigger, sqlTrigger } from "./sql.ts";
import { storageQueueTrigger } from "./storage-queue.ts";
import type { TriggerCall, TriggerDescription, TriggerReader } from "./table.ts";
import { timerTrigger } from "./timer.ts";
import { signalRTrigger, webPubSubTrigger } from "./web-sockets.ts";

/** A reader under the name that `isobar.trigger.type` has for its calls. */
interface NamedReader {
  readonly type: string;
  readonly read: TriggerReader;
}

/** By the trigger's type, in lower case. */
const TRIGGERS: ReadonlyMap<string, NamedReader> = new Map([
  ["httptrigger", { type: "azure.http", read: httpTrigger }],
  ["timertrigger", { type: "azure.timer", read: timerTrigger }],
  ["queuetrigger", { type: "azure.storage_queue", read: storageQueueTrigger }],
  ["servicebustrigger", { type: "azure.servicebus", read: serviceBusTrigger }],
  ["eventhubtrigger", { type: "azure.eventhubs", read: eventHubTrigger }],
  ["eventgridtrigger", { type: "azure.eventgrid", read: eventGridTrigger }],
  ["blobtrigger", { type: "azure.blob", read: blobTrigger }],
  ["cosmosdbtrigger", { type: "azure.cosmosdb", read: cosmosDbTrigger }],
  ["sqltrigger", { type: "azure.sql", read: sqlTrigger }],
  ["mysqltrigger", { type: "azure.mysql", read: mySqlTrigger }],
  ["kafkatrigger", { type: "azure.kafka", read: kafkaTrigger }],
  ["rabbitmqtrigger", { type: "azure.rabbitmq", read: rabbitMqTrigger }],
  ["signalrtrigger", { type: "azure.signalr", read: signalRTrigger }],
  ["webpubsubtrigger", { type: "azure.webpubsub", read: webPubSubTrigger }],
  ["activitytrigger", { type: "azure.durable.activity", read: activityTrigger }],
  ["mcptooltrigger", { type: "azure.mcp", read: mcpToolTrigger }],
  ["mcpresourcetrigger", { type: "azure.mcp", read: mcpResourceTrigger }],
  ["mcpprompttrigger", { type: "azure.mcp", read: mcpPromptTrigger }],
]);

/** Called by the platform for its own sake, or replayed: a span for each call would say nothing true. */
const UNTOUCHED: ReadonlySet<string> = new Set(["warmuptrigger", "orchestrationtrigger", "entitytrigger"]);

/** Whether calls of this trigger run without telemetry. */
export function isUntouched(type: string): boolean {
  return UNTOUCHED.has(type);
}

/**
 * What triggered the invocation. A type that no reader knows is `other` (`connectorTrigger`,
 * `authenticationEventsTrigger`, bindings of other makers), and says which type it is.
 */
export function describeTrigger(type: string, call: TriggerCall): TriggerDescription {
  const reader = TRIGGERS.get(type);
  const description = reader?.read(call) ?? {
    name: call.faasName,
    trigger: "other",
    kind: KIND_SERVER,
    attributes: {},
  };
  const name = reader?.type ?? readString(call.options.type) ?? "azure.unknown";
  return { ...description, attributes: { [ATTR_ISOBAR_TRIGGER_TYPE]: name, ...description.attributes } };
}
