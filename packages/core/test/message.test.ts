import { inspect } from "node:util";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Batch, BatchRecord, Invocation, Message, MessageContent } from "../src/index.ts";
import { createLog, createProcessBatch, currentInvocation } from "../src/index.ts";
import { createMessage, readMessages } from "../src/message.ts";
import { createAdapter, createKept, resetProcess, wrap } from "./support.ts";

const ORDER = { order: 7, city: "Köln", empty: null };
const TEXT = JSON.stringify(ORDER);
const BYTES = new Uint8Array(Buffer.from(TEXT));

const messageOf = (content: MessageContent, record: BatchRecord = { value: "raw", id: "m-1" }): Message =>
  createMessage({ content: () => content }, record, 0);

const base64 = (text: string): MessageContent => ({ body: Buffer.from(text).toString("base64"), encoding: "base64" });

describe("a message's body is the same", () => {
  it.each<[string, MessageContent]>([
    ["as text", { body: TEXT }],
    ["in base64", base64(TEXT)],
    ["in the alphabet of URLs", { body: Buffer.from(TEXT).toString("base64url"), encoding: "base64" }],
    ["as bytes", { body: Buffer.from(TEXT) }],
    ["parsed by the platform", { body: structuredClone(ORDER) }],
    ["parsed, where it might have been base64", { body: structuredClone(ORDER), encoding: "base64" }],
  ])("%s", (_name, content) => {
    const message = messageOf(content);
    expect(message.text()).toBe(TEXT);
    expect(message.json()).toEqual(ORDER);
    expect(new Uint8Array(message.bytes())).toEqual(BYTES);
  });

  it.each([42, true, null, "a", [1, 2], { a: { b: [] } }])("for the JSON value %j", (value) => {
    const json = JSON.stringify(value);
    for (const content of [{ body: json }, base64(json), { body: Buffer.from(json) }]) {
      expect(messageOf(content).json()).toEqual(value);
      expect(messageOf(content).text()).toBe(json);
    }
    if (typeof value === "string") return;
    expect(messageOf({ body: value }).json()).toEqual(value);
    expect(messageOf({ body: value }).text()).toBe(json);
  });

  it("bytes that are no text stay what they are", () => {
    const body = Buffer.from([0, 255, 128, 10]).toString("base64");
    expect([...messageOf({ body, encoding: "base64" }).bytes()]).toEqual([0, 255, 128, 10]);
  });

  it("a message without a body is empty, and no JSON", () => {
    const message = messageOf({ body: undefined });
    expect(message.text()).toBe("");
    expect(message.bytes()).toHaveLength(0);
    expect(() => message.json()).toThrow(SyntaxError);
  });

  it("a record that is no message is its own body", () => {
    const value = { s3: { bucket: "b" } };
    const message = createMessage({}, { value }, 0);
    expect(message.json()).toBe(value);
    expect(message.attributes).toEqual({});
    expect([message.id, message.attempt, message.enqueuedEpochMillis]).toEqual([undefined, undefined, undefined]);
  });
});

describe("a body that is no JSON", () => {
  it.each(["planted-secret", '{"card":"planted-secret', "", "\u0000"])(
    "%j throws an error that does not repeat it",
    (body) => {
      for (const content of [{ body }, base64(body), { body: Buffer.from(body) }]) {
        let thrown: unknown;
        try {
          messageOf(content).json();
        } catch (error) {
          thrown = error;
        }
        expect(thrown).toBeInstanceOf(SyntaxError);
        expect(inspect(thrown, { showHidden: true, depth: 9 })).not.toContain("planted");
        expect((thrown as Error).cause).toBeUndefined();
      }
    },
  );
});

describe("nothing is read before it is asked for", () => {
  it("and what was read is not read again", () => {
    const reads: string[] = [];
    const batch: Pick<Batch, "content"> = {
      content: (value, index) => {
        reads.push(`content of ${String(value)} at ${index}`);
        return {
          get body() {
            reads.push("body");
            return TEXT;
          },
          attributes: () => {
            reads.push("attributes");
            return { tenant: "acme" };
          },
        };
      },
    };
    const message = createMessage(batch, { value: "raw", id: "m-1" }, 3);
    expect(message.id).toBe("m-1");
    expect(reads.splice(0)).toEqual([]);
    expect(message.attempt).toBeUndefined();
    expect(reads.splice(0)).toEqual(["content of raw at 3"]);
    expect(message.attributes).toBe(message.attributes);
    expect(reads.splice(0)).toEqual(["attributes"]);
    message.json();
    expect(new Set(reads)).toEqual(new Set(["body"]));
  });

  it("and nothing of it is written where the message is", () => {
    const message = messageOf({
      body: "planted-secret",
      attributes: () => ({ key: "planted-secret" }),
      attempt: 2,
      enqueuedEpochMillis: 5,
    });
    message.text();
    void message.attributes;
    expect(JSON.parse(JSON.stringify(message))).toEqual({ id: "m-1", attempt: 2, enqueuedEpochMillis: 5 });
    expect(inspect(message, { showHidden: true, depth: 9 })).not.toContain("planted");
    expect({ ...message }).toEqual({});
  });
});

