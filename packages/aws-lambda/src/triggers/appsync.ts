import { messagingInvocation } from "@isobar/core/describe";
import {
  ATTR_GRAPHQL_OPERATION_TYPE,
  ATTR_ISOBAR_BATCH_RECORD_COUNT,
  ATTR_ISOBAR_EVENT_NAME,
  ATTR_ISOBAR_EVENT_TYPE,
} from "@isobar/core/semconv";
import { allHeaders } from "./headers.ts";
import { otherInvocation } from "./other.ts";
import { known, listAt, readAt, rereadable, textAt } from "./read.ts";
import type { TriggerDescription, TriggerReader } from "./table.ts";

/**
 * AppSync's direct Lambda resolvers.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html
 */
export const appSyncResolver: TriggerReader = {
  type: "aws.appsync",
  knows: ({ info }) =>
    readAt(info, "selectionSetGraphQL") !== undefined ||
    (textAt(info, "fieldName") !== undefined && textAt(info, "parentTypeName") !== undefined),
  read: (event, functionName) => describeResolver(event, functionName),
};

/** The same for a batch of resolver calls, which come in a list. */
export const appSyncBatch: TriggerReader = {
  type: "aws.appsync",
  knows: (events) => textAt(events, 0, "info", "fieldName") !== undefined,
  read: (events, functionName) =>
    describeResolver(readAt(events, 0), functionName, Array.isArray(events) ? events.length : undefined),
};

/** A resolver's mapping template of the user's own. */
export const appSyncTemplate: TriggerReader = {
  type: "aws.appsync",
  knows: (event) =>
    (event.operation === "BatchInvoke" || event.operation === "Invoke") &&
    Boolean(event.payload) &&
    Boolean(event.version),
  read: ({ operation, payload }, functionName) =>
    otherInvocation(
      functionName,
      known({
        [ATTR_ISOBAR_EVENT_TYPE]: textAt({ operation }, "operation"),
        [ATTR_ISOBAR_BATCH_RECORD_COUNT]: Array.isArray(payload) ? payload.length : undefined,
      }),
    ),
};

const OPERATION_TYPES = new Set(["query", "mutation", "subscription"]);

function describeResolver(event: unknown, functionName: string, count?: number): TriggerDescription {
  const parentType = textAt(event, "info", "parentTypeName")?.toLowerCase();
  return otherInvocation(
    functionName,
    known({
      // Below the root, the parent is a type of the schema.
      [ATTR_GRAPHQL_OPERATION_TYPE]: OPERATION_TYPES.has(parentType ?? "") ? parentType : undefined,
      [ATTR_ISOBAR_EVENT_NAME]: textAt(event, "info", "fieldName"),
      [ATTR_ISOBAR_BATCH_RECORD_COUNT]: count,
    }),
    allHeaders(readAt(event, "request", "headers"), undefined),
  );
}

/**
 * AppSync Events: what is published to a channel, or a subscription to it. Whoever publishes sends one context for
 * all events; a subscription has no events, and its context is a request's.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/eventapi/channel-namespace-handlers.html
 */
export const appSyncEvents: TriggerReader = {
  type: "aws.appsync.events",
  knows: ({ info }) => Boolean(readAt(info, "channel")) && textAt(info, "operation") !== undefined,
  read: (event, functionName) => {
    const events = listAt(event, "events");
    const carrier = allHeaders(readAt(event, "request", "headers"), undefined);
    const description = messagingInvocation({
      system: "aws.appsync",
      destination: textAt(event, "info", "channelNamespace", "name"),
      fallbackName: functionName,
      count: events.length,
      isBatch: Array.isArray(event.events),
      messageId: events.length === 1 ? textAt(events[0], "id") : undefined,
      records: rereadable(function* () {
        for (const value of events) {
          const id = textAt(value, "id");
          yield { value, ...(id !== undefined && { id }), ...(carrier !== undefined && { carrier }) };
        }
      }),
      content: (item) => ({ body: readAt(item, "payload") }),
      attributes: known({ [ATTR_ISOBAR_EVENT_TYPE]: textAt(event, "info", "operation") }),
      respond: (failedIds, results) => respond(events, new Set(failedIds), results),
    });
    return carrier === undefined || events.length > 0 ? description : { ...description, carrier };
  },
};

/** What is broadcast is what the function returned for an event, or else the event's own payload. */
function respond(
  events: readonly unknown[],
  failedIds: ReadonlySet<unknown>,
  results: ReadonlyMap<unknown, unknown> = new Map(),
) {
  return {
    events: events.map((item) => {
      const id = readAt(item, "id");
      if (failedIds.has(id)) return { id, error: "processing failed" };
      return { id, payload: results.get(id) ?? readAt(item, "payload") };
    }),
  };
}
