import {
  type Attributes,
  type AttributeValue,
  type Context,
  context,
  createTraceState,
  type Exception,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanStatus,
  type TimeInput,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import { emptyResource } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ConsoleSpanExporter as OfficialConsoleSpanExporter,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  type SpanProcessor,
  StackContextManager,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { resolveConfig } from "../src/config.ts";
import { ConsoleSpanExporter } from "../src/telemetry/console-spans.ts";
import { createSampler } from "../src/telemetry/sampler.ts";
import type { SpanSampler } from "../src/telemetry/tracing/model.ts";
import { createTracerProvider } from "../src/telemetry/tracing/tracer-provider.ts";

const NOW = 1_700_000_000_123;

beforeAll(() => {
  context.setGlobalContextManager(new StackContextManager().enable());
});
afterAll(() => context.disable());
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "performance"], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

class Custom {
  field = 1;
}
const cycle: Record<string, unknown> = { a: 1 };
cycle.self = { deeper: [cycle] };
const shared = { x: [1] };

/** All that JavaScript has: more than an attribute may be. */
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<unknown>("short", "a string that is longer", "", 0, 1.5, -1, true, false) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(
      ["x", "a longer item"],
      [1, null, 2, undefined],
      [true],
      [],
      [null],
      ["mixed", 1],
      [[1, "nested item"], [{ a: "nested item" }]],
      { a: "nested text", b: { c: [1, undefined, null], none: undefined } },
      { same: shared, again: shared },
      Object.assign(Object.create(null) as object, { bare: "prototype" }),
      new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
      Buffer.from("bytes"),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      undefined,
      null,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      1n,
      Symbol("s"),
      () => {},
      new Date(0),
      new Custom(),
      [new Custom()],
      { deep: [1n] },
      new Map([["a", 1]]),
      cycle,
      { constructor: "own" },
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);
const key = fc.constantFrom("a", "b", "c", "d", "e", "http.route", "", "constructor");
const attributes = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 6 })
      .map((pairs) => Object.fromEntries(pairs) as Attributes),
  },
  { weight: 1, arbitrary: fc.constantFrom(undefined, null, "text", ["list"]) as fc.Arbitrary<never> },
);
/** Also in the future and in the past, of `performance.now()`, and none at all. */
const time = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  {
    weight: 6,
    arbitrary: fc.oneof(
      fc.double({ min: 0, max: 20_000, noNaN: true }),
      fc.double({ min: NOW - 5000, max: NOW + 50_000, noNaN: true }),
      fc.integer({ min: NOW - 5000, max: NOW + 50_000 }).map((millis) => new Date(millis)),
      fc.tuple(fc.integer({ min: 1_699_999_990, max: 1_700_000_050 }), fc.integer({ min: 0, max: 999_999_999 })),
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(null, "noon", [1], [1, 2, 3], -1, 0) as fc.Arbitrary<never> },
) as fc.Arbitrary<TimeInput | undefined>;

const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const remote: fc.Arbitrary<SpanContext> = fc.record({
  traceId: fc.constantFrom(TRACE_ID, TRACE_ID.toUpperCase(), "0".repeat(32), "not an id"),
  spanId: fc.constantFrom("b7ad6b7169203331", "0".repeat(16)),
  traceFlags: fc.constantFrom(0, 1, 2, 3),
  isRemote: fc.boolean(),
  traceState: fc.constantFrom(createTraceState("vendor=1"), undefined as never),
});
const link = fc.record({ context: remote, attributes }, { requiredKeys: ["context"] }) as fc.Arbitrary<Link>;
const exception = fc.constantFrom<unknown>(
  "text",
  "",
  new Error("message"),
  new TypeError(""),
  Object.assign(new Error("coded"), { code: 42, stack: undefined }),
  { code: "E_CODE" },
  { name: "Named", message: "a message that is longer" },
  {},
  null,
  undefined,
  7,
);
const status = fc.record(
  {
    code: fc.constantFrom(0, 1, 2),
    message: fc.constantFrom("broken", "", 5 as never, null as never, undefined as never),
  },
  { requiredKeys: ["code"] },
) as fc.Arbitrary<SpanStatus>;

