import type { Attributes, OutgoingDescription } from "../adapter.ts";
import {
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_DESTINATION_SUBSCRIPTION_NAME,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM_NAME,
} from "../semconv.ts";
import { KIND_CLIENT, KIND_PRODUCER } from "./kind.ts";

/** What a platform says of a call to a queue, topic or stream. */
export interface MessagingCallParts {
  /** `messaging.system.name`. */
  readonly system: string;
  /** `messaging.operation.name`: what the system calls it. */
  readonly operation: string;
  readonly type: "send" | "receive" | "settle";
  /** The queue or topic, where it is known. */
  readonly destination?: string | undefined;
  /** The subscription that messages are taken from. */
  readonly subscription?: string | undefined;
  readonly attributes?: Attributes;
}

/**
 * A call to a queue by the messaging conventions: what sends is a producer, all else a client.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
 */
export function messagingCall(
  parts: MessagingCallParts,
): Required<Pick<OutgoingDescription, "name" | "kind" | "attributes">> {
  const { system, operation, type, destination, subscription } = parts;
  const target = destination ?? subscription;
  return {
    name: target === undefined ? operation : `${operation} ${target}`,
    kind: type === "send" ? KIND_PRODUCER : KIND_CLIENT,
    attributes: {
      [ATTR_MESSAGING_SYSTEM_NAME]: system,
      [ATTR_MESSAGING_OPERATION_NAME]: operation,
      [ATTR_MESSAGING_OPERATION_TYPE]: type,
      ...(destination !== undefined && { [ATTR_MESSAGING_DESTINATION_NAME]: destination }),
      ...(subscription !== undefined && { [ATTR_MESSAGING_DESTINATION_SUBSCRIPTION_NAME]: subscription }),
      ...parts.attributes,
    },
  };
}

/** A part of a path, decoded; undefined where it is none, or no name: names of resources have no blanks and slashes. */
export function readPathName(segment: string | undefined): string | undefined {
  if (segment === undefined) return undefined;
  try {
    const name = decodeURIComponent(segment);
    return /^[^\s/?#]{1,256}$/.test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}
