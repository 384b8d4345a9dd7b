import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cloudEventContent, decodeUtf8, messageAttributes, readBytes } from "../src/describe.ts";

describe("a message's attributes", () => {
  it.each<[unknown, string | undefined]>([
    ["acme", "acme"],
    ["", ""],
    [7, "7"],
    [0.5, "0.5"],
    [false, "false"],
    [12n, "12"],
    [null, undefined],
    [undefined, undefined],
    [new Date("2026-03-04T05:06:07Z"), "2026-03-04T05:06:07.000Z"],
    [new Date(Number.NaN), undefined],
    [Buffer.from("Köln"), "Köln"],
    [[75, -61, -74, 108, 110], "Köln"],
    [{ bytes: [75, 195, 182, 108, 110] }, "Köln"],
    [{ type: "Buffer", data: [75, 195, 182, 108, 110] }, "Köln"],
    [{ 0: 75, 1: 195, 2: 182, 3: 108, 4: 110 }, "Köln"],
    [[], ""],
    [["a", "b"], '["a","b"]'],
    [{ a: 1 }, '{"a":1}'],
  ])("%o is %j", (value, text) => {
    expect(messageAttributes([["name", value]])).toEqual(text === undefined ? {} : { name: text });
  });

  it("do not hold the trace context, and of a repeated name the last value", () => {
    const sent: [string, unknown][] = [
      ["tenant", "first"],
      ["TraceParent", "00-1"],
      ["tracestate", "a=1"],
      ["baggage", "a=1"],
      ["X-B3-TraceId", "1"],
      ["of-the-platform", "1"],
      ["tenant", "last"],
    ];
    expect(messageAttributes(sent, ["of-the-platform"])).toEqual({ tenant: "last" });
  });

  it("are a plain record, whatever they are called and hold", () => {
    const sent = messageAttributes([["__proto__", "a"]]);
    expect(Object.keys(sent)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(sent)).toBe(Object.prototype);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.anything({ withBigInt: true, withDate: true }))), (entries) => {
        for (const value of Object.values(messageAttributes(entries))) expect(value).toBeTypeOf("string");
      }),
    );
  });
});

describe("bytes", () => {
  it.each([["text"], [7], [null], [{}], [{ bytes: "text" }], [[1, "2"]], [[256]], [[1.5]], [{ a: 1 }]])(
    "are not in %j",
    (value) => {
      expect(readBytes(value)).toBeUndefined();
    },
  );

  it("are read up to a length", () => {
    expect(readBytes([1, 2, 3], 3)).toHaveLength(3);
    expect(readBytes([1, 2, 3], 2)).toBeUndefined();
  });

  it("of a part of a buffer are that part", () => {
    const whole = new Uint8Array(Buffer.from("-Köln-"));
    expect(decodeUtf8(whole.subarray(1, 6))).toBe("Köln");
  });
});

describe("a CloudEvent", () => {
  const event = {
    specversion: "1.0",
    id: "e-1",
    type: "shop.order.placed",
    source: "//shop",
    time: "2026-03-04T05:06:07Z",
    tenant: "acme",
    traceparent: "00-1",
  };

  it("is a message with its data and its own attributes", () => {
    const content = cloudEventContent({ ...event, data: { order: 7 } });
    expect(content).toMatchObject({ body: { order: 7 }, enqueuedEpochMillis: Date.parse(event.time) });
    expect(content.attributes?.()).toEqual({ type: "shop.order.placed", source: "//shop", tenant: "acme" });
  });

  it("may have its data as bytes", () => {
    const content = cloudEventContent({ ...event, data_base64: "YQ==" });
    expect(content).toMatchObject({ body: "YQ==", encoding: "base64" });
  });
});