const start = fc.record({
  do: fc.constant("start" as const),
  tracer: fc.nat(2),
  name: fc.constantFrom("keep", "record", "drop", "decorate"),
  how: fc.constantFrom("startSpan", "active2", "active3", "active4"),
  parent: fc.oneof(
    fc.constant("none" as const),
    fc.constant("suppressed" as const),
    fc.nat().map((which) => ({ which })),
    remote.map((spanContext) => ({ spanContext })),
  ),
  options: fc.oneof(
    fc.constant(undefined),
    fc.record(
      {
        kind: fc.constantFrom(0, 1, 2, 3, 4),
        attributes,
        links: fc.array(link, { maxLength: 5 }),
        startTime: time,
        root: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  ),
});
const on = <Name extends string, Rest extends object>(name: Name, rest: { [K in keyof Rest]: fc.Arbitrary<Rest[K]> }) =>
  fc.record({ do: fc.constant(name), which: fc.nat(), ...rest } as never) as fc.Arbitrary<
    { do: Name; which: number } & Rest
  >;
const step = fc.oneof(
  { weight: 5, arbitrary: start },
  { weight: 6, arbitrary: on("setAttribute", { key, value }) },
  { weight: 2, arbitrary: on("setAttributes", { attributes }) },
  { weight: 3, arbitrary: on("addEvent", { attributes: fc.oneof(attributes, time as fc.Arbitrary<never>), time }) },
  { weight: 2, arbitrary: on("addLink", { link }) },
  { weight: 1, arbitrary: on("addLinks", { links: fc.array(link, { maxLength: 3 }) }) },
  { weight: 2, arbitrary: on("setStatus", { status }) },
  { weight: 1, arbitrary: on("updateName", { name: fc.constantFrom("other", "") }) },
  { weight: 2, arbitrary: on("recordException", { exception, time }) },
  { weight: 4, arbitrary: on("end", { time }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("wait" as const), millis: fc.integer({ min: 0, max: 3000 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("setClock" as const), millis: fc.integer({ min: -5000, max: 5000 }) }),
  },
);
const limit = fc.constantFrom(0, 1, 2, 4, 128);
const program = fc.record({
  sampler: fc.constantFrom(
    "custom" as const,
    "always_on" as const,
    "always_off" as const,
    "parentbased_always_on" as const,
    "parentbased_always_off" as const,
  ),
  limits: fc.record({
    attributeCountLimit: limit,
    attributeValueLengthLimit: fc.constantFrom(undefined as never, 3, 10, 0, Number.POSITIVE_INFINITY),
    eventCountLimit: limit,
    linkCountLimit: limit,
    attributePerEventCountLimit: limit,
    attributePerLinkCountLimit: limit,
  }),
  steps: fc.array(step, { minLength: 5, maxLength: 50, size: "max" }),
});
type Program = typeof program extends fc.Arbitrary<infer Value> ? Value : never;

/** One of the two SDKs, with what its spans, processors and sampler have seen. */
interface Side {
  readonly tracers: readonly Tracer[];
  readonly spans: Span[];
  readonly seen: unknown[];
  readonly names: Map<string, string>;
}

/** Ids are random: which of them are the same is what counts. */
function nameId({ names }: Side, id: string): string {
  if (id === TRACE_ID || /[^0-9a-f]/.test(id)) return id;
  const name = names.get(id) ?? `id ${names.size}`;
  names.set(id, name);
  return name;
}

function readContext(side: Side, given: SpanContext | undefined): unknown {
  if (given === undefined) return undefined;
  const { traceId, spanId, traceState, ...rest } = given;
  return { ...rest, traceId: nameId(side, traceId), spanId: nameId(side, spanId), state: traceState?.serialize() };
}

/** A span as it is now; later changes do not show in it. */
function read(side: Side, span: Span & ReadableSpan): unknown {
  const { name, kind, startTime, endTime, duration, status: own, ended, instrumentationScope, resource } = span;
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
  const dropped = { droppedAttributesCount, droppedEventsCount, droppedLinksCount };
  return {
    ...{ name, kind, ended, instrumentationScope, resource, ...dropped },
    ...structuredClone({ startTime, endTime, duration, own, attributes: span.attributes, events: span.events }),
    links: span.links.map(({ context: linked, ...rest }) => ({ linked, ...structuredClone(rest) })),
    isRecording: span.isRecording(),
    context: readContext(side, span.spanContext()),
    parent: readContext(side, span.parentSpanContext),
  };
}

/** Decides by the name, as nobody would: it also changes what it is given. */
function createCustomSampler(side: Side): Sampler {
  return {
    shouldSample(parent, traceId, name, kind, given, links) {
      side.seen.push({
        parent: readContext(side, trace.getSpanContext(parent)),
        ...{ traceId: nameId(side, traceId), name, kind },
        given: structuredClone(given),
        links: links.map(({ context: linked, ...rest }) => ({ linked, ...structuredClone(rest) })),
      });
      if (name === "drop") return { decision: 0, traceState: createTraceState("dropped=1") };
      if (name === "record") return { decision: 1 };
      if (name === "keep") return { decision: 2 };
      given.changed = "by the sampler";
      const added = { a: "of the sampler", "sampler.bad": 1n, "sampler.none": undefined, "sampler.good": [1] };
      return { decision: 2, attributes: added as never, traceState: createTraceState("sampled=1") };
    },
    toString: () => "custom",
  };
}

function createPair({ sampler, limits }: Pick<Program, "sampler" | "limits">): readonly Side[] {
  const resource = emptyResource();
  return [false, true].map((isOurs) => {
    const side: Side = { tracers: [], spans: [], seen: [], names: new Map() };
    const note = (moment: string) => (span: unknown, from?: Context) =>
      void side.seen.push({
        moment,
        ...(from !== undefined && { from: readContext(side, trace.getSpanContext(from)) }),
        span: read(side, span as Span & ReadableSpan),
      });
    const processor = (label: string): SpanProcessor => ({
      onStart: note(`${label} start`),
      onEnding: (span) => {
        note(`${label} ending`)(span);
        span.setAttribute("added.at.end", label);
      },
      onEnd: note(`${label} end`),
      forceFlush: async () => {},
      shutdown: async () => {},
    });
    const { onEnding: _none, ...plain } = processor("second");
    const processors = [processor("first"), plain];
    const provider = isOurs
      ? createTracerProvider({ resource, limits, processors, sampler: createOurSampler(side, sampler) })
      : new TracerProvider({
          resource,
          spanLimits: limits,
          spanProcessors: processors,
          sampler: createOfficialSampler(side, sampler),
        });
    const tracers = [
      provider.getTracer("one"),
      provider.getTracer("one", "1.0"),
      provider.getTracer("two", "1.0", { schemaUrl: "https://example.com/1" }),
    ];
    return { ...side, tracers };
  });
}

function createOurSampler(side: Side, name: Program["sampler"]): SpanSampler {
  return createSampler(
    name === "custom"
      ? resolveConfig({ sampler: createCustomSampler(side) }, {})
      : resolveConfig({}, { OTEL_TRACES_SAMPLER: name }),
  );
}

function createOfficialSampler(side: Side, name: Program["sampler"]): Sampler {
  if (name === "custom") return createCustomSampler(side);
  const root = name.endsWith("on") ? new AlwaysOnSampler() : new AlwaysOffSampler();
  return name.startsWith("parentbased") ? new ParentBasedSampler({ root }) : root;
}

function findParent(side: Side, parent: (typeof start extends fc.Arbitrary<infer V> ? V : never)["parent"]): Context {
  if (parent === "none") return ROOT_CONTEXT;
  if (parent === "suppressed") return suppressTracing(ROOT_CONTEXT);
  if ("spanContext" in parent) return trace.setSpanContext(ROOT_CONTEXT, parent.spanContext);
  const span = side.spans[parent.which % side.spans.length];
  return span === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, span);
}

/** Does the same on both sides, at the same time of the clock. */
function perform(side: Side, each: Program["steps"][number]): void {
  if (each.do === "start") {
    const tracer = side.tracers[each.tracer] as Tracer;
    const options = each.options as never;
    const from = findParent(side, each.parent);
    const keep = (span: Span): boolean => {
      side.spans.push(span);
      return trace.getSpan(context.active()) === span;
    };
    if (each.how === "startSpan") keep(tracer.startSpan(each.name, options, from));
    if (each.how === "active2") expect(context.with(from, () => tracer.startActiveSpan(each.name, keep))).toBe(true);
    if (each.how === "active3") context.with(from, () => tracer.startActiveSpan(each.name, options ?? {}, keep));
    if (each.how === "active4") expect(tracer.startActiveSpan(each.name, options ?? {}, from, keep)).toBe(true);
    return;
  }
  if (each.do === "wait" || each.do === "setClock" || side.spans.length === 0) return;
  const span = side.spans[each.which % side.spans.length] as Span;
  if (each.do === "setAttribute") span.setAttribute(each.key as string, each.value as AttributeValue);
  if (each.do === "setAttributes") span.setAttributes(each.attributes as Attributes);
  if (each.do === "addEvent") span.addEvent("event", each.attributes as Attributes, each.time as TimeInput);
  if (each.do === "addLink") span.addLink(each.link as Link);
  if (each.do === "addLinks") span.addLinks(each.links as Link[]);
  if (each.do === "setStatus") span.setStatus(each.status as SpanStatus);
  if (each.do === "updateName") span.updateName(each.name as string);
  if (each.do === "recordException") span.recordException(each.exception as Exception, each.time as TimeInput);
  if (each.do === "end") span.end(each.time as TimeInput);
}

function run({ steps, ...set }: Program): readonly Side[] {
  const sides = createPair(set);
  for (const each of steps) {
    if (each.do === "wait") vi.advanceTimersByTime(each.millis);
    if (each.do === "setClock") vi.setSystemTime(Date.now() + each.millis);
    for (const side of sides) perform(side, each);
  }
  return sides;
}

describe("spans", () => {
  it("are those of OpenTelemetry's own SDK, whatever is done with them", () => {
    const counts = { told: 0, ended: 0, dropped: 0, asked: 0 };
    fc.assert(
      fc.property(program, (each) => {
        const [official, ours] = run(each) as [Side, Side];
        expect(ours.seen).toEqual(official.seen);
        const readAll = (side: Side) =>
          side.spans.map((span) =>
            "name" in span ? read(side, span as Span & ReadableSpan) : readContext(side, span.spanContext()),
          );
        expect(readAll(ours)).toEqual(readAll(official));
        const text = JSON.stringify(official.seen, (_key, item) => (typeof item === "bigint" ? `${item}` : item));
        counts.told += official.seen.length;
        counts.ended += text.split('second end"').length - 1;
        counts.dropped += text.split(/"dropped\w+Count":[1-9]/).length - 1;
        counts.asked += text.split('"given"').length - 1;
      }),
      { numRuns: 1500 },
    );
    expect(Math.min(...Object.values(counts)), JSON.stringify(counts)).toBeGreaterThan(500);
  });
});

describe("a ratio of traces", () => {
  it("is that which OpenTelemetry's own SDK samples", () => {
    const ratio = fc.oneof(fc.constantFrom(0, 1, 0.5, 1e-9), fc.double({ min: 0, max: 1, noNaN: true }));
    const traceId = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString("hex"));
    const decisions = { 0: 0, 1: 0, 2: 0 };
    fc.assert(
      fc.property(ratio, fc.array(traceId, { minLength: 20, maxLength: 20 }), (part, ids) => {
        const ours = createSampler(
          resolveConfig({}, { OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: `${part}` }),
        );
        const official = new TraceIdRatioBasedSampler(part);
        for (const id of ids) {
          const { decision } = ours.shouldSample(ROOT_CONTEXT, id, "name", 0, {}, []);
          expect(decision).toBe(official.shouldSample(ROOT_CONTEXT, id).decision);
          decisions[decision] += 1;
        }
      }),
      { numRuns: 300 },
    );
    expect(Math.min(decisions[0], decisions[2])).toBeGreaterThan(500);
  });
});

describe("printed spans", () => {
  it("look as OpenTelemetry's own SDK prints them", () => {
    const processor = (ended: ReadableSpan[]): SpanProcessor => ({
      onStart: () => {},
      onEnd: (span) => void ended.push(span),
      forceFlush: async () => {},
      shutdown: async () => {},
    });
    const ended: ReadableSpan[] = [];
    const limits = { attributeCountLimit: 128, eventCountLimit: 128, linkCountLimit: 128 };
    const sampler = createSampler(resolveConfig({}, {}));
    const parts = { resource: emptyResource(), limits, sampler, processors: [processor(ended)] };
    const tracer = createTracerProvider(parts).getTracer("one", "1.0");
    const spanContext = { traceId: TRACE_ID, spanId: "b7ad6b7169203331", traceFlags: 1, isRemote: true };
    const from = { ...spanContext, traceState: createTraceState("vendor=1") };
    const span = tracer.startSpan(
      "printed",
      { attributes: { deep: { deeper: { deepest: [1] } } }, links: [{ context: spanContext }] },
      trace.setSpanContext(ROOT_CONTEXT, from),
    );
    vi.advanceTimersByTime(5);
    span.addEvent("event", { a: 1 }).setStatus({ code: 2, message: "broken" }).end();
    tracer.startSpan("plain").end();
    const printed = vi.spyOn(console, "dir").mockImplementation(() => {});
    const done = vi.fn();
    new OfficialConsoleSpanExporter().export(ended, done);
    const official = printed.mock.calls.splice(0);
    new ConsoleSpanExporter().export(ended, done);
    expect(printed.mock.calls).toEqual(official);
    expect(official).toHaveLength(2);
    expect(done.mock.calls).toEqual([[{ code: 0 }], [{ code: 0 }]]);
    printed.mockRestore();
  });
});
