import type { Invocation } from "@isobar/core";

/** What a trigger says of an event; what every invocation has is added by the adapter. */
export type TriggerDescription = Omit<Invocation, "id">;

/** Reads an event of one family; undefined where it is not of that family. Pure, and total for any object. */
export type TriggerReader = (
  event: Readonly<Record<string, unknown>>,
  functionName: string,
) => TriggerDescription | undefined;
