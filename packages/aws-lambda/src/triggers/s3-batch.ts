import { datasourceInvocation, readString, toMessages } from "@isobar/core/describe";
import { ATTR_AWS_S3_BUCKET, ATTR_ISOBAR_BATCH_RECORD_COUNT, ATTR_ISOBAR_EVENT_ID } from "@isobar/core/semconv";
import type { LambdaEvent } from "../types.ts";
import { arnPart, known, listAt, readAt, rereadable, textAt } from "./read.ts";
import type { TriggerReader } from "./table.ts";

/**
 * S3 Batch Operations: a task is an object of the job's manifest.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-invoke-lambda.html
 */
export const s3Batch: TriggerReader = {
  type: "aws.s3.batch",
  knows: (event) => Boolean(event.invocationSchemaVersion) && Array.isArray(event.tasks),
  read: (event, functionName) => {
    const tasks = listAt(event, "tasks");
    const bucket = textAt(tasks[0], "s3Bucket") ?? arnPart(readAt(tasks[0], "s3BucketArn"), 5);
    const records = rereadable(() => readRecords(tasks));
    return {
      ...datasourceInvocation({
        functionName,
        collection: bucket,
        operation: "edit",
        attributes: known({
          [ATTR_AWS_S3_BUCKET]: bucket,
          [ATTR_ISOBAR_EVENT_ID]: textAt(event, "job", "id"),
          [ATTR_ISOBAR_BATCH_RECORD_COUNT]: tasks.length,
        }),
      }),
      batch: {
        count: tasks.length,
        messages: toMessages(records),
        records,
        respond: (failedIds, results) => respond(event, tasks, new Set(failedIds), results),
      },
    };
  },
};

function* readRecords(tasks: readonly unknown[]) {
  for (const value of tasks) {
    const id = textAt(value, "taskId");
    yield { value, ...(id !== undefined && { id }) };
  }
}

/**
 * S3 tries a task again after a temporary failure. The function may return a text for the job's report, or
 * `resultCode` and `resultString` as S3 has them.
 */
function respond(
  event: LambdaEvent,
  tasks: readonly unknown[],
  failedIds: ReadonlySet<unknown>,
  results: ReadonlyMap<unknown, unknown> = new Map(),
) {
  return {
    invocationSchemaVersion: event.invocationSchemaVersion,
    treatMissingKeysAs: "TemporaryFailure",
    invocationId: event.invocationId,
    results: tasks.map((task) => {
      const taskId = readAt(task, "taskId");
      const result = results.get(taskId);
      const resultCode = failedIds.has(taskId) ? "TemporaryFailure" : (textAt(result, "resultCode") ?? "Succeeded");
      const resultString = readString(result) ?? textAt(result, "resultString") ?? resultCode;
      return { taskId, resultCode, resultString };
    }),
  };
}
