import type { MessageContent } from "../adapter.ts";
import {
  ATTR_CLOUDEVENTS_EVENT_ID,
  ATTR_CLOUDEVENTS_EVENT_SOURCE,
  ATTR_CLOUDEVENTS_EVENT_SPEC_VERSION,
  ATTR_CLOUDEVENTS_EVENT_TYPE,
} from "../semconv.ts";
import { messageAttributes } from "./message-attributes.ts";
import { readString } from "./read.ts";
import { readEpochMillis } from "./time.ts";

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

/** What a message has a place of its own for. */
const NO_ATTRIBUTES: ReadonlySet<string> = new Set(["id", "specversion", "time", "data", "data_base64"]);

/**
 * What a CloudEvent carries: its data is the body, and its other attributes and extensions are those of the message.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export function cloudEventContent(event: Readonly<Record<string, unknown>>): MessageContent {
  const base64 = readString(event.data_base64);
  return {
    body: base64 ?? event.data,
    encoding: base64 === undefined ? undefined : "base64",
    enqueuedEpochMillis: readEpochMillis(event.time),
    attributes: () => messageAttributes(Object.entries(event).filter(([name]) => !NO_ATTRIBUTES.has(name))),
  };
}
