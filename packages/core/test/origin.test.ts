import { propagation, SpanKind, trace } from "@opentelemetry/api";
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { SamplingDecision } from "@opentelemetry/sdk-trace";
import { describe, expect, it } from "vitest";
import type { Invocation } from "../src/adapter.ts";
import { resolveConfig } from "../src/config.ts";
import { findOrigin, mergeCarriers } from "../src/context.ts";
import type { IsobarOptions } from "../src/options.ts";
import { createSampler } from "../src/telemetry/sampler.ts";

const CALLER = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
const PLATFORM = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
const header = ({ traceId, spanId }: typeof CALLER, flags: string): string => `00-${traceId}-${spanId}-${flags}`;

const propagator = new CompositePropagator({
  propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
});

function find(options: IsobarOptions, parts: Partial<Invocation>, isAmbientExported = false) {
  const invocation: Invocation = {
    id: "1",
    name: "f",
    trigger: "http",
    kind: SpanKind.SERVER,
    attributes: {},
    ...parts,
  };
  const config = resolveConfig(options, {});
  const origin = findOrigin(propagator, invocation, config, isAmbientExported);
  const decide = (env = {}): boolean =>
    createSampler(resolveConfig(options, env)).shouldSample(
      origin.parent,
      trace.getSpanContext(origin.parent)?.traceId ?? "f".repeat(32),
      "f",
      SpanKind.SERVER,
      {},
      [],
    ).decision === SamplingDecision.RECORD_AND_SAMPLED;
  return { ...origin, span: trace.getSpanContext(origin.parent), decide };
}

