import type { Carrier } from "@isobar/core";
import { mapCarrier } from "./carrier.ts";
import { readDetailCarrier } from "./eventbridge-detail.ts";
import { readAt, textAt } from "./read.ts";
import { readSnsAttribute } from "./sns-attribute.ts";

const MAX_BODY_LENGTH = 65_536;

/** Trace context in a body that SNS or EventBridge wrote; other bodies are not looked into. */
export function readEnvelopeCarrier(body: unknown): Carrier | undefined {
  const envelope = parseEnvelope(body);
  if (envelope === undefined) return undefined;
  if (!isNotification(envelope)) return readDetailCarrier(envelope);
  const carrier = mapCarrier(readAt(envelope, "MessageAttributes"), readSnsAttribute);
  if (carrier !== undefined) return carrier;
  // An event of EventBridge that came through a topic.
  const inner = parseEnvelope(readAt(envelope, "Message"));
  return inner === undefined || isNotification(inner) ? undefined : readDetailCarrier(inner);
}

/** The topic that a message came through, where SNS wrapped it. */
export function readEnvelopeTopic(body: unknown): string | undefined {
  const envelope = parseEnvelope(body);
  return envelope !== undefined && isNotification(envelope) ? textAt(envelope, "TopicArn") : undefined;
}

function isNotification(envelope: unknown): boolean {
  return readAt(envelope, "Type") === "Notification" && textAt(envelope, "TopicArn") !== undefined;
}

/** Looking for a name costs a tenth of parsing, and most bodies are the user's own. */
function parseEnvelope(body: unknown): unknown {
  if (typeof body !== "string" || body.length >= MAX_BODY_LENGTH || !body.startsWith("{")) return undefined;
  if (!body.includes('"TopicArn"') && !body.includes('"detail-type"')) return undefined;
  try {
    const parsed: unknown = JSON.parse(body);
    return parsed;
  } catch {
    return undefined;
  }
}
