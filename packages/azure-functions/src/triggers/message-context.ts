import { readObject, readString } from "@isobar/core/describe";
import type { ServiceBusMessage } from "../types.ts";

const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}/;

/**
 * The trace context that a message's sender wrote into its properties, in their older or newer place. Azure's own SDKs
 * write it twice, as `traceparent` and as `Diagnostic-Id`, which also has a form of its own that is no trace context.
 * The worker lower-cases the first letter of every key, so names are compared without case.
 *
 * @returns undefined where there is none
 */
export function readMessageContext(message: ServiceBusMessage): Record<string, string> | undefined {
  return readProperties(message.applicationProperties) ?? readProperties(message.userProperties);
}

function readProperties(value: unknown): Record<string, string> | undefined {
  const properties = readObject(value);
  if (properties === undefined) return undefined;
  const found: { traceparent?: string; tracestate?: string; "diagnostic-id"?: string } = {};
  for (const key of Object.keys(properties)) {
    const name = key.toLowerCase();
    if (name !== "traceparent" && name !== "tracestate" && name !== "diagnostic-id") continue;
    const text = readString(properties[key]);
    if (text !== undefined) found[name] = text;
  }
  const traceparent = [found.traceparent, found["diagnostic-id"]].find(
    (candidate) => candidate !== undefined && TRACEPARENT.test(candidate),
  );
  if (traceparent === undefined) return undefined;
  return { traceparent, ...(found.tracestate !== undefined && { tracestate: found.tracestate }) };
}
