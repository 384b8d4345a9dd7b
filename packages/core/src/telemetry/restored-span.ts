import { SpanStatusCode } from "@opentelemetry/api";
import type { AbandonedInvocation } from "../early/abandoned.ts";
import { readContext } from "../early/pending-invocation.ts";
import { ATTR_ERROR_TYPE, ERROR_TYPE_KILLED } from "../semconv.ts";
import { hrTimeDuration, hrTimeToMillis, millisToHrTime } from "./hr-time.ts";
import { createResource } from "./resource.ts";
import type { ReadableSpan } from "./tracing/model.ts";

/** The span of an invocation whose process was killed, under its own ids, ended when the process was last known to live. */
export function createRestoredSpan(
  abandoned: AbandonedInvocation,
  scope: ReadableSpan["instrumentationScope"],
): ReadableSpan {
  const { name, kind, startTime, context, parent, attributes, links, resource, aliveEpochMillis } = abandoned;
  const spanContext = readContext(context);
  const isLater = aliveEpochMillis > hrTimeToMillis(startTime);
  const endTime = isLater ? millisToHrTime(aliveEpochMillis) : startTime;
  return {
    name,
    kind,
    spanContext: () => spanContext,
    ...(parent !== undefined && { parentSpanContext: readContext(parent) }),
    startTime,
    endTime,
    duration: hrTimeDuration(startTime, endTime),
    status: { code: SpanStatusCode.ERROR },
    attributes: { ...attributes, [ATTR_ERROR_TYPE]: ERROR_TYPE_KILLED },
    links: links.map(({ context: linked, attributes: ofLink }) => ({
      context: readContext(linked),
      ...(ofLink !== undefined && { attributes: ofLink }),
    })),
    events: [],
    ended: true,
    resource: createResource(resource, scope.schemaUrl),
    instrumentationScope: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}
