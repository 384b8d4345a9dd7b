import { ATTR_ERROR_TYPE, ATTR_ISOBAR_WAITED_FOR_COLD_START, ERROR_TYPE_TIMEOUT } from "@isobar/core/semconv";
import type { Span } from "@isobar/otlp";
import { COLD_NAMES, HTTP_STATUS_NAMES, INVOCATION_ID_NAMES, INVOCATION_MARKS } from "./names.ts";
import { attributeText } from "./origin.ts";

/** What one invocation's span says beside its origin and its times. */
export interface InvocationFacts {
  readonly invocationId: string;
  readonly cold: boolean;
  /** Held up by the cold start of another invocation. */
  readonly waited: boolean;
  /** The handler threw, the process ended, or the time limit was reached. */
  readonly failed: boolean;
  readonly timeout: boolean;
  /** The handler returned 500 to 599: the function worked, what it answered did not. */
  readonly returned5xx: boolean;
  readonly httpStatus: number | undefined;
  readonly errorType: string;
}

/** @returns nothing where the span is no invocation: other work, or without the ids that tell it from its duplicate. */
export function readInvocation(span: Span): InvocationFacts | undefined {
  const { kind, attributes } = span;
  if ((kind !== "server" && kind !== "consumer") || span.spanId === "" || span.traceId === "") return undefined;
  if (!INVOCATION_MARKS.some((name) => Object.hasOwn(attributes, name))) return undefined;
  const read = (names: readonly string[]) =>
    attributeText(attributes[names.find((name) => Object.hasOwn(attributes, name)) ?? ""]);
  const errorType = read([ATTR_ERROR_TYPE]);
  const status = read(HTTP_STATUS_NAMES);
  const returned5xx = /^5\d\d$/.test(status) && (errorType === "" || errorType === status);
  return {
    invocationId: read(INVOCATION_ID_NAMES),
    cold: read(COLD_NAMES) === "true",
    waited: read([ATTR_ISOBAR_WAITED_FOR_COLD_START]) === "true",
    failed: span.status.code === "error" && !returned5xx,
    timeout: errorType === ERROR_TYPE_TIMEOUT,
    returned5xx,
    httpStatus: /^\d{3}$/.test(status) ? Number(status) : undefined,
    errorType,
  };
}
