import { createRequire } from "node:module";
import * as api from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { transformSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findOrigin } from "../../packages/core/src/context.ts";
import { WRITERS } from "../../packages/core/src/inject/writers.ts";
import type { System } from "../support/deliveries/messages.ts";
import { readBlocks } from "./markdown.ts";
import { callAzure, type Fields, type Invocation, SPAN_ID, TRACEPARENT } from "./trigger-calls.ts";
import { describeDeliveries } from "./trigger-deliveries.ts";
import { codes, section } from "./trigger-page.ts";

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

type Make = (message: Fields) => unknown;

/** What each sender of the page gives to a client. */
const SENDERS: Readonly<Record<string, readonly [system: System, read?: (made: Fields) => unknown]>> = {
  toSqs: ["sqs"],
  toSqsEntry: ["sqs"],
  toSns: ["sns"],
  toEventBridge: ["eventbridge"],
  toKinesis: ["kinesis"],
  toKafka: ["kafka"],
  toPubSub: ["pubsub"],
  toServiceBus: ["servicebus"],
  toEventHubs: ["eventhubs"],
  toEventGrid: ["eventgrid"],
  toCloudEvent: ["cloudevent"],
  toRabbitMq: ["rabbitmq"],
  toInvoke: ["lambda"],
  toRequest: ["http", ({ headers }) => headers],
};

const page = section("How to propagate context into each kind of queue");

describe("what a sender of the page makes", () => {
  const blocks = readBlocks(page)
    .filter(({ language }) => language === "js")
    .map(({ code }) => code);
  const made: Record<string, unknown> = {};
  const manager = new AsyncLocalStorageContextManager().enable();
  beforeAll(() => {
    const propagators = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()];
    expect(api.propagation.setGlobalPropagator(new CompositePropagator({ propagators }))).toBe(true);
    expect(api.context.setGlobalContextManager(manager)).toBe(true);
    for (const block of blocks.filter((code) => code.includes("{ inject }"))) Object.assign(made, run(block));
  });
  afterAll(() => {
    api.propagation.disable();
    api.context.disable();
  });

  /** Makes a message where the span of the tests' trace context is active. */
  const make = (name: string, message: Fields = { id: 1 }): Fields => {
    const [, traceId = "", spanId = ""] = TRACEPARENT.split("-");
    const active = api.trace.setSpanContext(api.ROOT_CONTEXT, { traceId, spanId, traceFlags: 1 });
    return api.context.with(active, () => (made[name] as Make)(message)) as Fields;
  };

  test("has a sender for each system that inject knows, and a row of the table", () => {
    const names = Object.keys(made).filter((name) => name.startsWith("to"));
    expect(names.toSorted()).toEqual([...Object.keys(SENDERS), "toStorageQueue"].toSorted());
    const systems = [...new Set(Object.values(SENDERS).map(([system]) => system))].toSorted();
    expect(systems).toEqual(Object.keys(WRITERS).toSorted());
    const rows = page.split("\n").filter((line) => line.startsWith("| "));
    const listed = rows.flatMap((row) => codes(row.split("|")[2] ?? "").filter((code) => code.startsWith('"')));
    expect(listed.map((code) => code.slice(1, -1)).toSorted()).toEqual(systems);
  });

  test.each(Object.keys(SENDERS))("%s arrives as the page says", (name) => {
    const [system, read = (message: Fields) => message] = SENDERS[name] ?? ["http"];
    const origins = describeDeliveries(system, read(make(name))).map(({ invocation }) => originOf(invocation));
    expect(origins.length).toBeGreaterThan(0);
    for (const origin of origins) {
      if (system === "lambda" || system === "http") expect(origin).toEqual({ parent: SPAN_ID, links: [] });
      else expect(origin).toEqual({ parent: undefined, links: [SPAN_ID] });
    }
  });

  test.each(Object.keys(SENDERS))("%s is without a context where no span is active", (name) => {
    const message = (made[name] as Make)({ id: 1 });
    expect(JSON.stringify(message)).not.toContain("traceparent");
  });

  test("toKinesis begins with the context, as the page shows it", () => {
    const { Data } = make("toKinesis", { id: 7 }) as { readonly Data: Buffer };
    expect(Data.toString()).toBe(`{"traceparent":"${TRACEPARENT}","id":7}`);
    expect(page).toContain('`{"traceparent":"00-…","id":7}`');
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
    const message = JSON.parse(atob(make("toStorageQueue") as unknown as string));
    expect(message).toEqual({ id: 1, traceparent: TRACEPARENT });
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
