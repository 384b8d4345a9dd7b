import { context, type LogRecord, logs, ROOT_CONTEXT, type SpanContext, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { ConsoleLogRecordExporter, LoggerProvider, type ReadableLogRecord } from "@opentelemetry/sdk-logs";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConsoleLogExporter } from "../src/telemetry/console-logs.ts";
import { createLoggerProvider } from "../src/telemetry/logger-provider.ts";
import { createKept, resetProcess, wrap } from "./support.ts";

const resource = resourceFromAttributes({ "service.name": "orders" });
const spanContext: SpanContext = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags: 1,
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_800_000_000_123 });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterEach(() => {
  vi.useRealTimers();
  resetProcess();
});

function createOurs() {
  const records: ReadableLogRecord[] = [];
  let sends = 0;
  const send = async () => {
    sends += 1;
  };
  const provider = createLoggerProvider(resource, { add: (record) => records.push(record), send });
  return { provider, records, sends: () => sends };
}

function createOfficial() {
  const records: ReadableLogRecord[] = [];
  const onEmit = (record: ReadableLogRecord) => records.push(record);
  const processor = { onEmit, forceFlush: async () => {}, shutdown: async () => {} };
  return { provider: new LoggerProvider({ resource, processors: [processor] }), records };
}

/** The official records have getters where ours have members. */
function toPlain(record: ReadableLogRecord | undefined): object | undefined {
  if (record === undefined) return undefined;
  const { hrTime, hrTimeObserved, body, eventName, severityNumber, severityText, attributes } = record;
  const { instrumentationScope, droppedAttributesCount } = record;
  const times = { hrTime, hrTimeObserved, spanContext: record.spanContext, resource: record.resource };
  const said = { body, eventName, severityNumber, severityText, attributes, droppedAttributesCount };
  return { ...times, ...said, instrumentationScope };
}

function expectSame(emit: (provider: ReturnType<typeof createOurs>["provider"] | LoggerProvider) => void): void {
  const ours = createOurs();
  const official = createOfficial();
  emit(ours.provider);
  emit(official.provider);
  expect(ours.records.map(toPlain)).toEqual(official.records.map(toPlain));
  expect(ours.records.length).toBeGreaterThan(0);
}

describe("a record is what the SDK's own provider makes of it", () => {
  const text = fc.string({ maxLength: 12 });
  const value = fc.oneof(
    fc.anything({
      withBigInt: true,
      withDate: true,
      withTypedArray: true,
      withNullPrototype: true,
      withSparseArray: true,
    }),
    fc.constantFrom<unknown>(() => 1, Symbol("s"), new Error("broken"), new Uint8Array(3)),
  );
  const attributes = fc.dictionary(text, value, { maxKeys: 8 });
  const time = fc.oneof(
    fc.nat(),
    fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }),
    fc.date({ noInvalidDate: true }),
    fc.tuple(fc.nat(), fc.nat(999_999_999)),
  );
  const error = fc
    .record({ code: fc.oneof(text, fc.nat(9)), name: text, message: text, stack: text }, { requiredKeys: [] })
    .map((members) => Object.assign(new Error(), members));
  const exception = fc.oneof(error, fc.string({ minLength: 1 }), fc.integer(), fc.constantFrom(null, true, {}));
  const own = fc.constantFrom(
    ROOT_CONTEXT,
    trace.setSpanContext(ROOT_CONTEXT, spanContext),
    trace.setSpanContext(ROOT_CONTEXT, { ...spanContext, traceId: "0".repeat(32) }),
  );
  const record = fc.record(
    {
      timestamp: time,
      observedTimestamp: time,
      severityNumber: fc.nat(24),
      severityText: text,
      body: value,
      eventName: text,
      attributes: fc.oneof(attributes, fc.constant({ "exception.type": "Own", "exception.message": "own" })),
      exception,
      context: own,
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<LogRecord>;
  const scope = fc.record({ name: text, version: text, schemaUrl: text, attributes }, { requiredKeys: ["name"] });

  it("whatever it holds", () => {
    fc.assert(
      fc.property(record, scope, (each, { name, version, ...options }) =>
        expectSame((provider) => provider.getLogger(name, version, options as never).emit(each)),
      ),
      { numRuns: 1000 },
    );
  });

  it("with more attributes than a record may have", () => {
    const many = Object.fromEntries(Array.from({ length: 140 }, (_, index) => [`key-${index}`, index]));
    expectSame((provider) => provider.getLogger("scope").emit({ attributes: many, exception: new Error("broken") }));
  });

  it("within the trace that is active, where it has no context of its own", () => {
    context.with(trace.setSpanContext(ROOT_CONTEXT, spanContext), () =>
      expectSame((provider) => {
        provider.getLogger("scope").emit({ body: "inside" });
        provider.getLogger("scope").emit({ body: "elsewhere", context: ROOT_CONTEXT });
      }),
    );
  });
});

it("keeps what was emitted as it was then", () => {
  const { provider, records } = createOurs();
  const attributes = { list: ["a"], nested: { key: "value" } };
  provider.getLogger("scope").emit({ attributes });
  attributes.list.push("b");
  attributes.nested.key = "other";
  expect(records[0]?.attributes).toEqual({ list: ["a"], nested: { key: "value" } });
});

it("has one scope for all records of loggers that say the same of themselves", () => {
  const { provider, records } = createOurs();
  for (const version of ["1", "1", "2"]) provider.getLogger("scope", version).emit({});
  const [first, second, third] = records.map(({ instrumentationScope }) => instrumentationScope);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

it("sends when it is told to, and takes no more once it is shut down", async () => {
  const { provider, records, sends } = createOurs();
  const logger = provider.getLogger("scope");
  expect(logger.enabled()).toBe(true);
  await provider.forceFlush();
  expect(sends()).toBe(1);
  await provider.shutdown();
  expect(sends()).toBe(2);
  logger.emit({ body: "late" });
  expect(logger.enabled()).toBe(false);
  expect(records).toEqual([]);
});

it("prints what the SDK's own exporter prints", () => {
  const { provider, records } = createOurs();
  const at = trace.setSpanContext(ROOT_CONTEXT, spanContext);
  provider.getLogger("scope", "1").emit({ body: { order: 7 }, severityText: "INFO", context: at });
  const print = vi.spyOn(console, "dir").mockImplementation(() => {});
  try {
    const codes: number[] = [];
    new ConsoleLogExporter().export(records, ({ code }) => codes.push(code));
    new ConsoleLogRecordExporter().export(records, ({ code }) => codes.push(code));
    expect(print.mock.calls).toHaveLength(2);
    expect(print.mock.calls[0]).toEqual(print.mock.calls[1]);
    expect(codes).toEqual([0, 0]);
  } finally {
    print.mockRestore();
  }
});

it("gives the records of any code to the exporter that was handed in, each with an id and in its trace", async () => {
  vi.useRealTimers();
  resetProcess();
  const kept = createKept();
  const handler = wrap(async () => {
    logs.getLogger("library", "2").emit({ body: "from a library", severityNumber: 9 });
  }, kept.options);
  await handler();
  const record = kept.logs.find(({ body }) => body === "from a library") as unknown as ReadableLogRecord;
  expect(record.instrumentationScope).toMatchObject({ name: "library", version: "2" });
  expect(record.spanContext?.traceId).toBe(kept.spans[0]?.spanContext().traceId);
  expect(record.attributes["log.record.uid"]).toMatch(/^[0-9a-f]{32}$/);
  expect(record.resource.attributes["service.name"]).toBe("from-platform");
});
