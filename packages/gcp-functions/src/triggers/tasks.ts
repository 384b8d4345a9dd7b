import {
  ATTR_ISOBAR_ATTEMPT,
  ATTR_ISOBAR_GCP_TASKS_EXECUTION_COUNT,
  ATTR_ISOBAR_GCP_TASKS_PREVIOUS_RESPONSE,
  ATTR_ISOBAR_GCP_TASKS_QUEUE_NAME,
  ATTR_ISOBAR_GCP_TASKS_RETRY_REASON,
  ATTR_ISOBAR_GCP_TASKS_SCHEDULED_TIME,
  ATTR_ISOBAR_TRIGGER_TYPE,
} from "@isobar/core/semconv";
import { readRequestHeader } from "./headers.ts";

/**
 * What Cloud Tasks says of a task in its headers. It stays an HTTP request, whose status decides whether the task is
 * tried again. Not the task's name: it is often made of a customer's id, so that a task is not queued twice.
 *
 * @see https://cloud.google.com/tasks/docs/creating-http-target-tasks#handler
 */
export function describeTask(headers: unknown): Record<string, string | number> {
  const queue = readRequestHeader(headers, "x-cloudtasks-queuename");
  if (queue === undefined) return {};
  const retries = readCount(readRequestHeader(headers, "x-cloudtasks-taskretrycount"));
  const executions = readCount(readRequestHeader(headers, "x-cloudtasks-taskexecutioncount"));
  const previous = readCount(readRequestHeader(headers, "x-cloudtasks-taskpreviousresponse"));
  const reason = readRequestHeader(headers, "x-cloudtasks-taskretryreason");
  const scheduledAt = readEpochHeader(readRequestHeader(headers, "x-cloudtasks-tasketa"));
  return {
    [ATTR_ISOBAR_TRIGGER_TYPE]: "gcp.tasks",
    [ATTR_ISOBAR_GCP_TASKS_QUEUE_NAME]: queue,
    ...(retries !== undefined && { [ATTR_ISOBAR_ATTEMPT]: retries + 1 }),
    ...(executions !== undefined && { [ATTR_ISOBAR_GCP_TASKS_EXECUTION_COUNT]: executions }),
    ...(previous !== undefined && { [ATTR_ISOBAR_GCP_TASKS_PREVIOUS_RESPONSE]: previous }),
    ...(reason !== undefined && { [ATTR_ISOBAR_GCP_TASKS_RETRY_REASON]: reason }),
    ...(scheduledAt !== undefined && { [ATTR_ISOBAR_GCP_TASKS_SCHEDULED_TIME]: scheduledAt }),
  };
}

function readCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Seconds since the epoch, with a fraction. */
function readEpochHeader(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d{1,11}(?:\.\d+)?$/.test(text)) return undefined;
  return new Date(Number(text) * 1000).toISOString();
}
