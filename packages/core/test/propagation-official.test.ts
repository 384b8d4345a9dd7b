import {
  type Context,
  createTraceState,
  propagation,
  ROOT_CONTEXT,
  type TextMapPropagator,
  trace,
} from "@opentelemetry/api";
import { W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { B3InjectEncoding, B3Propagator } from "@opentelemetry/propagator-b3";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createB3Propagator } from "../src/telemetry/propagation/b3.ts";
import { baggagePropagator } from "../src/telemetry/propagation/baggage.ts";
import { createCompositePropagator } from "../src/telemetry/propagation/composite.ts";
import { traceContextPropagator } from "../src/telemetry/propagation/trace-context.ts";
import { suppressTracing } from "../src/telemetry/suppress-tracing.ts";

const setter = {
  set(carrier: Record<string, string>, key: string, value: string) {
    carrier[key] = value;
  },
};
const getter = {
  get: (carrier: Record<string, string | string[]>, key: string) => carrier[key],
  keys: (carrier: Record<string, string | string[]>) => Object.keys(carrier),
};

function inject(propagator: TextMapPropagator, context: Context): Record<string, string> {
  const carrier: Record<string, string> = {};
  propagator.inject(context, carrier, setter);
  return carrier;
}

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
const traceparent = fc
  .tuple(fc.constantFrom("00", "00", "01", "ff", "0"), hex(32), hex(16), hex(2), fc.constantFrom("", "", "-more", "x"))
  .map(([version, traceId, spanId, flags, more]) => `${version}-${traceId}-${spanId}-${flags}${more}`);
const header = fc.oneof(
  traceparent,
  traceparent.map((value) => ` ${value} `),
  fc.string(),
  fc.constant(`00-${"0".repeat(32)}-${"1".repeat(16)}-01`),
);
/** Of a key that is there twice the specification says nothing. */
const isClear = (states: readonly string[]): boolean => {
  const keys = states.flatMap((state) => state.split(",").map((member) => member.split("=")[0]?.trim()));
  return new Set(keys).size === keys.length;
};
const tracestate = fc.oneof(fc.constantFrom("a=1", "a=1,b=2", "a=1, b=2,,c", "", "=,x"), fc.string());

