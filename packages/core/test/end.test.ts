import { trace } from "@opentelemetry/api";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ExporterLike, Flush } from "../src/index.ts";
import { collectDiagnostics, createAdapter, createKept, resetProcess, wrap } from "./support.ts";

afterEach(resetProcess);

type Result = { code: number; error?: Error };

/** A function on a platform that announces the instance's end; nothing is exported before. */
async function run(traces: ExporterLike["export"]): Promise<{ end: Flush; said: () => string[] }> {
  const diagnostics = collectDiagnostics();
  let end: Flush | undefined;
  const lifecycle = {
    mode: "interval" as const,
    onTerminate: (flush: Flush) => {
      end = flush;
    },
  };
  const handler = wrap(
    async () => trace.getTracer("test").startSpan("step").end(),
    { exporters: { ...createKept().options.exporters, traces: { export: traces, shutdown: async () => {} } } },
    createAdapter({ lifecycle: () => lifecycle }),
  );
  await handler();
  if (end === undefined) throw new Error("nobody asked to be told of the end");
  return { end, said: () => diagnostics.filter((message) => message.includes("the instance ends")) };
}

const fail = (_items: never, done: (result: Result) => void): void => done({ code: 1, error: new Error("down") });

describe("the end of an instance", () => {
  it("is silent where the backend has everything", async () => {
    const { end, said } = await run((_items, done) => done({ code: 0 }));
    await end(1000);
    expect(said()).toEqual([]);
  });

  it("says what could not be sent: nothing else can count it any more", async () => {
    const { end, said } = await run(fail);
    await end(1000);
    expect(said()).toEqual(["isobar: the instance ends with telemetry to which no backend has said yes: 2 spans"]);
  });

  it("says what is still under way", async () => {
    const { end, said } = await run(() => {});
    await end(50);
    await vi.waitFor(() => expect(said()).toHaveLength(1));
    expect(said()[0]).toMatch(/: 2 spans$/);
  });
});
