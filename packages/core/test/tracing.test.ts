import { type Attributes, context, diag, type Link, ROOT_CONTEXT, type Tracer, trace } from "@opentelemetry/api";
import { JsonTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanProcessor,
} from "@opentelemetry/sdk-trace";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { resolveConfig } from "../src/config.ts";
import { createSampler } from "../src/telemetry/sampler.ts";
import { createTracerProvider, type FlushableTracerProvider } from "../src/telemetry/tracing/tracer-provider.ts";

const LIMITS = { attributeCountLimit: 128, eventCountLimit: 128, linkCountLimit: 128 };
const LINKED = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 1 };

function createProcessor(given: Partial<SpanProcessor> = {}): SpanProcessor {
  return { onStart: () => {}, onEnd: () => {}, forceFlush: async () => {}, shutdown: async () => {}, ...given };
}

function createProvider(...processors: SpanProcessor[]): FlushableTracerProvider {
  const sampler = createSampler(resolveConfig({}, {}));
  const resource = resourceFromAttributes({ "service.name": "orders" });
  return createTracerProvider({ resource, limits: LIMITS, sampler, processors });
}

/** A tracer, and what its spans are when they have ended. */
function createKept(): { tracer: Tracer; ended: ReadableSpan[] } {
  const ended: ReadableSpan[] = [];
  const provider = createProvider(createProcessor({ onEnd: (span) => void ended.push(span) }));
  return { tracer: provider.getTracer("test"), ended };
}

const said: [level: string, message: string][] = [];
beforeEach(() => {
  said.length = 0;
  const say = (level: string) => (message: string) => void said.push([level, message]);
  const [error, warn] = [say("error"), say("warn")];
  diag.setLogger({ error, warn, info: () => {}, debug: () => {}, verbose: () => {} });
});
afterEach(() => {
  diag.disable();
  vi.useRealTimers();
});

describe("a span", () => {
  it("has ids of its own, and those of its parent", () => {
    const { tracer } = createKept();
    const spans = Array.from({ length: 2000 }, () => tracer.startSpan("span").spanContext());
    for (const { traceId, spanId, traceFlags } of spans) {
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(spanId).toMatch(/^[0-9a-f]{16}$/);
      expect(traceFlags).toBe(1);
    }
    expect(new Set(spans.flatMap(({ traceId, spanId }) => [traceId, spanId])).size).toBe(4000);
    const inside = tracer.startSpan("inside", {}, trace.setSpanContext(ROOT_CONTEXT, LINKED));
    expect(inside.spanContext().traceId).toBe(LINKED.traceId);
    expect((inside as unknown as ReadableSpan).parentSpanContext).toEqual(LINKED);
  });

  it("has valid ids although chance gives nothing but zeros", () => {
    const random = vi.spyOn(Math, "random").mockReturnValue(0);
    const { traceId, spanId } = createKept().tracer.startSpan("span").spanContext();
    random.mockRestore();
    expect([Number.parseInt(traceId, 16), Number.parseInt(spanId, 16)]).not.toContain(0);
  });

  it("keeps what it was given, whatever becomes of that", () => {
    const { tracer } = createKept();
    const list = ["first"];
    const attributes: Attributes = { list };
    const link: Link = { context: LINKED, attributes: { list } };
    const links = [link];
    const span = tracer.startSpan("span", { attributes, links });
    span.setAttribute("set", list).addEvent("event", attributes).addLink(link);
    list.push("second");
    attributes.later = true;
    links.pop();
    expect(span).toMatchObject({
      attributes: { list: ["first"], set: ["first"] },
      events: [{ attributes: { list: ["first"] } }],
      links: [{ attributes: { list: ["first"] } }, { attributes: { list: ["first"] } }],
    });
    expect(Object.keys((span as unknown as ReadableSpan).attributes)).toEqual(["list", "set"]);
  });

  it("lasts as long as it lasts, though the system's clock is set meanwhile", () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"], now: 1_700_000_000_000 });
    const { tracer, ended } = createKept();
    const span = tracer.startSpan("span");
    vi.advanceTimersByTime(1250);
    vi.setSystemTime(1_600_000_000_000);
    span.end();
    expect(ended).toMatchObject([
      { startTime: [1_700_000_000, 0], endTime: [1_700_000_001, 250_000_000], duration: [1, 250_000_000] },
    ]);
  });

  it("takes `performance.now()` for what it is, though the process stood still before", () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"], now: 1_700_000_000_000 });
    const { tracer, ended } = createKept();
    const origin = performance.timeOrigin + performance.now();
    vi.setSystemTime(origin + 3_600_000);
    const span = tracer.startSpan("span");
    vi.advanceTimersByTime(20);
    span.end(performance.now());
    expect(ended[0]?.duration[0]).toBe(0);
    expect((ended[0]?.duration[1] ?? 0) / 1e6).toBeCloseTo(20, 1);
  });

  it("does not change after its end, and says so", () => {
    const { tracer, ended } = createKept();
    const span = tracer.startSpan("span");
    expect(span.isRecording()).toBe(true);
    span.end();
    expect(span.isRecording()).toBe(false);
    const before = structuredClone({ ...(ended[0] as object), resource: 0, _source: 0 });
    span.setAttribute("a", 1).setAttributes({ b: 1 }).addEvent("event").addLink({ context: LINKED });
    span.setStatus({ code: 2 }).updateName("other").recordException(new Error("late"));
    span.end();
    expect(structuredClone({ ...(ended[0] as object), resource: 0, _source: 0 })).toEqual(before);
    expect(ended).toHaveLength(1);
    expect(said).toHaveLength(8);
    expect(new Set(said.map(([, message]) => message))).toEqual(new Set(['isobar: span "span" is used after its end']));
  });

  it("can be copied by its fields, to be changed", () => {
    const { tracer } = createKept();
    const span = tracer.startSpan("span", { attributes: { a: 1 } });
    span.end();
    const copy = Object.assign(Object.create(Object.getPrototypeOf(span)), span, { name: "other" });
    expect(copy).toMatchObject({ name: "other", ended: true, attributes: { a: 1 }, droppedAttributesCount: 0 });
    expect(copy.spanContext()).toEqual(span.spanContext());
    expect(copy.duration).toEqual((span as unknown as ReadableSpan).duration);
  });

  it("says what it cannot take", () => {
    const { tracer } = createKept();
    const span = tracer.startSpan("span", { startTime: new Date(5000) });
    span.setAttribute("", "no name").setAttribute("big", 1n as never);
    span.recordException({} as never);
    span.setStatus({ code: 2, message: 5 as never });
    for (let index = 0; index < 130; index += 1) span.setAttribute(`a${index}`, index).addEvent("event");
    span.end(new Date(4000));
    expect(said.map(([, message]) => message)).toEqual([
      'isobar: "" is left out: no name, or no value, of an attribute',
      'isobar: "big" is left out: no name, or no value, of an attribute',
      "isobar: an exception without name and message is left out",
      "isobar: a status message that is no string is left out",
      "isobar: there are more attributes than may be",
      'isobar: span "span" ends before it starts',
      'isobar: span "span" has 2 events and 0 links too many',
    ]);
  });
});

