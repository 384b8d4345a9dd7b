import type { Carrier, Invocation, MessageContent } from "@isobar/core";
import type { CloudEventFields } from "../types.ts";

/** An event of whichever form: a CloudEvent, or what a background function gets, under a CloudEvent's names. */
export interface GoogleEvent extends CloudEventFields {
  /** The context in which it was made, where that is known apart from the context of its delivery. */
  readonly creation?: Carrier | undefined;
  /** The message as the function gets it, where that is not `data.message`. */
  readonly record?: unknown;
}

/** An event as a message, where no reader knows it as one of a broker's. */
export interface EventMessage {
  /** What the function was called with. */
  readonly value: unknown;
  readonly content: () => MessageContent;
}

/** What a trigger says of an event; what every event has is added by the table. */
export type EventDescription = Omit<Invocation, "id">;

/** Reads an event of one family; undefined where it is not of that family. Pure, and total for any object. */
export type EventReader = (event: GoogleEvent, functionName: string) => EventDescription | undefined;

/** A reader under the name that `isobar.trigger.type` has for its events. */
export interface NamedReader<Reader> {
  readonly type: string;
  readonly read: Reader;
}