describe("what a caller sends", () => {
  const carrier = { traceparent: header(CALLER, "01"), baggage: "user=1" };

  it("is the parent, with its baggage, by default", () => {
    const { span, links, parent } = find({}, { carrier });
    expect(span).toMatchObject(CALLER);
    expect(links).toEqual([]);
    expect(propagation.getBaggage(parent)?.getEntry("user")?.value).toBe("1");
  });

  it("is heeded when it says that the trace is not sampled", () => {
    expect(find({}, { carrier: { traceparent: header(CALLER, "00") } }).decide()).toBe(false);
    expect(find({}, { carrier }).decide()).toBe(true);
  });

  it("is a link, without its baggage and sampled flag, where it is not trusted", () => {
    const hidden = { ...carrier, traceparent: header(CALLER, "00") };
    const { span, links, parent, decide } = find({ incomingContext: "link" }, { carrier: hidden });
    expect(span).toBeUndefined();
    expect(links).toMatchObject([{ context: CALLER }]);
    expect(propagation.getBaggage(parent)).toBeUndefined();
    expect(decide()).toBe(true);
    // Nor can a caller force a trace to be recorded.
    expect(find({ incomingContext: "link" }, { carrier }).decide({ OTEL_TRACES_SAMPLER: "always_off" })).toBe(false);
  });

  it("leaves nothing behind where it is ignored", () => {
    const { span, links } = find({ incomingContext: "ignore" }, { carrier });
    expect(span).toBeUndefined();
    expect(links).toEqual([]);
  });

  it("keeps its trace id, and decides nothing, where a front end wrote the sampled flag", () => {
    const through = { carrier: { traceparent: header(CALLER, "00") }, isSampledFlagForeign: true };
    const { span, decide } = find({}, through);
    expect(span).toMatchObject(CALLER);
    expect(decide()).toBe(true);
    expect(decide({ OTEL_TRACES_SAMPLER: "parentbased_always_off" })).toBe(false);
    expect(decide({ OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0" })).toBe(false);
  });
});

describe("what the user's own `readCarrier` finds", () => {
  it("hides the event's own in any case, and leaves the rest", () => {
    const event = { Traceparent: header(PLATFORM, "01"), TRACESTATE: "shop=7" };
    expect(mergeCarriers(event, { traceparent: header(CALLER, "01") })).toEqual({
      TRACESTATE: "shop=7",
      traceparent: header(CALLER, "01"),
    });
    expect(mergeCarriers(undefined, { b3: "0" })).toEqual({ b3: "0" });
  });
});

describe("the platform's own context", () => {
  const ambient = { traceparent: header(PLATFORM, "00") };

  it("is a link by default, and its flag hides no trace", () => {
    const { span, links, decide } = find({}, { ambient });
    expect(span).toBeUndefined();
    expect(links).toMatchObject([{ context: PLATFORM }]);
    expect(decide()).toBe(true);
  });

  it("is the parent on request, where the caller sent none, and still decides nothing", () => {
    const { span, links, decide } = find({ platformParent: "parent" }, { ambient });
    expect(span).toMatchObject(PLATFORM);
    expect(links).toEqual([]);
    expect(decide()).toBe(true);
  });

  it("is a link beside the caller's context", () => {
    const { span, links } = find(
      { platformParent: "parent" },
      { ambient, carrier: { traceparent: header(CALLER, "01") } },
    );
    expect(span).toMatchObject(CALLER);
    expect(links).toMatchObject([{ context: PLATFORM }]);
  });

  it("is no link to the parent itself", () => {
    const traceparent = header(CALLER, "01");
    expect(find({}, { ambient: { traceparent }, carrier: { traceparent } }).links).toEqual([]);
  });

  it("leaves nothing behind where it is ignored", () => {
    expect(find({ platformParent: "ignore" }, { ambient }).links).toEqual([]);
  });
});

describe("the platform's own span", () => {
  const ambient = { traceparent: header(PLATFORM, "01") };
  const carrier = { traceparent: header(CALLER, "01"), baggage: "user=1" };

  it("is the invocation's where the platform exports it: no links, and the caller's baggage", () => {
    const { span, links, parent, platformSpan } = find({}, { ambient, carrier }, true);
    expect(platformSpan?.spanContext()).toMatchObject(PLATFORM);
    expect(span).toMatchObject(PLATFORM);
    expect(links).toEqual([]);
    expect(propagation.getBaggage(parent)?.getEntry("user")?.value).toBe("1");
  });

  it("is none where it is not sampled: nobody exports it", () => {
    const { platformSpan, links } = find({}, { ambient: { traceparent: header(PLATFORM, "00") } }, true);
    expect(platformSpan).toBeUndefined();
    expect(links).toMatchObject([{ context: PLATFORM }]);
  });

  it("is the invocation's on request, with its sampled flag, and without the baggage of a caller who is not trusted", () => {
    const hidden = { ambient: { traceparent: header(PLATFORM, "00") }, carrier };
    const { platformSpan, parent, decide } = find({ platformParent: "span", incomingContext: "link" }, hidden);
    expect(platformSpan?.spanContext()).toMatchObject(PLATFORM);
    expect(propagation.getBaggage(parent)).toBeUndefined();
    expect(decide()).toBe(false);
    expect(find({ platformParent: "span" }, { carrier }).platformSpan).toBeUndefined();
  });

  it.each(["parent", "link", "ignore"] as const)("is not the invocation's by %s", (platformParent) => {
    expect(find({ platformParent }, { ambient }, true).platformSpan).toBeUndefined();
  });
});

describe("the rules", () => {
  it("come from code, else from the environment, and a wrong value falls back with a warning", () => {
    const env = { ISOBAR_INCOMING_CONTEXT: "link", ISOBAR_PLATFORM_PARENT: "parents" };
    const config = resolveConfig({}, env);
    expect(config).toMatchObject({ incomingContext: "link", platformParent: "auto" });
    expect(config.warnings).toEqual([expect.stringContaining("ISOBAR_PLATFORM_PARENT")]);
    expect(resolveConfig({ incomingContext: "ignore" }, env).incomingContext).toBe("ignore");
    const wrong = resolveConfig({ incomingContext: "always" as never }, {});
    expect(wrong.incomingContext).toBe("trust");
    expect(wrong.warnings).toEqual([expect.stringContaining("incomingContext")]);
  });

  it("take the platform's propagators by the names that its adapter adds", () => {
    expect(resolveConfig({}, { OTEL_PROPAGATORS: "xray,b3" }).propagators).toEqual(["b3"]);
    expect(resolveConfig({}, { OTEL_PROPAGATORS: "xray,b3" }, ["xray"]).propagators).toEqual(["xray", "b3"]);
  });
});
