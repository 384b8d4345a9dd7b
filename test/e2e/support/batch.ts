import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { InvokeResult, LocalPlatform, PlatformOptions } from "../../../packages/local/dist/index.js";
import { type LogRecord, type Span, startReceiver } from "../../../packages/otlp/dist/index.js";

/** What one delivery came to: what the platform was told, and what the backend got of the invocation. */
export interface Delivered {
  readonly answer: InvokeResult;
  readonly invocation: Span | undefined;
  /** One for each record that was processed. */
  readonly records: readonly Span[];
  readonly logs: readonly LogRecord[];
}

/** What one instance did with all deliveries of all sources. */
export interface Run {
  of(source: BatchSource): readonly Delivered[];
  /** The numbers of the records that it has shipped, by its lines on stdout: those of a source in their order. */
  readonly shipped: readonly number[];
}

/** One poison record of ten, by one source. */
export interface BatchSource {
  readonly name: string;
  /** One delivery with ten records, or ten with one each. */
  readonly events: readonly object[];
  /** The name of a record's span. */
  readonly span: string;
  /** The numbers of the records that are to be processed, beside that of the poison. */
  readonly processed: readonly number[];
  /** `messaging.system.name` of the records; undefined where they are no messages. */
  readonly system?: string;
  /** The id of the poison, as its span and its log lines have it. */
  readonly id?: string;
  /** The context that the poison came with. */
  readonly link?: { readonly traceId: string; readonly spanId: string };
}

export const TEN: readonly number[] = Array.from({ length: 10 }, (_, index) => index);
export const POISON = 3;
export const withoutPoison: readonly number[] = TEN.filter((index) => index !== POISON);

const SENDER = "0123456789abcdef0123456789abcdef";
const senderSpanOf = (index: number): string => `00000000000000a${index}`;
/** The context that a record comes with. */
export const traceparent = (index: number): string => `00-${SENDER}-${senderSpanOf(index)}-01`;
/** What the poison's span is linked to. */
export const LINK = { traceId: SENDER, spanId: senderSpanOf(POISON) };

/** Hands an event to a platform's function. */
export type Deliver = (platform: LocalPlatform, event: object) => Promise<InvokeResult>;

/**
 * Starts one instance of a fixture, hands it all deliveries of all sources, and collects what became of each.
 *
 * @param deliver - where that is not the platform's own business
 */
export async function deliverAll(
  start: (options: PlatformOptions) => Promise<LocalPlatform>,
  options: { readonly fixture: string } & Omit<PlatformOptions, "file">,
  sources: readonly BatchSource[],
  deliver: Deliver = (platform, event) => platform.invoke(event),
): Promise<Run> {
  const { fixture, env, ...rest } = options;
  const receiver = await startReceiver();
  const shipped: number[] = [];
  const platform = await start({
    target: "handler",
    timeoutMillis: 20_000,
    maxInstances: 1,
    ...rest,
    file: fileURLToPath(new URL(`../fixtures/batch/${fixture}`, import.meta.url)),
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ISOBAR_FLUSH_TIMEOUT_MILLIS: "5000", ...env },
    onLine: ({ text }) => {
      if (text.includes('"message":"shipped"')) shipped.push(JSON.parse(text).order);
    },
  });
  const answers = new Map<string, InvokeResult[]>();
  try {
    for (const { name, events } of sources) {
      const own: InvokeResult[] = [];
      for (const event of events) own.push(await deliver(platform, event));
      answers.set(name, own);
    }
    await platform.terminate();
  } finally {
    await platform.stop();
    await receiver.stop();
  }
  const collect = (answer: InvokeResult): Delivered => {
    const isOwn = ({ attributes }: Span) => attributes["faas.invocation.id"] === answer.invocationId;
    const invocation = receiver.spans.find(isOwn);
    return {
      answer,
      invocation,
      records: receiver.spans.filter(({ parentSpanId }) => parentSpanId === (invocation?.spanId ?? "none")),
      logs: receiver.logRecords.filter(({ traceId }) => traceId === invocation?.traceId),
    };
  };
  return { of: ({ name }) => (answers.get(name) ?? []).map(collect), shipped };
}

/** The same deliveries with telemetry and without it. */
export interface Runs {
  telemetry: Run;
  none: Run;
}

/** Delivers all of it, with telemetry and without, before the tests that this is called among. */
export function deliverBefore(...[start, options, sources, deliver]: Parameters<typeof deliverAll>): Runs {
  const runs = {} as Runs;
  const run = (env: Record<string, string>) => deliverAll(start, { ...options, env }, sources, deliver);
  beforeAll(async () => {
    [runs.telemetry, runs.none] = await Promise.all([run({}), run({ OTEL_SDK_DISABLED: "true" })]);
  });
  return runs;
}

