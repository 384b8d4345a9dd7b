import { PassThrough, Writable } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import { adapter } from "../src/adapter.ts";
import { NOT_YET_ANSWERED } from "../src/outcome/index.ts";
import { watchStatus } from "../src/streaming/status.ts";
import { isResponseStream, type ResponseStream } from "../src/streaming/types.ts";
import { createLambdaContext } from "./support.ts";
import { describeFixture } from "./trigger-support.ts";

const PRELUDE_TYPE = "application/vnd.awslambda.http-integration-response";

/** A stream as the runtime makes it, and `from` as the runtime has it. */
function createStream() {
  const sent: unknown[] = [];
  let begun = false;
  const stream = {
    writableEnded: false,
    _onBeforeFirstWrite: undefined as ResponseStream["_onBeforeFirstWrite"],
    write(...[chunk]: unknown[]) {
      if (!begun) stream._onBeforeFirstWrite?.((piece) => sent.push(piece));
      begun = true;
      sent.push(chunk);
      return sent.length < 100;
    },
    setContentType() {
      if (begun) throw new Error("too late");
    },
    end() {
      stream.writableEnded = true;
    },
  };
  const from = (fields: object) => {
    Reflect.apply(stream.setContentType, stream, [PRELUDE_TYPE]);
    const text = JSON.stringify(fields);
    stream._onBeforeFirstWrite = (write) => {
      write(text);
      write(new Uint8Array(8));
    };
  };
  return { stream, sent, from };
}

function watch(stream: ResponseStream) {
  const onKnown = vi.fn<(status: unknown) => void>();
  return { status: watchStatus(stream, onKnown), onKnown };
}

