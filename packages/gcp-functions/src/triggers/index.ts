import type { Carrier, Invocation } from "@isobar/core";
import { cloudEventContent, readObject, readString } from "@isobar/core/describe";
import { ATTR_ISOBAR_EVENT_TYPE } from "@isobar/core/semconv";
import type { BackgroundContext, CloudEventFields } from "../types.ts";
import { readBackgroundEvent } from "./background.ts";
import { describeEventParts } from "./events.ts";

export { describeRequest } from "./http.ts";

/** Outside of the platform, in a unit test, there may be no id. */
const UNKNOWN_ID = "unknown";

/** What triggered a CloudEvent function. */
export function describeEvent(value: unknown, functionName: string): Invocation {
  const event = (readObject(value) ?? {}) as CloudEventFields;
  const ambient = readAmbient(event);
  return {
    ...describeEventParts(event, functionName, { value, content: () => cloudEventContent({ ...event }) }),
    id: readString(event.id) ?? UNKNOWN_ID,
    ...(ambient !== undefined && { ambient }),
  };
}

/** What triggered a background function, which gets the data apart from the context. */
export function describeBackground(data: unknown, value: unknown, functionName: string): Invocation {
  const context = (readObject(value) ?? {}) as BackgroundContext;
  const event = readBackgroundEvent(data, context);
  const description = describeEventParts(event, functionName, {
    value: data,
    content: () => cloudEventContent({ type: event.type, source: event.source, time: event.time, data }),
  });
  const eventType = readString(context.eventType);
  return {
    ...description,
    id: readString(context.eventId) ?? readString(context.id) ?? UNKNOWN_ID,
    attributes: {
      ...description.attributes,
      ...(eventType !== undefined && { [ATTR_ISOBAR_EVENT_TYPE]: eventType }),
    },
  };
}

/** The framework overwrites the event's `traceparent` with that of the request that brought it: the platform's own. */
function readAmbient(event: CloudEventFields): Carrier | undefined {
  const traceparent = readString(event.traceparent);
  const tracestate = readString(event.tracestate);
  return traceparent === undefined ? undefined : { traceparent, ...(tracestate !== undefined && { tracestate }) };
}
