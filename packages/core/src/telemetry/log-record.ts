import { type Attributes, type Context, isSpanContextValid, type LogRecord, trace } from "@opentelemetry/api";
import { AddAttributeDecision, maybeAddAttribute, timeInputToHrTime } from "@opentelemetry/core";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from "../semconv.ts";

/** The specification's defaults. @see https://opentelemetry.io/docs/specs/otel/common/#configurable-parameters */
export const ATTRIBUTE_LIMITS = { attributeCountLimit: 128, attributeValueLengthLimit: Number.POSITIVE_INFINITY };

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
  const attributes: Attributes = {};
  let count = 0;
  let droppedAttributesCount = 0;
  const add = (key: string, value: unknown): void => {
    const candidate = { key, value: value as Attributes[string], attributes };
    const decision = maybeAddAttribute({ ...candidate, limits: ATTRIBUTE_LIMITS, currentAttributesCount: count });
    if (decision === AddAttributeDecision.ADD_NEW) count += 1;
    if (decision === AddAttributeDecision.DROP_LIMIT_REACHED) droppedAttributesCount += 1;
  };
  for (const [key, value] of Object.entries(given)) add(key, value);
  // What the record says of an exception itself is not overwritten.
  for (const [key, value] of readException(exception)) if (value && !Object.hasOwn(attributes, key)) add(key, value);
  return { attributes, droppedAttributesCount };
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
