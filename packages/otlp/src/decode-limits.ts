import { OtlpDecodeError } from "./decode-error.ts";

/** How deep values may be nested in one another: the limit of the usual protobuf implementations. */
export const maxValueDepth = 100;

/**
 * How many messages (spans, events, points, lists) one request may hold. An empty message takes two bytes on the
 * wire and some hundred in memory: without a limit, a body within the size limit could still take all of it.
 */
export const maxMessages = 1_000_000;

/** What is left of the limit while one request is decoded. */
export interface DecodeBudget {
  messages: number;
}

/** A fresh allowance for one request. */
export function createDecodeBudget(): DecodeBudget {
  return { messages: maxMessages };
}

/**
 * Takes one message from the allowance.
 * @throws OtlpDecodeError when nothing is left.
 */
export function spendMessage(budget: DecodeBudget): void {
  budget.messages -= 1;
  if (budget.messages < 0) throw new OtlpDecodeError(`more than ${maxMessages} messages in one request`);
}

/**
 * Checks the depth of a value.
 * @throws OtlpDecodeError when it is too deep.
 */
export function checkDepth(depth: number): void {
  if (depth > maxValueDepth) throw new OtlpDecodeError(`values nested more than ${maxValueDepth} deep`);
}
