import {
  appSyncEvents,
  type BatchSample,
  dynamoDb,
  fifo,
  firehose,
  kafka,
  kinesis,
  s3Batch,
  sqs,
  without,
} from "./batch-events.ts";

/** The answer of queues and streams. */
export const identifiers = (...items: unknown[]) => ({
  batchItemFailures: items.map((itemIdentifier) => ({ itemIdentifier })),
});

/** What failed is what the invocation's span counts: of a FIFO queue what comes again. */
type PartialFailure = readonly [sample: BatchSample, processed: readonly number[], answer: object, failed: number];

/** What a platform is told where record 3 fails, and what is processed beside it. */
export const PARTIAL: readonly PartialFailure[] = [
  [sqs, without(3), identifiers("m-3"), 1],
  [fifo, without(3, 5, 7, 9), identifiers("m-3", "m-5", "m-7", "m-9"), 4],
  [kinesis, [0, 1, 2], identifiers("103"), 1],
  [dynamoDb, [0, 1, 2], identifiers("203"), 1],
  [kafka, without(3, 4), identifiers({ partition: "orders-0", offset: 3 }), 1],
  [
    firehose,
    without(3),
    {
      records: firehose.ids.map((recordId, index) => ({
        recordId,
        result: index === 3 ? "ProcessingFailed" : "Ok",
        data: "b2xk",
      })),
    },
    1,
  ],
  [
    s3Batch,
    without(3),
    {
      invocationSchemaVersion: "1.0",
      treatMissingKeysAs: "TemporaryFailure",
      invocationId: "i-1",
      results: s3Batch.ids.map((taskId, index) => {
        const resultCode = index === 3 ? "TemporaryFailure" : "Succeeded";
        return { taskId, resultCode, resultString: resultCode };
      }),
    },
    1,
  ],
  [
    appSyncEvents,
    without(3),
    {
      events: appSyncEvents.ids.map((id, index) =>
        index === 3 ? { id, error: "processing failed" } : { id, payload: { index } },
      ),
    },
    1,
  ],
];
