import { KIND_SERVER, readObject, readString } from "@isobar/core/describe";
import { ATTR_ISOBAR_AZURE_DURABLE_INSTANCE_ID } from "@isobar/core/semconv";
import type { TriggerReader } from "./table.ts";

/**
 * An activity of Durable Functions: called once, unlike the orchestrator that called it.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-bindings#activity-trigger
 */
export const activityTrigger: TriggerReader = ({ context, functionName, faasName }) => {
  const instanceId = readString(readObject(context.triggerMetadata)?.instanceId);
  return {
    name: functionName ?? faasName,
    trigger: "other",
    kind: KIND_SERVER,
    attributes: { ...(instanceId !== undefined && { [ATTR_ISOBAR_AZURE_DURABLE_INSTANCE_ID]: instanceId }) },
  };
};
