import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attributesOf, decodeJson, groupByTrace, nanosToMillis, type Span, type SpanNode } from "../src/index.ts";

const [template] = decodeJson("traces", '{"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]}');

function span(spanId: string, parentSpanId?: string, start = 0): Span {
  if (template === undefined) throw new Error("no template");
  return { ...template, traceId: "t", spanId, startTimeUnixNano: BigInt(start), ...(parentSpanId && { parentSpanId }) };
}

const outline = ({ span, children }: SpanNode): unknown =>
  children.length === 0 ? span.spanId : { [span.spanId]: children.map(outline) };

describe("groupByTrace", () => {
  it("makes a tree, children by start time, in whatever order spans arrive", () => {
    const [trace] = groupByTrace([span("d", "b", 4), span("c", "a", 3), span("b", "a", 2), span("a", undefined, 1)]);
    expect(trace?.root && outline(trace.root)).toEqual({ a: [{ b: ["d"] }, "c"] });
    expect(trace?.orphans).toEqual([]);
    expect(trace?.spans.map(({ spanId }) => spanId)).toEqual(["a", "b", "c", "d"]);
  });

  it("keeps traces apart", () => {
    const traces = groupByTrace([
      { ...span("a"), traceId: "1" },
      { ...span("a"), traceId: "2" },
    ]);
    expect(traces.map(({ traceId, spans }) => [traceId, spans.length])).toEqual([
      ["1", 1],
      ["2", 1],
    ]);
  });

  it("shows what hangs nowhere: missing parents, further roots, duplicates, circles", () => {
    const [missing] = groupByTrace([span("b", "gone", 1), span("c", "b", 2)]);
    expect(missing).not.toHaveProperty("root");
    expect(missing?.orphans.map(outline)).toEqual([{ b: ["c"] }]);
    const [twice] = groupByTrace([span("a"), span("b", "a", 1), span("b", "a", 2), span("c", "b", 3), span("z")]);
    expect(twice?.root && outline(twice.root)).toEqual({ a: [{ b: ["c"] }, "b"] });
    expect(twice?.orphans.map(outline)).toEqual(["z"]);
    const [circle] = groupByTrace([span("x", "b", 0), span("a", "b", 1), span("b", "a", 2), span("s", "s", 3)]);
    expect(circle?.orphans.map(outline)).toEqual([{ b: ["x", "a"] }, "s"]);
  });

  it("has every span exactly once, however parents are named", () => {
    const id = fc.constantFrom("a", "b", "c", "d", "e");
    const anySpan = fc.record({ id, parent: fc.option(id, { nil: undefined }), start: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 12 }), (drafts) => {
        const spans = drafts.map(({ id, parent, start }) => span(id, parent, start));
        const found: Span[] = [];
        const visit = (node: SpanNode) => {
          found.push(node.span);
          node.children.forEach(visit);
        };
        for (const { root, orphans } of groupByTrace(spans)) [...(root ? [root] : []), ...orphans].forEach(visit);
        expect(found).toHaveLength(spans.length);
        expect(new Set(found)).toEqual(new Set(spans));
      }),
    );
  });

  it("takes a chain longer than the stack", () => {
    const chain = Array.from({ length: 50_000 }, (_, index) =>
      span(`${index}`, index === 0 ? undefined : `${index - 1}`),
    );
    expect(groupByTrace(chain)[0]?.orphans).toEqual([]);
  });
});

describe("small helpers", () => {
  it("attributesOf lets the nearer win", () => {
    const resource = { attributes: { a: 1, b: 1, c: 1, d: 1 }, droppedAttributesCount: 0, schemaUrl: "" };
    const scope = { ...resource, name: "", version: "", attributes: { b: 2, c: 2, d: 2 } };
    expect(attributesOf({ resource, scope, attributes: { c: 3, d: 3 } })).toEqual({ a: 1, b: 2, c: 3, d: 3 });
    expect(attributesOf({ resource, scope }, { attributes: { d: 4 } })).toEqual({ a: 1, b: 2, c: 2, d: 4 });
  });

  it("nanosToMillis keeps the fraction", () => {
    expect(nanosToMillis(1_500_000n)).toBe(1.5);
    expect(nanosToMillis(-1n)).toBe(-0.000001);
    expect(nanosToMillis(1_700_000_000_123_000_000n)).toBe(1_700_000_000_123);
  });
});
