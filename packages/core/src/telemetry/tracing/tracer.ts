import {
  type Attributes,
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { addAttributes, NO_LIMIT } from "../attributes.ts";
import { isTracingSuppressed } from "../suppress-tracing.ts";
import { createId } from "./ids.ts";
import { createLink } from "./link.ts";
import { type Limits, NOT_RECORD, RECORD_AND_SAMPLED, type SpanSource } from "./model.ts";
import { RecordedSpan } from "./span.ts";
import { tell } from "./tell.ts";

const NO_LIMITS = { attributeCountLimit: NO_LIMIT, attributeValueLengthLimit: NO_LIMIT };
const NO_ATTRIBUTES: Attributes = {};
const NO_LINKS: Link[] = [];

/** A tracer as the API has it. */
export function createTracer(source: SpanSource): Tracer {
  const { sampler, limits, processors } = source;

  const startSpan = (name: string, options?: SpanOptions, given: Context = context.active()): Span => {
    const from = options?.root ? trace.deleteSpan(given) : given;
    if (isTracingSuppressed(from)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    const above = trace.getSpanContext(from);
    const parentSpanContext = above !== undefined && isSpanContextValid(above) ? above : undefined;
    const traceId = parentSpanContext?.traceId ?? createId(16);
    const kind = options?.kind ?? SpanKind.INTERNAL;
    const read = sampler.isBlind ? undefined : readForSampler(options, limits);
    const { decision, attributes, traceState } = sampler.shouldSample(
      from,
      traceId,
      name,
      kind,
      read?.attributes ?? NO_ATTRIBUTES,
      read?.links ?? NO_LINKS,
    );
    const spanContext = {
      traceId,
      spanId: createId(8),
      traceFlags: decision === RECORD_AND_SAMPLED ? TraceFlags.SAMPLED : TraceFlags.NONE,
      traceState: traceState ?? parentSpanContext?.traceState,
    } as SpanContext;
    if (decision === NOT_RECORD) return trace.wrapSpanContext(spanContext);
    const span = new RecordedSpan(source, name, kind, spanContext, parentSpanContext, {
      startTime: options?.startTime,
      attributes: read === undefined ? options?.attributes : Object.assign(read.attributes, attributes),
      droppedAttributesCount: read?.droppedAttributesCount ?? 0,
      links: read?.links ?? readLinks(options, limits),
    });
    tell(processors, span, from);
    return span;
  };

  return {
    startSpan,
    // Its function is the last of two, three or four arguments.
    startActiveSpan(name: string, ...rest: never[]) {
      const last = Math.min(rest.length, 3) - 1;
      if (last < 0) return undefined;
      const parent = (last > 1 ? (rest[1] as Context | undefined) : undefined) ?? context.active();
      const span = startSpan(name, last > 0 ? rest[0] : undefined, parent);
      return context.with(trace.setSpan(parent, span), rest[last] as never, undefined, span);
    },
  } as Tracer;
}

/** What a sampler is given of a span that is to begin. */
function readForSampler(options: SpanOptions | undefined, limits: Limits) {
  const read = { attributes: {}, droppedAttributesCount: 0, links: readLinks(options, limits) };
  addAttributes(read, options?.attributes, NO_LIMITS);
  return read;
}

function readLinks(options: SpanOptions | undefined, limits: Limits): Link[] {
  return options?.links?.map((link) => createLink(link, limits)) ?? [];
}
