import { propagation, trace } from "@opentelemetry/api";
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { describe, expect, it } from "vitest";
import { capBaggage, extractContext, findOrigin, normalizeCarrier, type OriginRules } from "../src/context.ts";
import type { Batch, BatchMessage } from "../src/index.ts";

const propagator = new CompositePropagator({
  propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
});
const NAMES = ["traceparent", "tracestate", "baggage"];
const A = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const B = "00-1af7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01";

describe("a carrier", () => {
  it.each([
    [{ Traceparent: A, other: "x" }, { traceparent: A }],
    [{ TRACEPARENT: [A] }, { traceparent: A }],
    [{ traceparent: [A, A] }, { traceparent: A }],
    [{ traceparent: [A, B] }, {}],
    [{ traceparent: A, Traceparent: B }, {}],
    [{ traceparent: A, Traceparent: A }, { traceparent: A }],
    [{ traceparent: undefined, tracestate: null, baggage: 7 }, {}],
    [{ traceparent: [] }, {}],
    [
      { tracestate: ["a=1", "b=2"], Baggage: ["x=1", 7, "y=2"] },
      { tracestate: "a=1,b=2", baggage: "x=1,y=2" },
    ],
    [{}, {}],
  ])("%j is read as %j", (carrier, expected) => {
    expect(normalizeCarrier(carrier, NAMES)).toEqual(expected);
  });

  it.each([
    ["two joined by a comma", `${A},${B}`],
    ["zeros", "00-00000000000000000000000000000000-b7ad6b7169203331-01"],
    ["the version ff", A.replace("00-", "ff-")],
    ["something else", "hello"],
  ])("with %s for a traceparent has no parent", (_name, traceparent) => {
    expect(trace.getSpanContext(extractContext(propagator, { traceparent }))).toBeUndefined();
  });
});

describe("incoming baggage", () => {
  it("is kept up to 64 members", () => {
    const members = Array.from({ length: 100 }, (_, index) => `k${index}=v`);
    expect(capBaggage(members.join(",")).split(",")).toEqual(members.slice(0, 64));
    const context = extractContext(propagator, { Baggage: members });
    expect(propagation.getBaggage(context)?.getAllEntries()).toHaveLength(64);
  });

  it("is kept up to 8192 bytes, of whole members", () => {
    const member = (name: string, bytes: number) => `${name}=${"x".repeat(bytes - name.length - 1)}`;
    expect(capBaggage([member("a", 4096), member("b", 4095), member("c", 2)].join(","))).toBe(
      [member("a", 4096), member("b", 4095)].join(","),
    );
    expect(capBaggage([member("a", 4096), member("b", 4096)].join(","))).toBe(member("a", 4096));
    expect(capBaggage(member("a", 8193))).toBe("");
    // Bytes are counted, not characters.
    expect(capBaggage(`a=${"ä".repeat(4096)}`)).toBe("");
  });
});

describe("links to the messages of a batch", () => {
  const rules = (linkCountLimit: number): OriginRules => ({
    incomingContext: "trust",
    platformParent: "link",
    spanLimits: { attributeCountLimit: 128, eventCountLimit: 128, linkCountLimit },
  });
  const link = (messages: Iterable<BatchMessage>, limit = 128) => {
    const batch: Batch = { count: 1, messages };
    return findOrigin(
      propagator,
      { id: "1", name: "n", trigger: "pubsub", kind: 4, attributes: {}, batch },
      rules(limit),
    ).links;
  };

  it("are one for each context, with the message's id, and none for a message without", () => {
    const links = link([
      { id: "m1", carrier: { traceparent: A } },
      { id: "m2" },
      { id: "m3", carrier: { Traceparent: B } },
      { id: "m4", carrier: { traceparent: A } },
      { carrier: { traceparent: "broken" } },
    ]);
    expect(links.map(({ context, attributes }) => [context.traceId, attributes])).toEqual([
      [A.slice(3, 35), { "messaging.message.id": "m1" }],
      [B.slice(3, 35), { "messaging.message.id": "m3" }],
    ]);
  });

  it("are no more than a span may have, and no more messages are read than that takes", () => {
    let read = 0;
    function* messages(): Iterable<BatchMessage> {
      for (;;) {
        read += 1;
        const id = read.toString(16).padStart(16, "0");
        yield { carrier: { traceparent: `00-0af7651916cd43dd8448eb211c80319c-${id}-01` } };
      }
    }
    expect(link(messages(), 128)).toHaveLength(128);
    expect(read).toBeLessThanOrEqual(129);
    expect(link(messages(), 0)).toEqual([]);
  });
});
