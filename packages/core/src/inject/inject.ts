import { warnOnce } from "../diagnostics.ts";
import { readErrorType } from "../errors.ts";
import type { Fields, MessageShapes, MessageSystem } from "./message-shapes.ts";
import { readSentContext } from "./sent-context.ts";
import { WRITERS } from "./writers.ts";

/**
 * Adds the current trace context to a message that is about to be sent, where the trigger of its receiver reads it: in
 * the form of `OTEL_PROPAGATORS`, and within the limits of the system. What does not fit is left out (baggage first,
 * then `tracestate`) and told once through `diag`; so is a message that has no place for a context.
 *
 * Never throws, and never changes the message that it is given.
 *
 * @param system - what the message is for, on whichever cloud
 * @param message - as the system's client takes it; what it says of a sender already stays
 * @returns a copy with the context, or the message itself where there is nothing to add: outside of an invocation or
 * without an active span, with telemetry switched off, or where the message has a context
 * @example
 * ```ts
 * await sqs.send(new SendMessageCommand(inject("sqs", { QueueUrl, MessageBody: JSON.stringify(order) })));
 * ```
 */
export function inject<System extends MessageSystem, Message extends MessageShapes[System]>(
  system: System,
  message: Message,
): Message {
  try {
    if (!Object.hasOwn(WRITERS, system)) {
      warnOnce(`inject() knows no such system; it has to be one of ${Object.keys(WRITERS).join(", ")}`);
      return message;
    }
    const sent = readSentContext((names, reason) => warnOnce(`inject("${system}") leaves out ${names}: ${reason}`));
    if (sent === undefined || typeof message !== "object" || message === null) return message;
    return WRITERS[system](message as unknown as Fields, sent) as Message;
  } catch (error) {
    warnSafely(`inject() could not read a message (${readErrorType(error)}); it is sent without a context`);
    return message;
  }
}

/** The application's own logger for diagnostics may throw as well. */
function warnSafely(message: string): void {
  try {
    warnOnce(message);
  } catch {
    // Nobody is left to tell.
  }
}