describe("span processors", () => {
  it("that fail keep neither the function nor the others from their work", () => {
    const fail = (): never => {
      throw new TypeError("bug");
    };
    const told: string[] = [];
    const tracer = createProvider(
      createProcessor({ onStart: fail, onEnding: fail, onEnd: fail }),
      createProcessor({
        onStart: () => void told.push("start"),
        onEnding: () => void told.push("ending"),
        onEnd: () => void told.push("end"),
      }),
    ).getTracer("test");
    tracer.startSpan("span").end();
    expect(told).toEqual(["start", "ending", "end"]);
    expect(said).toEqual(Array.from({ length: 3 }, () => ["error", "isobar: a span processor failed (TypeError)"]));
  });

  it("are told of an end once, though one of them ends the span too", () => {
    const onEnd = vi.fn();
    let isFirst = true;
    const onEnding: SpanProcessor["onEnding"] = (span) => {
      if (isFirst) {
        isFirst = false;
        span.end();
      }
    };
    createProvider(createProcessor({ onEnding, onEnd })).getTracer("test").startSpan("span").end();
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it("of OpenTelemetry's own SDK export what its encoder can read", async () => {
    const exporter = new InMemorySpanExporter();
    const provider = createProvider(new SimpleSpanProcessor({ exporter }));
    const span = provider.getTracer("test", "1.0").startSpan("span", { links: [{ context: LINKED }] });
    span
      .setAttributes({ text: "a", list: [1, 2] })
      .addEvent("event", { a: true })
      .end();
    await provider.forceFlush();
    const request = JSON.parse(
      Buffer.from(JsonTraceSerializer.serializeRequest(exporter.getFinishedSpans()) ?? []).toString(),
    );
    expect(request).toMatchObject({
      resourceSpans: [
        {
          resource: { attributes: [{ key: "service.name", value: { stringValue: "orders" } }] },
          scopeSpans: [
            {
              scope: { name: "test", version: "1.0" },
              spans: [
                {
                  name: "span",
                  ...{ traceId: span.spanContext().traceId, spanId: span.spanContext().spanId },
                  attributes: [{ key: "text" }, { key: "list" }],
                  events: [{ name: "event", attributes: [{ key: "a", value: { boolValue: true } }] }],
                  links: [{ traceId: LINKED.traceId }],
                },
              ],
            },
          ],
        },
      ],
    });
  });
});

describe("a tracer", () => {
  it("is the same for the same scope", () => {
    const provider = createProvider();
    const scope = ["a", "1", { schemaUrl: "https://example.com/1" }] as const;
    expect(provider.getTracer(...scope)).toBe(provider.getTracer(...scope));
    const others = [["a"], ["a", "1"], ["b"], ["a", "2"], scope] as const;
    expect(new Set(others.map((other) => provider.getTracer(...(other as [string])))).size).toBe(5);
  });

  it("returns what its function returns, and throws what it throws", () => {
    const { tracer } = createKept();
    expect(tracer.startActiveSpan("span", () => "value")).toBe("value");
    expect(tracer.startActiveSpan("span", { kind: 1 }, context.active(), () => "value")).toBe("value");
    const error = new Error("bug");
    const fail = (): never => {
      throw error;
    };
    expect(() => tracer.startActiveSpan("span", {}, fail)).toThrow(error);
  });
});

describe("a provider", () => {
  it("flushes and shuts down its processors, and rejects where one fails", async () => {
    const asked: string[] = [];
    const processor = createProcessor({
      forceFlush: async () => void asked.push("flush"),
      shutdown: async () => void asked.push("shutdown"),
    });
    const provider = createProvider(processor, processor);
    await provider.forceFlush();
    await provider.shutdown();
    expect(asked).toEqual(["flush", "flush", "shutdown", "shutdown"]);
    const failing = createProvider(
      createProcessor({
        forceFlush: () => {
          throw new Error("bug");
        },
      }),
    );
    await expect(failing.forceFlush()).rejects.toThrow("bug");
  });
});
