import { mapCarrier } from "./carrier.ts";
import { readAt } from "./read.ts";
import type { TriggerDescription } from "./table.ts";

/**
 * Whoever calls a function directly can send trace context beside the event, in the client context's `custom`;
 * mobile SDKs write `Custom`. What the event itself carries comes first.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function withClientContext(description: TriggerDescription, clientContext: unknown): TriggerDescription {
  if (clientContext === undefined || description.carrier !== undefined || description.batch !== undefined) {
    return description;
  }
  const carrier = mapCarrier(readAt(clientContext, "custom") ?? readAt(clientContext, "Custom"));
  return carrier === undefined ? description : { ...description, carrier };
}
