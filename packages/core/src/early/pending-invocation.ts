import {
  createTraceState,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
} from "@opentelemetry/api";
import type { Attributes, Invocation, Trigger } from "../adapter.ts";

/** A span's context as JSON. */
type WrittenContext = Omit<SpanContext, "traceState"> & { readonly traceState?: string | undefined };

/** What is kept of an invocation while it runs: what its span would be sent with, had it ended at once. */
export interface PendingInvocation {
  readonly id: string;
  readonly trigger: Trigger;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startTime: HrTime;
  readonly context: WrittenContext;
  readonly parent?: WrittenContext | undefined;
  readonly attributes: Attributes;
  readonly links: readonly { readonly context: WrittenContext; readonly attributes?: Attributes | undefined }[];
}

/** A span of the OpenTelemetry SDK that has begun, as far as it is read here. */
interface BegunSpan extends Span {
  readonly name: string;
  readonly kind: SpanKind;
  readonly startTime: HrTime;
  readonly attributes: Attributes;
  readonly links: readonly Link[];
  readonly parentSpanContext?: SpanContext;
}

/** An invocation as its span has it, and shorter: without links, then without attributes. */
export function* describePending(invocation: Invocation, span: Span): Generator<PendingInvocation> {
  const { name, kind, startTime, attributes, links, parentSpanContext } = span as BegunSpan;
  const pending: PendingInvocation = {
    id: invocation.id,
    trigger: invocation.trigger,
    name,
    kind,
    startTime,
    context: write(span.spanContext()),
    ...(parentSpanContext !== undefined && { parent: write(parentSpanContext) }),
    attributes,
    links: links.map(({ context, attributes: ofLink }) => ({ context: write(context), attributes: ofLink })),
  };
  yield pending;
  yield { ...pending, links: [] };
  yield { ...pending, links: [], attributes: {} };
}

function write({ traceId, spanId, traceFlags, traceState, isRemote }: SpanContext): WrittenContext {
  return { traceId, spanId, traceFlags, traceState: traceState?.serialize(), ...(isRemote === true && { isRemote }) };
}

/** The context again of which `describePending` wrote. */
export function readContext({ traceState, ...context }: WrittenContext): SpanContext {
  return { ...context, ...(traceState !== undefined && { traceState: createTraceState(traceState) }) };
}
