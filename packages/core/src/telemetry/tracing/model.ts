import type {
  ReadableSpan,
  Sampler,
  SamplingResult,
  SpanLimits,
  SpanProcessor,
  TimedEvent,
} from "@opentelemetry/sdk-trace";

/** What processors and exporters for OpenTelemetry's SDK for JavaScript take, and what its samplers answer. */
export type { ReadableSpan, SamplingResult, SpanProcessor, TimedEvent };
export type Resource = ReadableSpan["resource"];
export type Limits = Required<SpanLimits>;

/** What the values mean that samplers decide. */
export const NOT_RECORD: SamplingResult["decision"] = 0;
export const RECORD_AND_SAMPLED: SamplingResult["decision"] = 2;

export interface SpanSampler extends Sampler {
  /** Whether it looks at neither attributes nor links: these are read after it then, and not of spans that are not made. */
  readonly isBlind?: boolean;
}

/** What a tracer's spans have in common. */
export interface SpanSource {
  readonly resource: Resource;
  readonly instrumentationScope: ReadableSpan["instrumentationScope"];
  readonly sampler: SpanSampler;
  readonly limits: Limits;
  /** In the order in which they are told. */
  readonly processors: readonly SpanProcessor[];
}
