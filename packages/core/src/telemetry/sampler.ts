import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";
import type { Config } from "../config.ts";

/** The sampler of the options, or the one that `OTEL_TRACES_SAMPLER` names. */
export function createSampler(config: Config): Sampler {
  if (config.options.sampler !== undefined) return config.options.sampler as Sampler;
  const root = config.samplerName.endsWith("always_on")
    ? new AlwaysOnSampler()
    : config.samplerName.endsWith("always_off")
      ? new AlwaysOffSampler()
      : new TraceIdRatioBasedSampler(config.samplerRatio);
  return config.samplerName.startsWith("parentbased_") ? new ParentBasedSampler({ root }) : root;
}
