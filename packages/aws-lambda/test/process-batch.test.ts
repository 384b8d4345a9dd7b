import { createMemoryTelemetry, type MemoryTelemetry, resetIsobar } from "@isobar/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BatchError, instrument, type ProcessBatchOptions, processBatch } from "../src/index.ts";
import { identifiers, PARTIAL } from "./batch-answers.ts";
import {
  activeMq,
  type BatchSample,
  fifo,
  firehose,
  rabbitMq,
  s3Batch,
  sqs,
  traceparentOf,
  without,
} from "./batch-events.ts";
import { createLambdaContext } from "./support.ts";

let telemetry: MemoryTelemetry;
beforeEach(() => {
  telemetry = createMemoryTelemetry();
});
afterEach(() => {
  delete process.env.OTEL_SDK_DISABLED;
  resetIsobar();
});

class Poison extends Error {
  override name = "Poison";
}

interface Run {
  readonly processed: number[];
  readonly returned?: unknown;
  readonly thrown?: unknown;
}

/** Runs a handler that fails at the records with these numbers. */
async function run(sample: BatchSample, poison: readonly number[], options?: ProcessBatchOptions): Promise<Run> {
  const processed: number[] = [];
  const handler = instrument(async (event: unknown, _context: unknown) =>
    processBatch(
      event,
      async (record) => {
        const number = sample.numberOf(record as never);
        await new Promise(setImmediate);
        if (poison.includes(number)) throw new Poison("no such order");
        processed.push(number);
      },
      options,
    ),
  );
  try {
    const returned = await handler(structuredClone(sample.event), createLambdaContext());
    return { processed, returned };
  } catch (thrown) {
    return { processed, thrown };
  }
}

describe.each(PARTIAL)("one poison record of ten of $name", (sample, processed, answer, failed) => {
  it("is told as the platform wants it, and the others are processed", async () => {
    const { returned, processed: seen } = await run(sample, [3]);
    expect(returned).toEqual(answer);
    expect(seen.sort()).toEqual(processed);
  });

  it("is one span in error; the invocation succeeds and counts it", async () => {
    await run(sample, [3]);
    await telemetry.collect();
    const invocation = telemetry.spans.find(({ parentSpanId }) => parentSpanId === undefined);
    const records = telemetry.spans.filter((span) => span !== invocation);
    expect(records).toHaveLength(processed.length + 1);
    for (const { name, kind, parentSpanId } of records) {
      expect({ name, kind, parentSpanId }).toEqual({
        name: sample.span,
        kind: 4,
        parentSpanId: invocation?.spanId,
      });
    }
    const broken = records.filter(({ status }) => status === "error");
    expect(broken).toHaveLength(1);
    expect(broken[0]?.attributes).toMatchObject({ "error.type": "Poison" });
    expect(Object.values(broken[0]?.attributes ?? {})).toContain(sample.ids[3]);
    expect(invocation?.status).toBe("unset");
    expect(invocation?.attributes).toMatchObject({ "isobar.batch.failed_count": failed });
    const exceptions = telemetry.logRecords.filter(({ eventName }) => eventName?.endsWith(".exception"));
    expect(exceptions.map(({ spanId }) => spanId)).toEqual([broken[0]?.spanId]);
    const warnings = telemetry.logRecords.filter(({ severityNumber }) => severityNumber === 13);
    expect(warnings.map(({ attributes }) => attributes)).toMatchObject([
      { "isobar.batch.failed_count": 1, "isobar.batch.record_count": 10, "error.type": "Poison" },
    ]);
  });

  it("comes to the same with telemetry switched off", async () => {
    process.env.OTEL_SDK_DISABLED = "true";
    const { returned, processed: seen } = await run(sample, [3]);
    expect(returned).toEqual(answer);
    expect(seen.sort()).toEqual(processed);
    expect(telemetry.spans).toEqual([]);
  });

  it("comes to the same outside of an invocation, and with many at once", async () => {
    const seen: number[] = [];
    const returned = await processBatch(
      sample.event as unknown,
      async (record) => {
        await new Promise(setImmediate);
        const number = sample.numberOf(record as never);
        if (number === 3) throw new Poison();
        seen.push(number);
      },
      { concurrency: 100 },
    );
    expect(returned).toEqual(answer);
    expect(seen.sort()).toEqual(processed);
  });
});

describe.each([activeMq, rabbitMq])("$name, which knows no partial failure", (sample) => {
  it("is told by a BatchError, after all others were processed", async () => {
    for (const isDisabled of ["", "true"]) {
      process.env.OTEL_SDK_DISABLED = isDisabled;
      const { processed, thrown } = await run(sample, [3, 5]);
      expect(processed.sort()).toEqual(without(3, 5));
      expect(thrown).toBeInstanceOf(BatchError);
      expect(thrown).toBeInstanceOf(AggregateError);
      expect(thrown).toMatchObject({
        name: "BatchError",
        message: "2 of 10 records failed",
        count: 10,
        skipped: 0,
        failures: [
          { index: 3, id: sample.ids[3], error: { name: "Poison" } },
          { index: 5, id: sample.ids[5] },
        ],
      });
    }
    await telemetry.collect();
    const invocation = telemetry.spans.find(({ parentSpanId }) => parentSpanId === undefined);
    expect(invocation).toMatchObject({
      status: "error",
      attributes: { "error.type": "BatchError", "isobar.batch.failed_count": 2 },
    });
  });
});

