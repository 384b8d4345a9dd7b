import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDataCarrier } from "../src/triggers/kinesis-carrier.ts";
import { describeEvent, messagesOf, TRACEPARENT } from "./trigger-support.ts";

const toBase64 = (text: string): string => Buffer.from(text).toString("base64");
const first = `"traceparent":"${TRACEPARENT}"`;
const traceparent = TRACEPARENT;

describe("the data of a record", () => {
  it.each<[string, string, Record<string, string> | undefined]>([
    ["a context alone", `{${first}}`, { traceparent }],
    ["a context before the data", `{${first},"id":1}`, { traceparent }],
    ["blanks around the brace", `\r\n\t {\n  ${first},\n  "id": 1\n}`, { traceparent }],
    [
      "all of a context",
      `{${first},"tracestate":"a=1","baggage":"b=2","id":1}`,
      { traceparent, tracestate: "a=1", baggage: "b=2" },
    ],
    ["what JSON escapes", `{${first},"tracestate":"a=\\"\\\\","id":1}`, { traceparent, tracestate: 'a="\\' }],
    ["what follows the data's own first member", `{${first},"id":1,"baggage":"b=2"}`, { traceparent }],
    ["a name that comes twice", `{${first},"tracestate":"a=1","tracestate":"a=2"}`, { traceparent, tracestate: "a=1" }],
    ["an escape that no value of a context has", `{${first},"baggage":"\\u0062","id":1}`, { traceparent }],
    ["B3", '{"b3":"1-2","id":1}', { b3: "1-2" }],
    ["B3 in several", '{"x-b3-traceid":"1","x-b3-spanid":"2","id":1}', { "x-b3-traceid": "1", "x-b3-spanid": "2" }],
    ["a context that is not first", `{"id":1,${first}}`, undefined],
    ["a context below", `{"meta":{${first}}}`, undefined],
    ["a list", `[{${first}}]`, undefined],
    ["a name in another case", `{"TraceParent":"${TRACEPARENT}"}`, undefined],
    ["a traceparent that is short", '{"traceparent":"00-4bf9"}', undefined],
    ["a traceparent with more behind it", `{"traceparent":"${TRACEPARENT}-x"}`, undefined],
    ["a traceparent that is no text", '{"traceparent":1}', undefined],
    ["a text that does not end", `{"traceparent":"${TRACEPARENT}`, undefined],
    ["no comma behind it", `{${first} "id":1}`, undefined],
    ["baggage of another kind", '{"baggage":"2 bags","id":1}', undefined],
    ["nothing", "", undefined],
    ["an empty object", "{}", undefined],
    ["a text", `"${TRACEPARENT}"`, undefined],
  ])("%s", (_, text, expected) => {
    expect(readDataCarrier(toBase64(text))).toEqual(expected);
  });

  it("is looked into up to its first two kibibytes only", () => {
    const rest = '"long":"'.padEnd(1_000_000, "x");
    expect(readDataCarrier(toBase64(`{${first},${rest}"}`))).toEqual({ traceparent });
    // What would end later, or is not even base64, is as if it were not there.
    const cut = toBase64(`{${first},"baggage":"${"b".repeat(3000)}"`);
    expect(readDataCarrier(`${cut.slice(0, 2800)}${"%".repeat(1000)}`)).toEqual({ traceparent });
    const last = (length: number) => `{${first},"baggage":"${"b".repeat(length)}","id":1}`;
    const beforeBaggage = `{${first},"baggage":"",`.length;
    expect(readDataCarrier(toBase64(last(2000 - beforeBaggage)))).toHaveProperty("baggage");
    expect(readDataCarrier(toBase64(last(2100 - beforeBaggage)))).toEqual({ traceparent });
  });

  it("may be anything", { timeout: 60_000 }, () => {
    const names = fc.constantFrom("traceparent", "tracestate", "baggage", "b3", "id");
    const member = fc.tuple(names, fc.oneof(fc.constant(TRACEPARENT), fc.string({ unit: "binary" }), fc.jsonValue()));
    const object = fc.array(member).map((members) => JSON.stringify(Object.fromEntries(members)));
    const text = fc
      .oneof(
        object,
        fc.string(),
        object.map((json) => json.slice(0, -3)),
      )
      .map(toBase64);
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: "binary" }), fc.anything()), (data) => {
        const carrier = readDataCarrier(data) ?? { b3: "" };
        for (const [name, value] of Object.entries(carrier)) {
          expect(name).toMatch(/^(traceparent|tracestate|baggage|b3)$/);
          expect(value).toBeTypeOf("string");
        }
      }),
      { numRuns: 500 },
    );
  });

  it("links its record in a stream, in a pipe and in Firehose", () => {
    const data = toBase64(`{${first},"id":1}`);
    const own = toBase64('{"id":2}');
    const place = { eventSource: "aws:kinesis", eventID: "shardId-000000000000:1" };
    const records = (...values: string[]) =>
      values.map((value, index) => ({ ...place, kinesis: { data: value, sequenceNumber: `${index}` } }));
    const linked = [{ id: "0", carrier: { traceparent } }, { id: "1" }];
    expect(messagesOf(describeEvent({ Records: records(data, own) }))).toEqual(linked);
    expect(
      messagesOf(describeEvent(records(data, own).map(({ kinesis, ...rest }) => ({ ...rest, ...kinesis })))),
    ).toEqual(linked);
    const deliveryStreamArn = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/clicks";
    const delivered = [data, own].map((value, index) => ({ recordId: `${index}`, data: value }));
    expect(messagesOf(describeEvent({ deliveryStreamArn, records: delivered }))).toEqual(linked);
  });

  it("reads not a record before its links are asked for", () => {
    const hostile = {
      get data(): string {
        throw new Error("read too early");
      },
    };
    const invocation = describeEvent({ Records: [{ eventSource: "aws:kinesis", kinesis: hostile }] });
    expect(invocation.batch?.count).toBe(1);
    expect(() => messagesOf(invocation)).toThrow("read too early");
  });
});