describe("the trace context's propagator", () => {
  const official = new W3CTraceContextPropagator();

  it("reads what OpenTelemetry's own reads", () => {
    fc.assert(
      fc.property(
        fc.oneof(header, fc.array(header, { maxLength: 2 })),
        fc.option(fc.oneof(tracestate, fc.array(tracestate, { minLength: 1, maxLength: 2 })), { nil: undefined }),
        (parent, state) => {
          fc.pre(isClear([state ?? []].flat()));
          const carrier = { traceparent: parent, ...(state !== undefined && { tracestate: state }) };
          const read = (propagator: TextMapPropagator) => {
            const found = trace.getSpanContext(propagator.extract(ROOT_CONTEXT, carrier, getter));
            return found && { ...found, traceState: found.traceState?.serialize() || undefined };
          };
          expect(read(traceContextPropagator)).toEqual(read(official));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("writes what OpenTelemetry's own writes, and nothing where tracing is suppressed", () => {
    fc.assert(
      fc.property(
        hex(32),
        hex(16),
        fc.integer({ min: 0, max: 15 }),
        tracestate,
        (traceId, spanId, traceFlags, state) => {
          const spanContext = { traceId, spanId, traceFlags, traceState: createTraceState(state) };
          const context = trace.setSpanContext(ROOT_CONTEXT, spanContext);
          expect(inject(traceContextPropagator, context)).toEqual(inject(official, context));
          expect(inject(traceContextPropagator, suppressTracing(context))).toEqual({});
          expect(inject(official, suppressTracing(context))).toEqual({});
        },
      ),
    );
  });

  it("writes flags of two digits", () => {
    const spanContext = { traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: 0x13 };
    const { traceparent: written } = inject(traceContextPropagator, trace.setSpanContext(ROOT_CONTEXT, spanContext));
    expect(written).toBe(`00-${"1".repeat(32)}-${"2".repeat(16)}-13`);
  });

  it("goes on a trace of a later version", () => {
    const parent = `01-${"a".repeat(32)}-${"b".repeat(16)}-01-more`;
    const context = traceContextPropagator.extract(ROOT_CONTEXT, { traceparent: parent }, getter);
    expect(trace.getSpanContext(context)).toMatchObject({ traceId: "a".repeat(32), isRemote: true });
  });
});

describe("the baggage's propagator", () => {
  const official = new W3CBaggagePropagator();
  const member = fc.oneof(
    fc.constantFrom("a=1", " b = 2 ", "c=%20x;p=1", "d=1;", "e=", "=f", "g", "h=%zz", "i=1=2", "j;k=1", ""),
    fc.tuple(fc.string(), fc.string()).map(([key, value]) => `${key}=${value}`),
    fc.integer({ min: 1, max: 5000 }).map((length) => `long=${"x".repeat(length)}`),
  );
  const lists = fc.array(member, { maxLength: 12 }).map((members) => members.join(","));

  it("reads what OpenTelemetry's own reads", () => {
    const read = (propagator: TextMapPropagator, carrier: Record<string, string | string[]>) =>
      propagation
        .getBaggage(propagator.extract(ROOT_CONTEXT, carrier, getter))
        ?.getAllEntries()
        .map(([key, { value, metadata }]) => [key, value, metadata?.toString()]);
    fc.assert(
      fc.property(fc.oneof(lists, fc.array(lists, { minLength: 1, maxLength: 3 })), (baggage) => {
        expect(read(baggagePropagator, { baggage })).toEqual(read(official, { baggage }));
      }),
      { numRuns: 1000 },
    );
  });

  it("writes what OpenTelemetry's own writes", () => {
    const entries = fc.dictionary(fc.string({ unit: "binary" }), fc.string({ maxLength: 3000 }), { maxKeys: 12 });
    fc.assert(
      fc.property(entries, (given) => {
        const isWellFormed = Object.entries(given).every(([key, value]) => `${key}${value}`.isWellFormed());
        fc.pre(isWellFormed);
        const baggage = propagation.createBaggage(
          Object.fromEntries(Object.entries(given).map(([key, value]) => [key, { value }])),
        );
        const context = propagation.setBaggage(ROOT_CONTEXT, baggage);
        expect(inject(baggagePropagator, context)).toEqual(inject(official, context));
        expect(inject(baggagePropagator, suppressTracing(context))).toEqual({});
      }),
    );
  });
});

describe.each([
  ["single", B3InjectEncoding.SINGLE_HEADER],
  ["multi", B3InjectEncoding.MULTI_HEADER],
] as const)("Zipkin's propagator, %s header", (writes, injectEncoding) => {
  const official = new B3Propagator({ injectEncoding });
  const own = createB3Propagator(writes);
  const ids = [fc.oneof(hex(32), hex(16), fc.string()), fc.oneof(hex(16), fc.string())] as const;
  const state = fc.constantFrom("1", "0", "d", "true", "False", "", "2");
  const single = fc.tuple(...ids, state, fc.constantFrom("", "-", `-${"c".repeat(16)}`));
  const carriers = fc.oneof(
    single.map(([traceId, spanId, sampled, more]) => ({ b3: `${traceId}-${spanId}-${sampled}${more}` })),
    fc.tuple(...ids).map(([traceId, spanId]) => ({ b3: `${traceId}-${spanId}` })),
    fc.record(
      {
        "x-b3-traceid": ids[0],
        "x-b3-spanid": ids[1],
        "x-b3-sampled": state,
        "x-b3-flags": fc.constantFrom("1", "0"),
      },
      { requiredKeys: ["x-b3-traceid", "x-b3-spanid"] },
    ),
  );

  it("reads what OpenTelemetry's own reads, and hands it on as that does", () => {
    fc.assert(
      fc.property(carriers, (carrier) => {
        const [ours, theirs] = [own, official].map((each) => each.extract(ROOT_CONTEXT, carrier, getter)) as [
          Context,
          Context,
        ];
        expect(trace.getSpanContext(ours)).toEqual(trace.getSpanContext(theirs));
        // What one form says of debugging, OpenTelemetry's own does not hand on in the other.
        const isTranslated = (writes === "multi") === "b3" in carrier;
        if (!isTranslated) expect(inject(own, ours)).toEqual(inject(official, theirs));
      }),
      { numRuns: 1000 },
    );
  });

  it("names the headers that OpenTelemetry's own names", () => {
    expect(own.fields()).toEqual(official.fields());
  });
});

describe("several propagators", () => {
  const failing: TextMapPropagator = {
    fields: () => ["broken"],
    inject: () => {
      throw new Error("on purpose");
    },
    extract: () => {
      throw new Error("on purpose");
    },
  };

  it("work although one of them fails", () => {
    const composite = createCompositePropagator([failing, traceContextPropagator]);
    const parent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    const context = composite.extract(ROOT_CONTEXT, { traceparent: parent }, getter);
    expect(inject(composite, context)).toEqual({ traceparent: parent });
    expect(composite.fields()).toEqual(["broken", "traceparent", "tracestate"]);
  });
});