describe("the function", () => {
  it("of a single message gives its own error to Lambda", async () => {
    const error = new Poison();
    const event = {
      Records: [{ EventSource: "aws:sns", Sns: { MessageId: "s-1", TopicArn: "arn:aws:sns:x:1:news" } }],
    };
    const handler = instrument(async (given: typeof event, _context: unknown) =>
      processBatch(given, async ({ Sns }) => {
        expect(Sns.MessageId).toBe("s-1");
        throw error;
      }),
    );
    await expect(handler(event, createLambdaContext())).rejects.toBe(error);
    await telemetry.collect();
    expect(telemetry.spans.map(({ name, status }) => [name, status])).toEqual([
      ["process news", "error"],
      ["process news", "error"],
    ]);
  });

  it("is given an event of EventBridge as the one record, linked to its sender", async () => {
    const event = { id: "e-1", source: "shop", "detail-type": "Ordered", detail: { traceparent: traceparentOf(0) } };
    const seen: unknown[] = [];
    const handler = instrument(async (given: typeof event, _context: unknown) =>
      processBatch(given, (record) => void seen.push(record)),
    );
    expect(await handler(event, createLambdaContext())).toBeUndefined();
    expect(seen).toEqual([event]);
    await telemetry.collect();
    expect(telemetry.spans[0]).toMatchObject({
      attributes: { "messaging.message.id": "e-1" },
      links: [{ spanId: "0000000000000001" }],
    });
  });

  it("may transform Firehose's records", async () => {
    const answers: Record<number, unknown> = {
      0: { data: "bmV3" },
      1: { result: "Dropped" },
      2: { data: "bmV3", metadata: { partitionKeys: { day: "1" } } },
    };
    const answer = (await processBatch(
      firehose.event as unknown,
      (record) => answers[firehose.numberOf(record as never)],
    )) as {
      records: unknown[];
    };
    expect(answer.records.slice(0, 4)).toEqual([
      { recordId: "f-0", result: "Ok", data: "bmV3" },
      { recordId: "f-1", result: "Dropped", data: "b2xk" },
      { recordId: "f-2", result: "Ok", data: "bmV3", metadata: { partitionKeys: { day: "1" } } },
      { recordId: "f-3", result: "Ok", data: "b2xk" },
    ]);
  });

  it("may say what becomes of S3's tasks", async () => {
    const answers: Record<number, unknown> = {
      0: "resized",
      1: { resultCode: "PermanentFailure", resultString: "no photo" },
    };
    const answer = await processBatch(s3Batch.event as unknown, (record) => answers[s3Batch.numberOf(record as never)]);
    expect((answer as { results: unknown[] }).results.slice(0, 3)).toEqual([
      { taskId: "t-0", resultCode: "Succeeded", resultString: "resized" },
      { taskId: "t-1", resultCode: "PermanentFailure", resultString: "no photo" },
      { taskId: "t-2", resultCode: "Succeeded", resultString: "Succeeded" },
    ]);
  });

  it("is given the records of a queue in their order where groups ask for it, one at a time", async () => {
    const { processed } = await run(fifo, []);
    expect(processed).toEqual(without());
    const { processed: atOnce } = await run(fifo, [], { concurrency: 10 });
    expect(atOnce.filter((number) => number % 2 === 0)).toEqual([0, 2, 4, 6, 8]);
    expect(atOnce.filter((number) => number % 2 === 1)).toEqual([1, 3, 5, 7, 9]);
  });
});

describe("a batch", () => {
  it("of which all failed is told as such, and is an error", async () => {
    const { returned } = await run(sqs, without());
    expect(returned).toEqual(identifiers(...sqs.ids));
    await telemetry.collect();
    const invocation = telemetry.spans.find(({ parentSpanId }) => parentSpanId === undefined);
    expect(invocation).toMatchObject({ status: "error", attributes: { "error.type": "batch_failed" } });
  });

  it("of which none failed has an empty list, and nothing else to say", async () => {
    expect(await run(sqs, [])).toMatchObject({ returned: { batchItemFailures: [] } });
    await telemetry.collect();
    expect(telemetry.logRecords).toEqual([]);
  });

  it("with a failed record that cannot be named fails as a whole", async () => {
    const [{ messageId: _, ...nameless }, ...rest] = sqs.event.Records as [Record<string, unknown>];
    const sample = { ...sqs, event: { Records: [nameless, ...rest] } };
    expect(await run(sample, [0])).toMatchObject({ thrown: { name: "BatchError", failures: [{ index: 0 }] } });
  });

  it("without records, or of a kind that knows none, is processed all the same", async () => {
    expect(await processBatch({ Records: [] }, () => undefined)).toBeUndefined();
    const seen: unknown[] = [];
    await processBatch({ id: 7 } as unknown, (record) => void seen.push(record));
    await processBatch([1, 2] as unknown, (record) => void seen.push(record));
    await processBatch({ Records: [{ eventSource: "aws:s3", s3: {} }] } as unknown, (record) => void seen.push(record));
    expect(seen).toEqual([{ id: 7 }, 1, 2, { eventSource: "aws:s3", s3: {} }]);
  });

  it("that cannot be read is the function's to process, as without telemetry", async () => {
    const refuse = (): never => {
      throw new RangeError("hostile");
    };
    const event: unknown = new Proxy({}, { get: refuse });
    const seen: unknown[] = [];
    await expect(processBatch([event] as unknown, (record) => void seen.push(record))).resolves.toBeUndefined();
    expect(seen).toHaveLength(1);
    expect(seen[0] === event).toBe(true);
  });

  it("may be given as the list of its records", async () => {
    const records = sqs.event.Records as unknown[];
    const answer = await processBatch(records, (record) => {
      if (sqs.numberOf(record as never) === 3) throw new Poison();
    });
    expect(answer).toEqual(identifiers("m-3"));
  });
});
