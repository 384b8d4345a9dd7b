import { type Context, isSpanContextValid, TraceFlags, trace } from "@opentelemetry/api";
import type { Config } from "../config.ts";
import { isSamplingUndecided } from "../context.ts";
import { NOT_RECORD, RECORD_AND_SAMPLED, type SpanSampler } from "./tracing/model.ts";

/**
 * The sampler of the options, or the one that `OTEL_TRACES_SAMPLER` names. Where the parent's sampled flag is no
 * decision, it decides as for a trace that begins here; the trace id stays the parent's.
 */
export function createSampler(config: Config): SpanSampler {
  const given = config.options.sampler as SpanSampler | undefined;
  if (given !== undefined) {
    return {
      shouldSample: (parent, ...rest) =>
        given.shouldSample(isSamplingUndecided(parent) ? trace.deleteSpan(parent) : parent, ...rest),
    };
  }
  const { samplerName, samplerRatio } = config;
  const isRootSampled = samplerName.endsWith("always_on")
    ? () => true
    : samplerName.endsWith("always_off")
      ? () => false
      : sampleRatio(samplerRatio);
  const isParentBased = samplerName.startsWith("parentbased_");
  return {
    isBlind: true,
    shouldSample(parent, traceId) {
      const isSampled = (isParentBased ? readDecision(parent) : undefined) ?? isRootSampled(traceId);
      return isSampled ? SAMPLED : NOT_SAMPLED;
    },
  };
}

const SAMPLED = { decision: RECORD_AND_SAMPLED };
const NOT_SAMPLED = { decision: NOT_RECORD };

/** What was decided where the trace comes from, as far as that is a decision. */
function readDecision(parent: Context): boolean | undefined {
  const above = trace.getSpanContext(parent);
  if (above === undefined || !isSpanContextValid(above) || isSamplingUndecided(parent)) return undefined;
  return (above.traceFlags & TraceFlags.SAMPLED) !== 0;
}

/**
 * Samples by the trace id alone, so that all who take part in a trace decide alike, and those with a higher ratio
 * sample what those with a lower one do: as OpenTelemetry's SDK for JavaScript.
 */
function sampleRatio(ratio: number): (traceId: string) => boolean {
  const bound = ratio >= 1 ? 2 ** 32 : Math.floor(ratio * (2 ** 32 - 1));
  return (traceId) => {
    let folded = 0;
    for (let from = 0; from < 32; from += 8) folded ^= Number.parseInt(traceId.slice(from, from + 8), 16);
    return folded >>> 0 < bound;
  };
}
