import type { Invocation } from "@isobar/core";
import type { CloudEventFields } from "../types.ts";

/** What a trigger says of an event; what every CloudEvent has is added by the table. */
export type EventDescription = Omit<Invocation, "id">;

/** Reads an event of one family; undefined where it is not of that family. Pure, and total for any object. */
export type EventReader = (event: CloudEventFields, functionName: string) => EventDescription | undefined;
