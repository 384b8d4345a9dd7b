import { SpanStatusCode, trace } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { currentInvocation } from "../src/index.ts";
import { collectDiagnostics, createAdapter, createKept, resetProcess, wrap } from "./support.ts";

let kept: ReturnType<typeof createKept>;
beforeEach(() => {
  resetProcess();
  kept = createKept();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
  resetProcess();
});

const LIMIT_MILLIS = 3000;
const wait = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));
const tracer = () => trace.getTracer("test");
const limited = () => ({ ...kept.options, timeoutMillis: LIMIT_MILLIS });
const errorTypes = () => kept.spans.map(({ name, attributes }) => [name, attributes["error.type"]]);
const timeoutLines = () => kept.logs.filter(({ attributes }) => attributes["error.type"] === "timeout");

describe("an invocation that runs into its time limit", () => {
  it("ends all of its open spans as timed out, the innermost first, and says in a log line which they were", async () => {
    const handler = wrap(async () => {
      await tracer().startActiveSpan("done", async (span) => span.end());
      await tracer().startActiveSpan("outer", async () => {
        await wait(1000);
        await tracer().startActiveSpan("inner", () => new Promise(() => {}));
      });
    }, limited());
    void handler();
    await vi.advanceTimersByTimeAsync(LIMIT_MILLIS - 1);
    expect(errorTypes()).toEqual([
      ["done", undefined],
      ["inner", "timeout"],
      ["outer", "timeout"],
      ["fn", "timeout"],
    ]);
    expect(kept.spans.slice(1).map(({ status }) => status.code)).toEqual(Array(3).fill(SpanStatusCode.ERROR));
    expect(kept.total("faas.timeouts")).toBe(1);
    expect(timeoutLines()).toHaveLength(1);
    const [line] = timeoutLines();
    const running = line?.attributes["isobar.running"] as string[];
    expect(running.map((text) => text.replace(/ \(\d+ ms\)$/, ""))).toEqual(["inner", "outer", "fn"]);
    const millis = running.map((text) => Number(/\((\d+) ms\)$/.exec(text)?.[1]));
    expect(millis[0]).toBeLessThan(LIMIT_MILLIS - 1000);
    expect(millis[2]).toBeGreaterThan(LIMIT_MILLIS - 600);
    expect(line).toMatchObject({ severityNumber: 17, spanContext: kept.spans.at(-1)?.spanContext() });
  });

  it("names ten of many", async () => {
    const handler = wrap(() => {
      for (let index = 0; index < 20; index += 1) tracer().startSpan(`s${index}`);
      return new Promise(() => {});
    }, limited());
    void handler();
    await vi.advanceTimersByTimeAsync(LIMIT_MILLIS - 1);
    const running = timeoutLines()[0]?.attributes["isobar.running"] as string[];
    expect(running).toHaveLength(11);
    expect(running[0]).toMatch(/^s19 /);
    expect(running.at(-1)).toBe("11 more");
    expect(kept.spans).toHaveLength(21);
  });

  it("says nothing of what its code still does with the spans that ended", async () => {
    const messages = collectDiagnostics();
    const handler = wrap(async () => {
      const span = tracer().startSpan("late");
      await wait(LIMIT_MILLIS + 100);
      span.setAttribute("a", 1).addEvent("e").setStatus({ code: SpanStatusCode.OK });
      span.end();
      currentInvocation()?.span.setAttribute("a", 1);
      return "value";
    }, limited());
    const result = handler();
    await vi.advanceTimersByTimeAsync(LIMIT_MILLIS + 200);
    expect(await result).toBe("value");
    expect(errorTypes()).toEqual([
      ["late", "timeout"],
      ["fn", "timeout"],
    ]);
    expect(messages.filter((message) => /\bspan\b/i.test(message))).toEqual([]);
  });

  it("is one of many: the others and their spans go on", async () => {
    const limits = [LIMIT_MILLIS, 60_000, 60_000];
    let index = 0;
    const adapter = createAdapter({
      describe: () => {
        const timeoutMillis = limits[index] ?? 0;
        index += 1;
        return { id: `id-${index}`, name: `fn-${index}`, trigger: "other", kind: 1, attributes: {}, timeoutMillis };
      },
    });
    const handler = wrap(
      () => tracer().startActiveSpan(`work-${index}`, (span) => wait(5000).then(() => span.end())),
      kept.options,
      adapter,
    );
    void handler();
    const others = [handler(), handler()];
    await vi.advanceTimersByTimeAsync(LIMIT_MILLIS);
    expect(errorTypes()).toEqual([
      ["work-1", "timeout"],
      ["fn-1", "timeout"],
    ]);
    await vi.advanceTimersByTimeAsync(5000);
    await Promise.all(others);
    expect(errorTypes().slice(2).toSorted()).toEqual([
      ["fn-2", undefined],
      ["fn-3", undefined],
      ["work-2", undefined],
      ["work-3", undefined],
    ]);
    expect([kept.total("faas.timeouts"), kept.total("faas.invocations")]).toEqual([1, 2]);
  });

  it("is reported although its span processors and its logger fail", async () => {
    const onEnd = (): never => {
      throw new Error("bug");
    };
    const processor = { onStart: () => {}, onEnd, forceFlush: async () => {}, shutdown: async () => {} };
    const logLine = { ...createAdapter().logLine, level: onEnd };
    collectDiagnostics();
    const handler = wrap(
      () => {
        tracer().startSpan("work");
        return new Promise(() => {});
      },
      { ...limited(), spanProcessors: [processor] },
      createAdapter({ logLine }),
    );
    void handler();
    await vi.advanceTimersByTimeAsync(LIMIT_MILLIS - 1);
    expect(kept.total("faas.timeouts")).toBe(1);
  });
});

