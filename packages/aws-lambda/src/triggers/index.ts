import { KIND_SERVER } from "@isobar/core/describe";
import { httpTrigger } from "./http.ts";
import { sqsTrigger } from "./sqs.ts";
import type { TriggerDescription, TriggerReader } from "./table.ts";

/** In order: the first reader that knows the event decides. */
const TRIGGERS: readonly TriggerReader[] = [sqsTrigger, httpTrigger];

/** What triggered the invocation. An event that no reader knows is `other`. */
export function describeTrigger(event: unknown, functionName: string): TriggerDescription {
  if (typeof event === "object" && event !== null && !Array.isArray(event)) {
    for (const read of TRIGGERS) {
      const description = read(event as Record<string, unknown>, functionName);
      if (description !== undefined) return description;
    }
  }
  return { name: functionName, trigger: "other", kind: KIND_SERVER, attributes: {} };
}
