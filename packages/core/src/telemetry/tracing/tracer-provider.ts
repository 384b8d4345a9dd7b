import { diag, type Tracer, type TracerOptions, type TracerProvider } from "@opentelemetry/api";
import { NO_LIMIT } from "../attributes.ts";
import type { Limits, SpanSource } from "./model.ts";
import { createTracer } from "./tracer.ts";

/** What the API knows of a provider, and what applications ask of the SDK's. */
export interface FlushableTracerProvider extends TracerProvider {
  /** Rejects where a processor fails. */
  forceFlush(): Promise<void>;
  /** Likewise. */
  shutdown(): Promise<void>;
}

/** Those that have no variable of their own may be left out. */
export type GivenLimits = Partial<Limits> & Pick<Limits, "attributeCountLimit" | "eventCountLimit" | "linkCountLimit">;

/** What a provider is made of. */
export interface TracingParts extends Pick<SpanSource, "resource" | "sampler" | "processors"> {
  readonly limits: GivenLimits;
}

/**
 * The tracing SDK, as OpenTelemetry's specification describes it and its SDK for JavaScript does it. It is small
 * because a cold start has to load it, and does little at a span because invocations wait for that.
 */
export function createTracerProvider({ limits, processors, ...parts }: TracingParts): FlushableTracerProvider {
  const tracers = new Map<string, Tracer>();
  const source = { ...parts, processors, limits: completeLimits(limits) };
  const ask = async (what: "forceFlush" | "shutdown"): Promise<void> => {
    await Promise.all(processors.map((processor) => processor[what]()));
  };
  return {
    getTracer(name, version, options?: TracerOptions) {
      const schemaUrl = options?.schemaUrl;
      const key = `${name}\n${version ?? ""}\n${schemaUrl ?? ""}`;
      let tracer = tracers.get(key);
      if (tracer === undefined) {
        const instrumentationScope = { name, version, schemaUrl } as SpanSource["instrumentationScope"];
        tracer = createTracer({ ...source, instrumentationScope });
        tracers.set(key, tracer);
      }
      return tracer;
    },
    forceFlush: () => ask("forceFlush"),
    shutdown: () => ask("shutdown"),
  };
}

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#span-limits */
function completeLimits(given: GivenLimits): Limits {
  const limits: { -readonly [Name in keyof Limits]: Limits[Name] } = {
    attributePerEventCountLimit: 128,
    attributePerLinkCountLimit: 128,
    ...given,
    attributeValueLengthLimit: given.attributeValueLengthLimit ?? NO_LIMIT,
  };
  if (limits.attributeValueLengthLimit <= 0) {
    diag.warn("isobar: the length limit of attributes is not above 0; it is ignored");
    limits.attributeValueLengthLimit = NO_LIMIT;
  }
  return limits;
}
