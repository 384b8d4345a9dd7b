import { InvokeStore, InvokeStoreBase } from "@aws/lambda-invoke-store";
import { createMemoryExporters, resetIsobar } from "@isobar/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { adapter } from "../src/adapter.ts";
import { instrument } from "../src/index.ts";
import { createLambdaContext } from "./support.ts";

const traceOf = (index: number): string => `5759e988bd862e3fe1be46a99427279${index}`;
const headerOf = (index: number): string =>
  `Root=1-5759e988-bd862e3fe1be46a99427279${index};Parent=53995c3f42cd8ad8;Sampled=1`;

const global = globalThis as { awslambda?: unknown };

beforeEach(() => {
  resetIsobar();
  vi.stubEnv("OTEL_PROPAGATORS", "tracecontext,xray-lambda");
  vi.stubEnv("AWS_LAMBDA_MAX_CONCURRENCY", "8");
});
afterEach(() => {
  vi.unstubAllEnvs();
  resetIsobar();
});

/** A handler, and the traces that its invocations are linked to. */
function wrap(work: () => Promise<unknown> = async () => "done") {
  const memory = createMemoryExporters();
  const handler = instrument(async (_event: unknown, _context: unknown) => work(), {
    exporters: memory.exporters,
    flush: "blocking",
  });
  return {
    handle: (event: unknown = {}) => handler(event, createLambdaContext()),
    linked: () => memory.spans.map(({ links }) => links.map(({ traceId }) => traceId)),
  };
}

describe("Lambda's own X-Ray context, where an instance takes several invocations at once", () => {
  it("is that of each invocation, from the runtime's store", async () => {
    const store = await InvokeStore.getInstanceAsync();
    const { handle, linked } = wrap(() => new Promise((resolve) => setTimeout(resolve, 5)));
    const run = (index: number) =>
      store.run({ [InvokeStoreBase.PROTECTED_KEYS.X_RAY_TRACE_ID]: headerOf(index) }, () => handle());
    await Promise.all([run(1), run(2), run(3)]);
    expect(linked().sort()).toEqual([[traceOf(1)], [traceOf(2)], [traceOf(3)]]);
  });

  it("is not that of the environment, which invocations would share", async () => {
    vi.stubEnv("_X_AMZN_TRACE_ID", headerOf(4));
    const { handle, linked } = wrap();
    await handle();
    expect(linked()).toEqual([[]]);
  });

  it("is that of the environment, where an instance takes one", async () => {
    vi.stubEnv("AWS_LAMBDA_MAX_CONCURRENCY", undefined);
    vi.stubEnv("_X_AMZN_TRACE_ID", headerOf(4));
    const { handle, linked } = wrap();
    await handle();
    expect(linked()).toEqual([[traceOf(4)]]);
  });

  describe("of a store of any kind", () => {
    let real: unknown;
    beforeEach(() => {
      real = global.awslambda;
    });
    afterEach(() => {
      global.awslambda = real;
    });

    it("is read once for an invocation, and only by xray-lambda", async () => {
      const getXRayTraceId = vi.fn(() => headerOf(5));
      global.awslambda = { InvokeStore: { getXRayTraceId } };
      const records = [1, 2, 3].map((index) => ({ eventSource: "aws:sqs", messageId: `m-${index}`, body: "b" }));
      const { handle, linked } = wrap();
      await handle({ Records: records });
      expect(linked()).toEqual([[traceOf(5)]]);
      expect(getXRayTraceId).toHaveBeenCalledTimes(1);

      resetIsobar();
      vi.stubEnv("OTEL_PROPAGATORS", "tracecontext,baggage,xray");
      const other = wrap();
      await other.handle({ Records: records });
      expect(other.linked()).toEqual([[]]);
      expect(getXRayTraceId).toHaveBeenCalledTimes(1);
    });

    const refuse = (): never => {
      throw new Error("refused");
    };
    it.each<[string, unknown]>([
      ["there is none", undefined],
      ["the runtime has none", {}],
      ["it knows no X-Ray", { InvokeStore: {} }],
      ["it has no context", { InvokeStore: { getXRayTraceId: () => undefined } }],
      ["it gives no text", { InvokeStore: { getXRayTraceId: () => ({}) } }],
      ["it throws", { InvokeStore: { getXRayTraceId: refuse } }],
      ["it cannot be read", new Proxy({}, { get: refuse })],
    ])("is none where %s", async (_name, awslambda) => {
      global.awslambda = awslambda;
      const { handle, linked } = wrap();
      expect(await handle()).toBe("done");
      expect(linked()).toEqual([[]]);
      const describe = () => adapter.describe({ args: [{}, {}], env: { AWS_LAMBDA_MAX_CONCURRENCY: "8" } });
      expect(describe()).toEqual(describe());
    });
  });
});
