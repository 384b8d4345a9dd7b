import { datasourceInvocation } from "@isobar/core/describe";
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
        messages: rereadable(() => readMessages(tasks)),
        respond: (failedIds) => respond(event, tasks, new Set(failedIds)),
      },
    };
  },
};

function* readMessages(tasks: readonly unknown[]) {
  for (const task of tasks) {
    const id = textAt(task, "taskId");
    yield { ...(id !== undefined && { id }) };
  }
}

/** S3 tries a task again after a temporary failure. */
function respond(event: LambdaEvent, tasks: readonly unknown[], failedIds: ReadonlySet<unknown>) {
  return {
    invocationSchemaVersion: event.invocationSchemaVersion,
    treatMissingKeysAs: "TemporaryFailure",
    invocationId: event.invocationId,
    results: tasks.map((task) => {
      const taskId = readAt(task, "taskId");
      const resultCode = failedIds.has(taskId) ? "TemporaryFailure" : "Succeeded";
      return { taskId, resultCode, resultString: resultCode };
    }),
  };
}
