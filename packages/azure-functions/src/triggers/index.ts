import { KIND_SERVER } from "@isobar/core/describe";
import { httpTrigger } from "./http.ts";
import { serviceBusTrigger } from "./service-bus.ts";
import type { TriggerCall, TriggerDescription, TriggerReader } from "./table.ts";

/** By the trigger's type, in lower case. */
const TRIGGERS: ReadonlyMap<string, TriggerReader> = new Map([
  ["httptrigger", httpTrigger],
  ["servicebustrigger", serviceBusTrigger],
]);

/** Called by the platform for its own sake, or replayed: a span for each call would say nothing true. */
const UNTOUCHED: ReadonlySet<string> = new Set(["warmuptrigger", "orchestrationtrigger", "entitytrigger"]);

/** Whether calls of this trigger run without telemetry. */
export function isUntouched(type: string): boolean {
  return UNTOUCHED.has(type);
}

/** What triggered the invocation. A type that no reader knows is `other`. */
export function describeTrigger(type: string, call: TriggerCall): TriggerDescription {
  const read = TRIGGERS.get(type);
  return read === undefined ? { name: call.faasName, trigger: "other", kind: KIND_SERVER, attributes: {} } : read(call);
}
