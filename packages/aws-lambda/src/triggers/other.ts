import type { Carrier } from "@isobar/core";
import { KIND_SERVER } from "@isobar/core/describe";
import type { Attributes } from "./read.ts";
import type { TriggerDescription } from "./table.ts";

/** An invocation that is neither a request, a message, a change nor a timer. */
export function otherInvocation(
  functionName: string,
  attributes: Attributes = {},
  carrier?: Carrier | undefined,
): TriggerDescription {
  return {
    name: functionName,
    trigger: "other",
    kind: KIND_SERVER,
    attributes,
    ...(carrier !== undefined && { carrier }),
  };
}