describe("the status of a streamed response", () => {
  it("is the one of the prelude, known with the first byte, and what is sent stays as it was", () => {
    const { stream, sent, from } = createStream();
    const { write, setContentType } = stream;
    const { status, onKnown } = watch(stream);
    from({ statusCode: 418 });
    const hook = stream._onBeforeFirstWrite;
    expect(status.read()).toBeUndefined();
    expect(stream.write("one")).toBe(true);
    expect(onKnown.mock.calls).toEqual([[418]]);
    expect(sent).toEqual(['{"statusCode":418}', new Uint8Array(8), "one"]);
    expect(stream.write).toBe(write);
    expect(stream.setContentType).toBe(setContentType);
    expect(stream._onBeforeFirstWrite).toBe(hook);
    stream.write("two");
    expect(onKnown).toHaveBeenCalledTimes(1);
  });

  it.each([
    ["200 where the prelude has none", { headers: {} }, 200],
    ["what stands there, of whatever type", { statusCode: "404" }, "404"],
  ])("is %s", (_name, fields, expected) => {
    const { stream, from } = createStream();
    const { status } = watch(stream);
    from(fields);
    stream.write("x");
    expect(status.read()).toBe(expected);
  });

  it("is 200 of a stream without a prelude, one that is only ended too", () => {
    const written = createStream().stream;
    const first = watch(written).status;
    written.write({ ok: true });
    expect(first.read()).toBe(200);
    const ended = createStream().stream;
    const second = watch(ended).status;
    expect(second.read()).toBeUndefined();
    ended.end();
    expect(second.read()).toBe(200);
  });

  it.each([
    ["by the byte", (prelude: Buffer) => [...prelude].map((byte) => Uint8Array.of(byte))],
    ["as text", (prelude: Buffer) => [prelude.toString()]],
    ["with the body behind it", (prelude: Buffer) => [Buffer.concat([prelude, Buffer.from('{"statusCode":500}')])]],
  ])("is read from a prelude that a framework writes itself, %s", (_name, cut) => {
    const stream = Object.assign(new PassThrough(), { setContentType: () => {} });
    const { status, onKnown } = watch(stream as unknown as ResponseStream);
    Reflect.apply(stream.setContentType, stream, [PRELUDE_TYPE]);
    const chunks = cut(Buffer.concat([Buffer.from('{"statusCode":503,"cookies":["ö=1"]}'), Buffer.alloc(8)]));
    for (const chunk of chunks) stream.write(chunk);
    expect(status.read()).toBe(503);
    expect(onKnown).toHaveBeenCalledTimes(1);
    expect(Object.hasOwn(stream, "write")).toBe(false);
    expect(Buffer.concat(chunks.map((chunk) => Buffer.from(chunk)))).toEqual(stream.read());
  });

  it.each([
    ["no JSON", Buffer.concat([Buffer.from("{"), Buffer.alloc(8)])],
    ["longer than any", Buffer.alloc(70_000, "x")],
    ["neither text nor bytes", { statusCode: 200 }],
  ])("is not known of a prelude that is %s", (_name, chunk) => {
    const { stream } = createStream();
    const { status, onKnown } = watch(stream);
    Reflect.apply(stream.setContentType, stream, [PRELUDE_TYPE]);
    stream.write(chunk);
    expect(status.read()).toBeNull();
    expect(onKnown.mock.calls).toEqual([[null]]);
  });

  it("is 200 where the type is another, also one that takes the prelude's place", () => {
    for (const types of [["text/html"], [PRELUDE_TYPE, "text/html"]]) {
      const { stream } = createStream();
      const { status } = watch(stream);
      for (const type of types) Reflect.apply(stream.setContentType, stream, [type]);
      stream.write("<p>");
      expect(status.read()).toBe(200);
    }
  });

  it("keeps the prelude's where a later type comes too late, with the runtime's own error", () => {
    const { stream } = createStream();
    const { status } = watch(stream);
    Reflect.apply(stream.setContentType, stream, [PRELUDE_TYPE]);
    stream.write('{"statusCode":');
    expect(() => Reflect.apply(stream.setContentType, stream, ["text/html"])).toThrow("too late");
    stream.write("201}");
    stream.write(new Uint8Array(8));
    expect(status.read()).toBe(201);
  });

  it("leaves alone what somebody else put on the stream later", () => {
    const { stream, sent } = createStream();
    const { status } = watch(stream);
    const ours = stream.write;
    const theirs = (...args: unknown[]) => Reflect.apply(ours, stream, args);
    stream.write = theirs as typeof stream.write;
    stream.write("x");
    expect(stream.write).toBe(theirs);
    expect(status.read()).toBe(200);
    stream.write("y");
    status.release();
    expect(sent).toEqual(["x", "y"]);
  });

  it("stays unknown of a frozen stream, which works on", () => {
    const { stream, sent } = createStream();
    const writes = stream.write;
    Object.freeze(stream);
    const { status } = watch(stream);
    expect(stream.write).toBe(writes);
    expect(status.read()).toBeUndefined();
    expect(sent).toEqual([]);
    status.release();
  });

  it("is not what a write fails of", () => {
    const { stream, sent } = createStream();
    watchStatus(stream, () => {
      throw new Error("ours");
    });
    expect(stream.write("x")).toBe(true);
    expect(sent).toEqual(["x"]);
  });
});

describe("what a handler is called with", () => {
  it("is a response stream by its methods", () => {
    expect(isResponseStream(createStream().stream)).toBe(true);
    expect(isResponseStream(new Writable())).toBe(true);
    const hostile = Object.defineProperty({}, "write", {
      get: () => {
        throw new Error("no");
      },
    });
    for (const other of [undefined, null, "write", createLambdaContext(), () => {}, hostile]) {
      expect(isResponseStream(other)).toBe(false);
    }
  });
});

describe("a streaming handler that settles before its first byte", () => {
  it.each(["rest", "http-api-v1", "alb"])("has no status, though the answer is still to come: %s", (name) => {
    const invocation = describeFixture(name);
    expect(adapter.outcome?.({ result: NOT_YET_ANSWERED }, invocation)).toEqual({});
    expect(adapter.outcome?.({ result: { statusCode: 404 } }, invocation)).toEqual({
      attributes: { "http.response.status_code": 404 },
    });
  });
});