describe("no alarm", () => {
  it("where the handler makes it in the margin", async () => {
    const handler = wrap(
      () => tracer().startActiveSpan("work", (span) => wait(LIMIT_MILLIS - 300).then(() => span.end())),
      limited(),
    );
    const result = handler();
    await vi.advanceTimersByTimeAsync(LIMIT_MILLIS + 1000);
    await result;
    expect(errorTypes()).toEqual([
      ["work", undefined],
      ["fn", undefined],
    ]);
    expect(timeoutLines()).toEqual([]);
    expect([kept.total("faas.timeouts"), kept.total("faas.invocations")]).toEqual([0, 1]);
  });

  it.each([
    ["returns", () => "value"],
    [
      "throws",
      () => {
        throw new RangeError("x");
      },
    ],
    ["resolves", async () => "value"],
    ["rejects", () => Promise.reject(new RangeError("x"))],
    ["rejects in the margin", () => wait(LIMIT_MILLIS - 350).then(() => Promise.reject(new RangeError("x")))],
  ])("is left behind by a handler that %s", async (_way, work) => {
    const handler = wrap(work as () => unknown, limited());
    const settled = Promise.resolve()
      .then(handler)
      .catch(() => {});
    await vi.advanceTimersByTimeAsync(LIMIT_MILLIS - 350);
    await settled;
    await vi.advanceTimersByTimeAsync(50);
    expect(vi.getTimerCount()).toBe(0);
    expect(kept.total("faas.timeouts")).toBe(0);
  });
});

describe("before the last moment", () => {
  it("what is pending leaves already, and the report waits as long as an export lets it", async () => {
    const begun: number[] = [];
    const startedAt = Date.now();
    const traces = {
      export: (items: { name: string }[], done: (result: { code: number }) => void) => {
        begun.push(Date.now() - startedAt);
        kept.spans.push(...(items as never[]));
        setTimeout(() => done({ code: 0 }), 100);
      },
      shutdown: async () => {},
    };
    const handler = wrap(
      async () => {
        tracer().startSpan("done").end();
        await new Promise(() => {});
      },
      { exporters: { ...kept.options.exporters, traces: traces as never }, timeoutMillis: LIMIT_MILLIS },
    );
    void handler();
    await vi.advanceTimersByTimeAsync(LIMIT_MILLIS - 1);
    expect(begun).toEqual([LIMIT_MILLIS - 500, LIMIT_MILLIS - 300]);
    expect(errorTypes()).toEqual([
      ["done", undefined],
      ["fn", "timeout"],
    ]);
  });

  it("a backend that hangs does not keep the report from the others", async () => {
    let exports = 0;
    const hang = (): void => {
      exports += 1;
    };
    const traces = { export: hang, shutdown: async () => {} };
    const handler = wrap(
      async () => {
        tracer().startSpan("done").end();
        await new Promise(() => {});
      },
      { exporters: { ...kept.options.exporters, traces }, timeoutMillis: LIMIT_MILLIS },
    );
    void handler();
    await vi.advanceTimersByTimeAsync(LIMIT_MILLIS - 260);
    expect([exports, timeoutLines().length]).toEqual([1, 0]);
    await vi.advanceTimersByTimeAsync(250);
    expect([exports, timeoutLines().length, kept.total("faas.timeouts")]).toEqual([2, 1, 1]);
  });
});
