import { KIND_SERVER, readIsoTime } from "@isobar/core/describe";
import {
  ATTR_FAAS_INVOCATION_START_TIME,
  ATTR_ISOBAR_ATTEMPT,
  ATTR_ISOBAR_EVENT_ID,
  ATTR_ISOBAR_EVENT_NAME,
} from "@isobar/core/semconv";
import type { LambdaEvent } from "../types.ts";
import { afterPrefix, known, numberAt, textAt } from "./read.ts";
import type { TriggerDescription, TriggerReader } from "./table.ts";

/**
 * Scheduled rules of EventBridge. The expression is not in the event.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
 */
export const scheduledRule: TriggerReader = {
  type: "aws.eventbridge.rule",
  knows: (event) => isScheduledEvent(event, "aws.events"),
  read: (event, functionName) =>
    timerInvocation(functionName, event.time, {
      [ATTR_ISOBAR_EVENT_ID]: textAt(event, "id"),
      [ATTR_ISOBAR_EVENT_NAME]: afterPrefix(textAt(event, "resources", 0), ":rule/"),
    }),
};

/**
 * EventBridge Scheduler with its own input. With a user's input, an event has any shape.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets.html
 */
export const scheduler: TriggerReader = {
  type: "aws.eventbridge.scheduler",
  knows: (event) => isScheduledEvent(event, "aws.scheduler"),
  read: (event, functionName) =>
    timerInvocation(functionName, event.time, {
      [ATTR_ISOBAR_EVENT_ID]: textAt(event, "id"),
      [ATTR_ISOBAR_EVENT_NAME]: afterPrefix(textAt(event, "resources", 0), ":schedule/"),
    }),
};

/** A user's input to EventBridge Scheduler that has its context attributes under their usual names. */
export const schedulerContext: TriggerReader = {
  type: "aws.eventbridge.scheduler",
  knows: (event) => textAt(event, "scheduleArn") !== undefined && textAt(event, "executionId") !== undefined,
  read: (event, functionName) =>
    timerInvocation(functionName, event.scheduledTime ?? event.time, {
      [ATTR_ISOBAR_ATTEMPT]: numberAt(event, "attemptNumber"),
      [ATTR_ISOBAR_EVENT_ID]: textAt(event, "executionId"),
      [ATTR_ISOBAR_EVENT_NAME]: afterPrefix(textAt(event, "scheduleArn"), ":schedule/"),
    }),
};

function isScheduledEvent(event: LambdaEvent, source: string): boolean {
  return event.source === source && event["detail-type"] === "Scheduled Event";
}

function timerInvocation(
  functionName: string,
  time: unknown,
  attributes: Readonly<Record<string, string | number | undefined>>,
): TriggerDescription {
  return {
    name: functionName,
    trigger: "timer",
    kind: KIND_SERVER,
    attributes: known({ [ATTR_FAAS_INVOCATION_START_TIME]: readIsoTime(time), ...attributes }),
  };
}
