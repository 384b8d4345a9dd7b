import { fork } from "node:child_process";
import { once } from "node:events";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { readAddress } from "../src/extension/connection.ts";
import { createHolds } from "../src/extension/holds.ts";
import { readAnswer, readHeader } from "../src/extension/protocol.ts";

describe("an answer of the Extensions API", () => {
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
  const measured = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nLambda-Extension-Identifier: x:y\r\n\r\nabcde";

  it.each([
    ["with a length", measured],
    ["in chunks", chunked],
  ])("%s is read, and what comes behind it is kept", (_name, text) => {
    expect(readAnswer(`${text}next`)).toMatchObject({ status: 200, body: "abcde", rest: "next" });
  });

  it("is read whole, wherever it is cut", () => {
    for (const text of [measured, chunked]) {
      for (let end = 0; end < text.length; end += 1) expect(readAnswer(text.slice(0, end))).toBeUndefined();
    }
    expect(readHeader(readAnswer(measured)?.head ?? "", "lambda-extension-identifier")).toBe("x:y");
  });

  it("that is none is an error, never an endless wait", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          const answer = readAnswer(`${text}\r\n\r\n`);
          return answer === undefined || answer.status >= 100;
        } catch (error) {
          return error instanceof Error;
        }
      }),
    );
    expect(() => readAnswer("SSH-2.0\r\n\r\n")).toThrow();
    expect(() => readAnswer("x".repeat(2 ** 21))).toThrow();
  });
});

describe("where the API is", () => {
  it("is a numeric address and a port", () => {
    expect(readAddress("127.0.0.1:9001")).toEqual({ host: "127.0.0.1", port: 9001 });
    expect(readAddress("localhost:80")).toEqual({ host: "127.0.0.1", port: 80 });
    for (const other of [undefined, "", "runtime.api:9001", "127.0.0.1", "[::1]:9001", "127.0.0.1:x"]) {
      expect(readAddress(other)).toBeUndefined();
    }
  });
});

describe("what holds an instance", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const create = () => {
    const next = vi.fn();
    return { next, holds: createHolds(next) };
  };

  it("is an invocation, from its event to its release, in whatever order they come", () => {
    const { next, holds } = create();
    holds.invoked("a");
    const first = holds.hold("a");
    expect(first?.isHeld()).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(next).not.toHaveBeenCalled();
    first?.release();
    first?.release();
    expect(next).toHaveBeenCalledTimes(1);

    const second = holds.hold("b");
    holds.invoked("b");
    second?.release();
    expect(next).toHaveBeenCalledTimes(2);

    const third = holds.hold("c");
    third?.release();
    expect(next).toHaveBeenCalledTimes(2);
    holds.invoked("c");
    expect(next).toHaveBeenCalledTimes(3);
  });

  it("is held until all of its handlers are done, where one wraps another", () => {
    const { next, holds } = create();
    holds.invoked("a");
    const [outer, inner] = [holds.hold("a"), holds.hold("a")];
    inner?.release();
    expect(outer?.isHeld()).toBe(true);
    expect(next).not.toHaveBeenCalled();
    outer?.release();
    expect(next).toHaveBeenCalledTimes(1);
  });

  it("is not an invocation that reaches no wrapped handler: a tenth of a second, and then not even that", () => {
    const { next, holds } = create();
    holds.invoked("a");
    vi.advanceTimersByTime(99);
    expect(next).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(next).toHaveBeenCalledTimes(1);
    holds.invoked("b");
    vi.advanceTimersByTime(1);
    expect(next).toHaveBeenCalledTimes(2);
  });

  it("is waited for again once a wrapped handler was seen", () => {
    const { next, holds } = create();
    holds.invoked("a");
    vi.advanceTimersByTime(100);
    expect(holds.hold("a")).toBeUndefined();
    holds.invoked("b");
    vi.advanceTimersByTime(50);
    expect(holds.hold("b")?.isHeld()).toBe(true);
    vi.advanceTimersByTime(1000);
    expect(next).toHaveBeenCalledTimes(1);
  });

  it("is nothing where the connection is lost", () => {
    const { holds } = create();
    holds.invoked("a");
    const hold = holds.hold("a");
    holds.lose();
    expect(hold?.isHeld()).toBe(false);
    expect(holds.hold("b")).toBeUndefined();
  });
});

type Way = "now" | "soon";

/** Registers a process of its own with a server in another one: that process does not turn its event loop meanwhile. */
async function register(script: string, way: Way = "now") {
  const server = fork(new URL("./fixtures/extension-server.cjs", import.meta.url), [script]);
  onTestFinished(() => void server.kill());
  const [port] = await once(server, "message");
  const asked = Promise.withResolvers<void>();
  const reported = Promise.withResolvers<readonly string[]>();
  server.on("message", (message) => {
    if (message === "asked") asked.resolve();
    else reported.resolve(message as string[]);
  });
  const client = fork(new URL("./fixtures/extension-client.mjs", import.meta.url), [`127.0.0.1:${port}`, way]);
  const [told] = (await once(client, "message")) as [{ readonly outcome: object; readonly millis: number }];
  return {
    ...told,
    /** The platform's answer is on its way only now. */
    answerLate: () => server.send("answer"),
    asked: asked.promise,
    /** What came of it in the end, and what the server was asked. */
    async end(): Promise<{ state: unknown; requests: readonly string[] }> {
      client.send("end");
      const [state] = await once(client, "message");
      await once(client, "exit");
      server.send("report");
      return { state, requests: await reported.promise };
    },
  };
}

const ASKED = ["POST /2020-01-01/extension/register", "GET /2020-01-01/extension/event/next"];

describe("a registration in place", () => {
  it.each(["at-once", "after-10-ms", "in-pieces", "chunked"])("is made where the answer comes %s", async (script) => {
    const { outcome, end } = await register(script);
    expect(outcome).toEqual({ state: "registered" });
    expect((await end()).requests).toEqual(ASKED);
  });

  it.each([
    ["forbidden", "status 403"],
    ["closes", "the connection was closed"],
    ["never", "no answer in time"],
    ["nonsense", "an answer is no HTTP"],
  ])("is given up where the platform's answer is: %s", async (script, reason) => {
    const { outcome, millis, end } = await register(script);
    expect(outcome).toEqual({ state: "refused", reason });
    // However busy the machine is: it is not waited for without end.
    expect(millis).toBeLessThan(5000);
    expect((await end()).state).toBe("refused");
  });
});

// The platform has registered what it answers late, and no invocation would begin before the extension asks for it.
it.each<Way>(["now", "soon"])(
  "a registration that is answered late asks for an event all the same (%s)",
  async (way) => {
    const { outcome, answerLate, asked, end } = await register("late", way);
    expect(outcome).toEqual({ state: "refused", reason: "no answer in time" });
    answerLate();
    await asked;
    expect(await end()).toEqual({ state: "registered", requests: ASKED });
  },
);
