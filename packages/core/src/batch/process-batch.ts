import { diag } from "@opentelemetry/api";
import type { Batch, BatchRecord } from "../adapter.ts";
import { readErrorType } from "../errors.ts";
import { currentInvocation } from "../invocation.ts";
import type { Logger } from "../logger-types.ts";
import { createMessage, type Message } from "../message.ts";
import { currentScope, type InvocationScope } from "../scope.ts";
import { ATTR_ERROR_TYPE, ATTR_ISOBAR_BATCH_FAILED_COUNT, ATTR_ISOBAR_BATCH_RECORD_COUNT } from "../semconv.ts";
import { BatchError } from "./batch-error.ts";
import { beginRecord, type RecordSource } from "./record-span.ts";
import { type BatchRun, runRecords } from "./schedule.ts";

/** How records are processed. */
export interface ProcessBatchOptions {
  /**
   * How many records are processed at once at most. Records of one shard, partition or message group never are.
   * @default 1 where the source demands order or is not known, else 10
   */
  readonly concurrency?: number;
  /**
   * What a record's span is a child of: the invocation, with a link to the record's sender, or the sender's span,
   * with a link to the invocation. `record` needs a sender that is trusted (`incomingContext`).
   * @default "invocation"
   */
  readonly parent?: "invocation" | "record";
}

/** What a platform's package knows of its events. */
export interface BatchSource {
  /** Reads an event that is not the one that the current invocation was called with, or that runs without telemetry. */
  readonly read: (event: unknown, options: ProcessBatchOptions) => (RecordSource & { batch?: Batch }) | undefined;
  /** The records of an event that no reader knows as a batch; at worst the event itself. */
  readonly items: (event: unknown) => readonly unknown[];
  readonly log: Pick<Logger, "warn">;
}

/** `processBatch`, before a platform's package gives it its types. */
export type ProcessBatch = (event: unknown, process: Process, options?: ProcessBatchOptions) => Promise<unknown>;

/** What processes a record; given the record as its platform has it, and in the one shape of all platforms. */
type Process = (record: never, message: Message) => unknown;

const DEFAULT_CONCURRENCY = 10;
/** Spans of so many records are sent while the others are processed: the buffer holds twice as many. */
const SEND_EVERY = 1000;
/** Nothing waits for it: it may take as long as the exporter's own timeout. */
const SEND_MILLIS = 60_000;

/** Makes a platform's `processBatch`. It does the same with telemetry and without. */
export function createProcessBatch(source: BatchSource): ProcessBatch {
  return async (event, process, options = {}) => {
    if (typeof process !== "function") throw new TypeError("processBatch() needs a function that processes a record");
    const scope = currentScope();
    const description = describeEvent(source, scope, event, options);
    const batch = description.batch;
    let begun = 0;
    const run = await runRecords(batch.records, batch.order, readConcurrency(options, batch), (record, index) => {
      begun += 1;
      if (begun % SEND_EVERY === 0) scope?.runtime.guard("send", () => void scope.telemetry.flush(SEND_MILLIS));
      const call = (): unknown => process(record.value as never, createMessage(batch, record, index));
      return runRecord(scope, description, record, options, call);
    });
    if (run.failures.length > 0) report(source, scope, run);
    return answer(batch, run);
  };
}

type KnownBatch = Pick<Batch, "content" | "order" | "respond"> & Required<Pick<Batch, "records">>;

/** The event's own description where it has records; otherwise its items, in order, because nothing says otherwise. */
function describeEvent(
  source: BatchSource,
  scope: InvocationScope | undefined,
  event: unknown,
  options: ProcessBatchOptions,
): RecordSource & { readonly batch: KnownBatch } {
  const isCurrent = scope !== undefined && Object.is(scope.args[0], event);
  const description = isCurrent ? scope.invocation : readSafely(source, event, options);
  const records = description?.batch?.records;
  return {
    trigger: description?.trigger ?? "other",
    attributes: description?.attributes ?? {},
    batch:
      records === undefined
        ? { records: source.items(event).map((value) => ({ value })), order: "continue" }
        : { ...description?.batch, records },
  };
}

/** An event with getters that throw is still the function's to process. */
function readSafely(
  source: BatchSource,
  event: unknown,
  options: ProcessBatchOptions,
): ReturnType<BatchSource["read"]> {
  try {
    return source.read(event, options);
  } catch {
    return undefined;
  }
}

function readConcurrency({ concurrency }: ProcessBatchOptions, { order }: KnownBatch): number {
  const standard = order === undefined ? DEFAULT_CONCURRENCY : 1;
  if (concurrency === undefined) return standard;
  if (Number.isSafeInteger(concurrency) && concurrency >= 1) return concurrency;
  diag.warn(`isobar: processBatch: "concurrency" has to be a whole number from 1; ${standard} is used`);
  return standard;
}

function runRecord(
  scope: InvocationScope | undefined,
  source: RecordSource,
  record: BatchRecord,
  { parent }: ProcessBatchOptions,
  call: () => unknown,
): unknown {
  const running = scope?.runtime.guard("record", () =>
    beginRecord(scope, source, record, parent === "record" ? "record" : "invocation"),
  );
  if (running === undefined) return call();
  return running.run(async () => {
    try {
      const result = await call();
      running.succeeded();
      return result;
    } catch (error) {
      running.failed(error);
      throw error;
    }
  });
}

/** A part that failed is no failed invocation, and so it is said where it can be seen. */
function report({ log }: BatchSource, scope: InvocationScope | undefined, run: BatchRun): void {
  const failed = run.failures.length;
  scope?.runtime.guard("batch", () =>
    currentInvocation()?.span.setAttributes(scope.runtime.naming({ [ATTR_ISOBAR_BATCH_FAILED_COUNT]: failed })),
  );
  log.warn(
    {
      [ATTR_ISOBAR_BATCH_FAILED_COUNT]: failed,
      [ATTR_ISOBAR_BATCH_RECORD_COUNT]: run.count,
      [ATTR_ERROR_TYPE]: readErrorType(run.failures[0]?.error),
    },
    `${failed} of ${run.count} records failed${run.skipped === 0 ? "" : `, and ${run.skipped} after them were left out`}`,
  );
}

/**
 * @throws what the only record failed with, or a BatchError, where the platform knows no partial failure, or where a
 * record that failed has no id to report it by
 */
function answer({ respond }: KnownBatch, { failures, results, count, skipped }: BatchRun): unknown {
  const failedIds = failures.map(({ id }) => id).filter((id) => id !== undefined);
  if (respond !== undefined && failedIds.length === failures.length) return respond(failedIds, results);
  const [first] = failures;
  if (first === undefined) return undefined;
  throw count === 1 ? first.error : new BatchError(failures, count, skipped);
}