/** What is true of all sources, and of those that hand over a batch as a whole, or record by record. */
export function describeSources(
  runs: Runs,
  asAWhole: readonly BatchSource[],
  single: readonly BatchSource[],
  all: readonly BatchSource[],
): void {
  describe.each(asAWhole)("one poison record of ten of $name", (source) => {
    it("fails the batch, after what its order allows was processed", () => expectBatchError(runs.telemetry.of(source)));
  });

  describe.each(single)("one poison delivery of ten of $name", (source) => {
    it("fails by its own error, and the others do not", () => expectOwnError(runs.telemetry.of(source)));
  });

  describe.each(all)("the records of $name", (source) => {
    it("have a span each, of which the poison's is in error", () => expectRecords(runs.telemetry.of(source), source));
  });

  describe("with telemetry switched off", () => {
    it("the same is answered and processed, without a span", () => expectSame(runs.telemetry, runs.none, all));
  });
}

/** The same with telemetry and without: what the platform is told, and what is processed. */
export function expectSame(telemetry: Run, none: Run, sources: readonly BatchSource[]): void {
  const told = (run: Run) =>
    sources.map((source) => run.of(source).map(({ answer: { ok, result, error } }) => ({ ok, result, error })));
  expect(told(none)).toEqual(told(telemetry));
  expect(none.shipped).toEqual(telemetry.shipped);
  expect(telemetry.shipped).toHaveLength(sources.reduce((sum, { processed }) => sum + processed.length, 0));
  expect(sources.flatMap((source) => none.of(source)).flatMap(({ records }) => records)).toEqual([]);
}

const idOf = ({ attributes }: Pick<Span, "attributes">): unknown =>
  attributes["messaging.message.id"] ?? attributes["isobar.event.id"];

/** One span a record, of which one is in error and linked to its sender; and log lines that name their record. */
export function expectRecords(delivered: readonly Delivered[], source: BatchSource): void {
  const records = delivered.flatMap((one) => one.records);
  const logs = delivered.flatMap((one) => one.logs);
  expect(records.map(({ name }) => name)).toEqual(Array(source.processed.length + 1).fill(source.span));
  const broken = records.filter(({ status }) => status.code === "error");
  expect(broken).toHaveLength(1);
  expect(broken[0]?.attributes["error.type"]).toBe("RangeError");
  expect(broken[0]?.attributes["messaging.system.name"]).toBe(source.system);
  expect(broken[0]?.links.map(({ traceId, spanId }) => ({ traceId, spanId }))).toEqual(
    source.link === undefined ? [] : [source.link],
  );
  if (source.id !== undefined) expect(broken.map(idOf)).toEqual([source.id]);

  const shipped = logs.filter(({ body }) => body === "shipped");
  expect(shipped.map(({ attributes }) => Number(attributes.order)).sort()).toEqual(source.processed);
  for (const line of shipped) {
    const own = records.find(({ spanId }) => spanId === line.spanId);
    expect(own).toBeDefined();
    expect(idOf(line)).toBe(own && idOf(own));
  }
  const exceptions = logs.filter(({ eventName, spanId }) => eventName !== "" && spanId === broken[0]?.spanId);
  expect(exceptions.map(({ attributes }) => attributes["exception.type"])).toEqual(["RangeError"]);
  const warnings = logs.filter(({ severityText }) => severityText === "WARN");
  expect(warnings.map(({ attributes }) => Number(attributes["isobar.batch.failed_count"]))).toEqual([1]);
}

/** Ten deliveries of one record each: the poison's alone has failed, with its own error. */
export function expectOwnError(delivered: readonly Delivered[]): void {
  expect(delivered.map(({ answer }) => answer.ok)).toEqual(TEN.map((index) => index !== POISON));
  expect(delivered[POISON]?.answer.error?.message).toContain("no such order");
  const failed = delivered.map(({ invocation }) => invocation?.attributes["error.type"]);
  expect(failed).toEqual(TEN.map((index) => (index === POISON ? "RangeError" : undefined)));
}

/** A delivery of which the platform takes no part back: it has failed by a BatchError. */
export function expectBatchError([delivered, ...others]: readonly Delivered[]): void {
  expect(others).toEqual([]);
  expect(delivered?.answer).toMatchObject({
    ok: false,
    error: { type: "BatchError", message: "1 of 10 records failed" },
  });
  expect(delivered?.invocation).toMatchObject({
    status: { code: "error" },
    attributes: { "error.type": "BatchError" },
  });
  expect(Number(delivered?.invocation?.attributes["isobar.batch.failed_count"])).toBe(1);
}
