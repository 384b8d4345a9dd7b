import type { Invocation } from "@isobar/core";
import { KIND_SERVER, readIsoTime } from "@isobar/core/describe";
import { ATTR_FAAS_INVOCATION_START_TIME, ATTR_ISOBAR_GCP_SCHEDULER_JOB_NAME } from "@isobar/core/semconv";
import { readRequestHeader } from "./headers.ts";
import type { RequestReader } from "./requests.ts";
import type { EventReader } from "./table.ts";

/** Cloud Scheduler as an event. */
export const schedulerTrigger: EventReader = (event, functionName) =>
  event.type === "google.cloud.scheduler.job.v1.executed"
    ? timerInvocation(functionName, readIsoTime(event.time))
    : undefined;

/**
 * Cloud Scheduler over HTTP. Its headers can be written by anybody; they name, and decide nothing.
 *
 * @see https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs#HttpTarget
 */
export const schedulerRequest: RequestReader = ({ headers }, functionName) => {
  const isScheduler =
    readRequestHeader(headers, "x-cloudscheduler") === "true" ||
    readRequestHeader(headers, "user-agent")?.startsWith("Google-Cloud-Scheduler") === true;
  if (!isScheduler) return undefined;
  const job = readRequestHeader(headers, "x-cloudscheduler-jobname");
  return timerInvocation(functionName, readIsoTime(readRequestHeader(headers, "x-cloudscheduler-scheduletime")), {
    ...(job !== undefined && { [ATTR_ISOBAR_GCP_SCHEDULER_JOB_NAME]: job }),
  });
};

function timerInvocation(
  functionName: string,
  startTime: string | undefined,
  attributes: Record<string, string> = {},
): Omit<Invocation, "id"> {
  return {
    name: functionName,
    trigger: "timer",
    kind: KIND_SERVER,
    attributes: { ...(startTime !== undefined && { [ATTR_FAAS_INVOCATION_START_TIME]: startTime }), ...attributes },
  };
}
