import {
  ATTR_CLOUDEVENTS_EVENT_ID,
  ATTR_CLOUDEVENTS_EVENT_SOURCE,
  ATTR_CLOUDEVENTS_EVENT_SPEC_VERSION,
  ATTR_CLOUDEVENTS_EVENT_TYPE,
} from "../semconv.ts";
import { readString } from "./read.ts";

/** The attributes of a CloudEvent that are read. */
export interface CloudEventParts {
  readonly id?: unknown;
  readonly source?: unknown;
  readonly specversion?: unknown;
  readonly type?: unknown;
}

/**
 * A CloudEvent's own attributes but its subject, which is the name of a document, a file or a user. Its source is a
 * URI reference that anybody may have written: neither a query nor a user in it goes further.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/cloudevents/cloudevents-spans/
 */
export function cloudEventAttributes(event: CloudEventParts): Record<string, string> {
  const id = readString(event.id);
  const source = readString(
    readString(event.source)
      ?.split(/[?#]/, 1)[0]
      ?.replace(/\/\/[^/@]*@/, "//"),
  );
  const type = readString(event.type);
  const version = readString(event.specversion);
  return {
    ...(id !== undefined && { [ATTR_CLOUDEVENTS_EVENT_ID]: id }),
    ...(source !== undefined && { [ATTR_CLOUDEVENTS_EVENT_SOURCE]: source }),
    ...(type !== undefined && { [ATTR_CLOUDEVENTS_EVENT_TYPE]: type }),
    ...(version !== undefined && { [ATTR_CLOUDEVENTS_EVENT_SPEC_VERSION]: version }),
  };
}
