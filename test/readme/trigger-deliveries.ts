import { TO_AWS } from "../support/deliveries/aws.ts";
import { TO_AZURE } from "../support/deliveries/azure.ts";
import { type GcpDelivery, TO_GCP } from "../support/deliveries/gcp.ts";
import type { System, Ways } from "../support/deliveries/messages.ts";
import { callAws, callAzure, callGcp, type Fields, type Invocation, response } from "./trigger-calls.ts";

/** What an adapter makes of a message that has come on one way. */
export interface Described {
  readonly cloud: "aws" | "gcp" | "azure";
  readonly way: string;
  readonly invocation: Invocation;
}

/** Hands a message that a client was given to functions, on each way that there is for its system. */
export function describeDeliveries(system: System, message: unknown): Described[] {
  const through = <Delivery>(
    cloud: Described["cloud"],
    ways: Ways<Delivery>,
    call: (delivery: Delivery) => Invocation,
  ): Described[] =>
    Object.entries(ways)
      .filter(([, way]) => way.system === system)
      .map(([way, { deliver }]) => ({ cloud, way, invocation: call(deliver(message as never)) }));
  return [
    ...through("aws", TO_AWS, ({ event, context, env }) => callAws(event, context, env)),
    ...through("gcp", TO_GCP, callGoogle),
    ...through("azure", TO_AZURE, ({ trigger, input, triggerMetadata }) =>
      callAzure(trigger, input, toCamelCase(triggerMetadata)),
    ),
  ];
}

function callGoogle(delivery: GcpDelivery): Invocation {
  switch (delivery.signature) {
    case "cloudevent":
      return callGcp(delivery.event);
    case "event":
      return callGcp(delivery.data, delivery.context);
    case "http":
      return callGcp(delivery.request, response);
  }
}

/** As Azure's worker does with all metadata. */
function toCamelCase(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(toCamelCase);
  return Object.fromEntries(
    Object.entries(value as Fields).map(([name, own]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      toCamelCase(own),
    ]),
  );
}
