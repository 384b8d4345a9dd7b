import { createRequire } from "node:module";
import * as api from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { transformSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findOrigin } from "../../packages/core/src/context.ts";
import { readBlocks } from "./markdown.ts";
import { callAzure, type Fields, type Invocation, SPAN_ID, TRACEPARENT } from "./trigger-calls.ts";
import { DELIVERIES, type Make } from "./trigger-deliveries.ts";
import { section } from "./trigger-page.ts";

/** Runs a block of the page, and gives what it exports. */
function run(code: string, modules: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const own = createRequire(import.meta.url);
  const exports: Record<string, unknown> = {};
  const body = transformSync(code, { format: "cjs" }).code;
  const load = (name: string): unknown => modules[name] ?? own(name);
  new Function("require", "module", "exports", `${body};Object.assign(exports, module.exports);`)(
    load,
    { exports: {} },
    exports,
  );
  return exports;
}

const RULES = { incomingContext: "trust", platformParent: "link", spanLimits: { linkCountLimit: 128 } } as const;

/** The spans that an invocation's would be below, and linked to. */
function originOf(invocation: Invocation): { readonly parent: string | undefined; readonly links: string[] } {
  const { parent, links } = findOrigin(new W3CTraceContextPropagator(), invocation as never, RULES as never);
  return { parent: api.trace.getSpanContext(parent)?.spanId, links: links.map(({ context }) => context.spanId) };
}

describe("what a sender of the page makes", () => {
  const blocks = readBlocks(section("How to propagate context into each kind of queue"))
    .filter(({ language }) => language === "js")
    .map(({ code }) => code);
  const senders = blocks.filter((code) => !code.includes("@isobar/"));
  let made: Record<string, unknown>;
  beforeAll(() => {
    const span: api.TextMapPropagator = {
      fields: () => ["traceparent"],
      extract: (context, carrier, getter) => new W3CTraceContextPropagator().extract(context, carrier, getter),
      inject: (_, carrier, setter) => {
        setter.set(carrier, "traceparent", TRACEPARENT);
        setter.set(carrier, "baggage", "user=secret");
      },
    };
    expect(api.propagation.setGlobalPropagator(span)).toBe(true);
    made = run(senders.join("\n"));
  });
  afterAll(() => api.propagation.disable());

  test("has a sender for each kind of queue", () => {
    const names = Object.keys(made).filter((name) => name.startsWith("to"));
    expect(names.toSorted()).toEqual([...Object.keys(DELIVERIES), "toStorageQueue"].toSorted());
    expect((made.traceContext as () => unknown)()).toEqual({ traceparent: TRACEPARENT });
  });

  test.each(Object.entries(DELIVERIES))("%s arrives as the page says", (name, deliver) => {
    const origins = deliver(made[name] as Make).map(originOf);
    expect(origins.length).toBeGreaterThan(0);
    for (const origin of origins) {
      if (name === "toInvoke") expect(origin).toEqual({ parent: SPAN_ID, links: [] });
      else expect(origin).toEqual({ parent: undefined, links: [SPAN_ID] });
    }
  });

  test("toStorageQueue arrives by readCarrier", () => {
    let registered: { readonly readCarrier?: (input: unknown) => Fields } = {};
    const code = blocks.find((block) => block.includes("{ readCarrier }")) ?? "";
    run(code, {
      "@azure/functions": {
        app: { storageQueue: (_: string, { handler }: { handler: typeof registered }) => (registered = handler) },
      },
      "@isobar/azure-functions": { instrument: (_: unknown, options: typeof registered) => options },
    });
    const message = JSON.parse(atob((made.toStorageQueue as Make)({ id: 1 })));
    const invocation = callAzure({ type: "queueTrigger", queueName: "mails" }, message);
    const carrier = registered.readCarrier?.(message);
    expect(originOf({ ...invocation, carrier } as Invocation)).toEqual({ parent: SPAN_ID, links: [] });
  });

  test("a record of Kinesis is linked by the handler of the page", async () => {
    const links: unknown[] = [];
    const addLink = (link: unknown): number => links.push(link);
    const code = blocks.find((block) => block.includes("{ kinesis }")) ?? "";
    const { handler } = run(code, {
      "@opentelemetry/api": { ...api, trace: { ...api.trace, getActiveSpan: () => ({ addLink }) } },
      "@isobar/aws-lambda": {
        instrument: (own: unknown) => own,
        processBatch: ({ Records }: { Records: readonly unknown[] }, work: (record: unknown) => unknown) =>
          Promise.all(Records.map(work)),
      },
    });
    const record = (value: Fields) => ({ kinesis: { data: btoa(JSON.stringify(value)) } });
    await (handler as (event: unknown) => Promise<void>)({
      Records: [record({ id: 1, traceparent: TRACEPARENT }), record({ id: 2 })],
    });
    expect(links).toMatchObject([{ context: { spanId: SPAN_ID } }]);
  });
});
