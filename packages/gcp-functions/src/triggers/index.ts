import type { Invocation } from "@isobar/core";
import { KIND_SERVER, readObject, readString } from "@isobar/core/describe";
import {
  ATTR_CLOUDEVENTS_EVENT_ID,
  ATTR_CLOUDEVENTS_EVENT_SOURCE,
  ATTR_CLOUDEVENTS_EVENT_SPEC_VERSION,
  ATTR_CLOUDEVENTS_EVENT_TYPE,
} from "@isobar/core/semconv";
import type { CloudEventFields } from "../types.ts";
import { pubSubTrigger } from "./pubsub.ts";
import type { EventDescription, EventReader } from "./table.ts";

export { describeRequest } from "./http.ts";

/** In order: the first reader that knows the event decides. */
const EVENTS: readonly EventReader[] = [pubSubTrigger];

/** What triggered a CloudEvent function. An event that no reader knows is `other`. */
export function describeEvent(value: unknown, functionName: string): Invocation {
  const event = (readObject(value) ?? {}) as CloudEventFields;
  const description = readTrigger(event, functionName);
  const ambient = readAmbient(event);
  return {
    ...description,
    id: readString(event.id) ?? "unknown",
    attributes: { ...readCloudEvent(event), ...description.attributes },
    ...(ambient !== undefined && { ambient }),
  };
}

function readTrigger(event: CloudEventFields, functionName: string): EventDescription {
  for (const read of EVENTS) {
    const description = read(event, functionName);
    if (description !== undefined) return description;
  }
  return { name: functionName, trigger: "other", kind: KIND_SERVER, attributes: {} };
}

/**
 * The event's own attributes but its subject, which is the name of a document, a file or a user.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/cloudevents/cloudevents-spans/
 */
function readCloudEvent(event: CloudEventFields): Record<string, string> {
  const id = readString(event.id);
  const source = readString(event.source);
  const type = readString(event.type);
  const version = readString(event.specversion);
  return {
    ...(id !== undefined && { [ATTR_CLOUDEVENTS_EVENT_ID]: id }),
    ...(source !== undefined && { [ATTR_CLOUDEVENTS_EVENT_SOURCE]: source }),
    ...(type !== undefined && { [ATTR_CLOUDEVENTS_EVENT_TYPE]: type }),
    ...(version !== undefined && { [ATTR_CLOUDEVENTS_EVENT_SPEC_VERSION]: version }),
  };
}

/** The framework overwrites the event's `traceparent` with that of the request that brought it: the platform's own. */
function readAmbient(event: CloudEventFields): Record<string, string> | undefined {
  const traceparent = readString(event.traceparent);
  const tracestate = readString(event.tracestate);
  return traceparent === undefined ? undefined : { traceparent, ...(tracestate !== undefined && { tracestate }) };
}
