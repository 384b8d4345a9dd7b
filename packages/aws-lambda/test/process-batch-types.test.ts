import type {
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  FirehoseTransformationEvent,
  FirehoseTransformationEventRecord,
  FirehoseTransformationResult,
  KinesisStreamBatchResponse,
  KinesisStreamEvent,
  MSKEvent,
  MSKRecord,
  S3BatchEvent,
  S3BatchEventTask,
  S3BatchResult,
  SNSEvent,
  SNSHandler,
  SQSBatchResponse,
  SQSEvent,
  SQSHandler,
  SQSRecord,
} from "aws-lambda";
import { describe, expect, expectTypeOf, it } from "vitest";
import { type BatchAnswer, instrument, processBatch, type RecordOf } from "../src/index.ts";

describe("processBatch knows the type of", () => {
  it("each source's record", () => {
    expectTypeOf<RecordOf<SQSEvent>>().toEqualTypeOf<SQSRecord>();
    expectTypeOf<RecordOf<DynamoDBStreamEvent>>().toEqualTypeOf<DynamoDBRecord>();
    expectTypeOf<RecordOf<MSKEvent>>().toEqualTypeOf<MSKRecord>();
    expectTypeOf<RecordOf<FirehoseTransformationEvent>>().toEqualTypeOf<FirehoseTransformationEventRecord>();
    expectTypeOf<RecordOf<S3BatchEvent>>().toEqualTypeOf<S3BatchEventTask>();
    expectTypeOf<RecordOf<readonly SQSRecord[]>>().toEqualTypeOf<SQSRecord>();
    expectTypeOf<RecordOf<{ readonly id: string }>>().toEqualTypeOf<{ readonly id: string }>();
  });

  it("each source's answer", () => {
    expectTypeOf<BatchAnswer<SQSEvent>>().toExtend<SQSBatchResponse>();
    expectTypeOf<BatchAnswer<KinesisStreamEvent>>().toExtend<KinesisStreamBatchResponse>();
    expectTypeOf<BatchAnswer<DynamoDBStreamEvent>>().toExtend<DynamoDBBatchResponse>();
    expectTypeOf<BatchAnswer<FirehoseTransformationEvent>>().toExtend<FirehoseTransformationResult>();
    expectTypeOf<BatchAnswer<S3BatchEvent>>().toExtend<S3BatchResult>();
    expectTypeOf<BatchAnswer<SNSEvent>>().toEqualTypeOf<undefined>();
  });

  it("a handler that is typed by its source", () => {
    const queue: SQSHandler = instrument(async (event: SQSEvent) =>
      processBatch(event, async (record) => {
        expectTypeOf(record).toEqualTypeOf<SQSRecord>();
      }),
    );
    const topic: SNSHandler = instrument(async (event: SNSEvent) => processBatch(event, ({ Sns }) => Sns.Message));
    expect([queue, topic].map((handler) => handler.length)).toEqual([1, 1]);
  });

  it("a handler without annotations", () => {
    const handler: SQSHandler = instrument(async (event) => processBatch(event, (record) => JSON.parse(record.body)));
    expect(handler).toHaveLength(1);
  });
});