describe("whatever a message is made of", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  const refuse = (): never => {
    throw new Error("refused");
  };

  it.each<[string, () => MessageContent]>([
    ["a reader that throws", refuse],
    ["a cycle", () => ({ body: cyclic })],
    ["what JSON has no word for", () => ({ body: 1n })],
    ["a function", () => ({ body: refuse })],
    ["attributes that throw", () => ({ body: "", attributes: refuse })],
    ["a value that refuses to be JSON", () => ({ body: { toJSON: refuse } })],
  ])("its accessors are total: %s", (_name, content) => {
    const message = createMessage({ content }, { value: 1 }, 0);
    expect(message.text()).toBe("");
    expect(message.bytes()).toHaveLength(0);
    expect(message.attributes).toEqual({});
    expect(message.attempt).toBeUndefined();
  });

  it("its accessors are total for any value", () => {
    const body = fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, withNullPrototype: true });
    const encoding = fc.constantFrom("base64" as const, undefined);
    fc.assert(
      fc.property(body, encoding, (value, given) => {
        const message = messageOf({ body: value, encoding: given });
        expect(message.text()).toBeTypeOf("string");
        expect(message.bytes()).toBeInstanceOf(Uint8Array);
        try {
          message.json();
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
    );
  });

  it("an iteration that breaks off leaves the messages before it", () => {
    function* records() {
      yield { value: "a", id: "m-1" };
      throw new Error("broken");
    }
    const messages = readMessages({ count: 2, messages: [], records: records(), content: (body) => ({ body }) });
    expect(messages.map(({ id }) => id)).toEqual(["m-1"]);
  });
});

describe("the current invocation", () => {
  let kept: ReturnType<typeof createKept>;
  let lines: string[];
  beforeEach(() => {
    resetProcess();
    kept = createKept();
    lines = [];
  });
  afterEach(resetProcess);

  const records: BatchRecord[] = [
    { value: { payload: "planted-secret-1" }, id: "m-1" },
    { value: { payload: "planted-secret-2" }, id: "m-2" },
  ];
  const batchOf = (values: readonly BatchRecord[]): Batch => ({
    count: values.length,
    messages: [],
    records: values,
    content: (value, index) => ({
      body: (value as { payload: string }).payload,
      attempt: index + 3,
      enqueuedEpochMillis: 1000 + index,
      attributes: () => ({ tenant: "planted-tenant" }),
    }),
  });

  /** What a handler sees of the invocation. */
  async function see<Seen>(invocation: Partial<Invocation>, look: () => Seen, options = {}): Promise<Awaited<Seen>> {
    const handler = wrap(async () => look(), { ...kept.options, ...options }, createAdapter({}, invocation) as never);
    return (await handler()) as Awaited<Seen>;
  }

  it("has its messages, read once", async () => {
    const seen = await see({ trigger: "pubsub", batch: batchOf(records) }, () => {
      const messages = currentInvocation()?.messages ?? [];
      expect(currentInvocation()?.messages).toBe(messages);
      return messages.map((message) => [
        message.id,
        message.text(),
        message.attempt,
        message.enqueuedEpochMillis,
        message.attributes,
      ]);
    });
    expect(seen).toEqual([
      ["m-1", "planted-secret-1", 3, 1000, { tenant: "planted-tenant" }],
      ["m-2", "planted-secret-2", 4, 1001, { tenant: "planted-tenant" }],
    ]);
    expect(kept.spans).toHaveLength(1);
    expect(
      JSON.stringify([kept.spans, kept.logs], (_key, value: unknown) => (typeof value === "bigint" ? "" : value)),
    ).not.toContain("planted");
  });

  it.each<[string, Partial<Invocation>]>([
    ["a request", { trigger: "http" }],
    ["changes of data", { trigger: "datasource", batch: { count: 1, messages: [], records: [{ value: 1 }] } }],
  ])("of %s has no messages", async (_name, invocation) => {
    expect(await see(invocation, () => currentInvocation()?.messages)).toEqual([]);
  });

  it.each<[string, number | undefined, Partial<Invocation>]>([
    [
      "what the platform counts itself",
      2,
      { attributes: { "isobar.attempt": 2 }, batch: batchOf(records.slice(0, 1)) },
    ],
    ["what its only message says", 3, { batch: batchOf(records.slice(0, 1)) }],
    ["unknown for a batch of several", undefined, { batch: batchOf(records) }],
    ["unknown where nothing tells", undefined, {}],
  ])("has an attempt: %s", async (_name, attempt, invocation) => {
    expect(await see(invocation, () => currentInvocation()?.attempt)).toBe(attempt);
  });

  it("has the moment at which the platform ends it", async () => {
    const deadlineEpochMillis = Date.now() + 60_000;
    expect(await see({ deadlineEpochMillis }, () => currentInvocation()?.deadlineEpochMillis)).toBe(
      deadlineEpochMillis,
    );
    expect(await see({}, () => currentInvocation()?.deadlineEpochMillis)).toBeUndefined();
  });

  it.each([{}, { isobar: "off" }])(
    "processBatch hands over each record as a message, with telemetry or without: %j",
    async ({ isobar }) => {
      const batch = batchOf(records);
      const log = createLog(createAdapter().logLine, {}, (line) => lines.push(line));
      const source = { trigger: "pubsub", attributes: {}, batch } as const;
      const processBatch = createProcessBatch({ read: () => source, items: () => [], log });
      const seen: unknown[] = [];
      const work = () =>
        processBatch({}, ((value: { payload: string }, message: Message) => {
          seen.push([value.payload === message.text(), message.id, message.attempt, message.attributes]);
        }) as never);
      await (isobar === "off" ? work() : see({}, work));
      expect(seen).toEqual([
        [true, "m-1", 3, { tenant: "planted-tenant" }],
        [true, "m-2", 4, { tenant: "planted-tenant" }],
      ]);
    },
  );
});
