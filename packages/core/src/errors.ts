import type { Attributes } from "@opentelemetry/api";
import { stackWithoutMessage } from "./redact.ts";
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE, ERROR_TYPE_OTHER } from "./semconv.ts";

/**
 * `error.type` of whatever was thrown: the error's name or its class, and the kind of value (`string`) where no error
 * was thrown. Total: a getter that throws gives `_OTHER`.
 */
export function readErrorType(error: unknown): string {
  if (error === null || error === undefined) return String(error);
  if (typeof error !== "object") return typeof error;
  try {
    const { name } = error as { name?: unknown };
    if (typeof name === "string" && name !== "" && name !== "Error") return name;
    const constructed = (error as { constructor?: { name?: unknown } }).constructor?.name;
    if (typeof constructed === "string" && constructed !== "") return constructed;
    return typeof name === "string" && name !== "" ? name : ERROR_TYPE_OTHER;
  } catch {
    return ERROR_TYPE_OTHER;
  }
}

/** The `exception.*` attributes of what was thrown; the message, which may hold user data, only on request. */
export function describeException(error: unknown, withMessage: boolean): Attributes {
  const attributes: Attributes = { [ATTR_EXCEPTION_TYPE]: readErrorType(error) };
  try {
    if (withMessage) attributes[ATTR_EXCEPTION_MESSAGE] = error instanceof Error ? error.message : String(error);
    if (error instanceof Error && typeof error.stack === "string") {
      const type = attributes[ATTR_EXCEPTION_TYPE];
      const frames = stackWithoutMessage(error.stack, error.message);
      attributes[ATTR_EXCEPTION_STACKTRACE] = withMessage ? error.stack : `${type}\n${frames}`;
    }
  } catch {
    // A hostile error object: its type is what there is to say.
  }
  return attributes;
}
