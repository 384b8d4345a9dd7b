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

/** By the trigger's type, in lower case. */
const TRIGGERS: ReadonlyMap<string, TriggerReader> = new Map([
  ["httptrigger", httpTrigger],
  ["timertrigger", timerTrigger],
  ["queuetrigger", storageQueueTrigger],
  ["servicebustrigger", serviceBusTrigger],
  ["eventhubtrigger", eventHubTrigger],
  ["eventgridtrigger", eventGridTrigger],
  ["blobtrigger", blobTrigger],
  ["cosmosdbtrigger", cosmosDbTrigger],
  ["sqltrigger", sqlTrigger],
  ["mysqltrigger", mySqlTrigger],
  ["kafkatrigger", kafkaTrigger],
  ["rabbitmqtrigger", rabbitMqTrigger],
  ["signalrtrigger", signalRTrigger],
  ["webpubsubtrigger", webPubSubTrigger],
  ["activitytrigger", activityTrigger],
  ["mcptooltrigger", mcpToolTrigger],
  ["mcpresourcetrigger", mcpResourceTrigger],
  ["mcpprompttrigger", mcpPromptTrigger],
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
  const read = TRIGGERS.get(type);
  if (read !== undefined) return read(call);
  const given = readString(call.options.type);
  return {
    name: call.faasName,
    trigger: "other",
    kind: KIND_SERVER,
    attributes: { ...(given !== undefined && { [ATTR_ISOBAR_TRIGGER_TYPE]: given }) },
  };
}
