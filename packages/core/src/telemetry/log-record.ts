import { type Attributes, type Context, isSpanContextValid, type LogRecord, trace } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from "../semconv.ts";
import { type AttributeLimits, NO_LIMIT, putAttribute } from "./attributes.ts";
import { timeInputToHrTime } from "./hr-time.ts";

/** The specification's defaults. @see https://opentelemetry.io/docs/specs/otel/common/#configurable-parameters */
export const LOG_LIMITS: AttributeLimits = { attributeCountLimit: 128, attributeValueLengthLimit: NO_LIMIT };

/** What a record comes with, beside what was emitted. */
export interface LogOrigin {
  readonly resource: Resource;
  readonly instrumentationScope: ReadableLogRecord["instrumentationScope"];
}

/**
 * What exporters are given of an emitted record: a copy of its attributes, as far as they are valid and within the
 * limits, and of the context the ids.
 *
 * @param context - of the record's own, or the one that is active
 */
export function createLogRecord(record: LogRecord, context: Context, origin: LogOrigin): ReadableLogRecord {
  const { eventName, severityNumber, severityText, body } = record;
  const now = Date.now();
  const spanContext = trace.getSpanContext(context);
  return {
    ...origin,
    hrTime: timeInputToHrTime(record.timestamp ?? now),
    hrTimeObserved: timeInputToHrTime(record.observedTimestamp ?? now),
    ...(spanContext !== undefined && isSpanContextValid(spanContext) && { spanContext }),
    ...(severityNumber !== undefined && { severityNumber }),
    ...(severityText !== undefined && { severityText }),
    ...(body !== undefined && { body }),
    ...(eventName !== undefined && { eventName }),
    ...collectAttributes(record),
  };
}

function collectAttributes({ attributes: given = {}, exception }: LogRecord) {
  const holder = { attributes: {} as Attributes, droppedAttributesCount: 0 };
  let count = 0;
  const add = (key: string, value: unknown): void => {
    count = putAttribute(holder, count, key, value, LOG_LIMITS);
  };
  for (const key in given) if (Object.hasOwn(given, key)) add(key, given[key]);
  // What the record says of an exception itself is not overwritten.
  for (const [key, value] of readException(exception))
    if (value && !Object.hasOwn(holder.attributes, key)) add(key, value);
  return holder;
}

function readException(exception: unknown): [key: string, value: unknown][] {
  if (typeof exception === "string" || typeof exception === "number") {
    return [[ATTR_EXCEPTION_MESSAGE, String(exception)]];
  }
  if (typeof exception !== "object" || exception === null) return [];
  const { code, name, message, stack } = exception as Record<string, unknown>;
  return [
    [ATTR_EXCEPTION_TYPE, code ? String(code) : name],
    [ATTR_EXCEPTION_MESSAGE, message],
    [ATTR_EXCEPTION_STACKTRACE, stack],
  ];
}
