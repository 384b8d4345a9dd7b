import { trace } from "@opentelemetry/api";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";
import type { Config } from "../config.ts";
import { isSamplingUndecided } from "../context.ts";

/**
 * The sampler of the options, or the one that `OTEL_TRACES_SAMPLER` names. Where the parent's sampled flag is no
 * decision, it decides as for a trace that begins here; the trace id stays the parent's.
 */
export function createSampler(config: Config): Sampler {
  const sampler = chooseSampler(config);
  return {
    shouldSample: (parent, ...rest) =>
      sampler.shouldSample(isSamplingUndecided(parent) ? trace.deleteSpan(parent) : parent, ...rest),
    toString: () => sampler.toString(),
  };
}

function chooseSampler(config: Config): Sampler {
  if (config.options.sampler !== undefined) return config.options.sampler as Sampler;
  const root = config.samplerName.endsWith("always_on")
    ? new AlwaysOnSampler()
    : config.samplerName.endsWith("always_off")
      ? new AlwaysOffSampler()
      : new TraceIdRatioBasedSampler(config.samplerRatio);
  return config.samplerName.startsWith("parentbased_") ? new ParentBasedSampler({ root }) : root;
}
