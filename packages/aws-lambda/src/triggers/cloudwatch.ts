import { ATTR_ISOBAR_EVENT_NAME, ATTR_ISOBAR_EVENT_SOURCE, ATTR_ISOBAR_EVENT_TYPE } from "@isobar/core/semconv";
import { otherInvocation } from "./other.ts";
import { known, readAt, textAt } from "./read.ts";
import type { TriggerReader } from "./table.ts";

/**
 * Subscriptions to CloudWatch Logs. What they carry is compressed, and stays so.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html
 */
export const cloudWatchLogs: TriggerReader = {
  type: "aws.cloudwatch.logs",
  knows: (event) => Boolean(readAt(event, "awslogs", "data")),
  read: (_, functionName) => otherInvocation(functionName),
};

/**
 * Actions of CloudWatch's alarms.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
export const cloudWatchAlarm: TriggerReader = {
  type: "aws.cloudwatch.alarm",
  knows: (event) => event.source === "aws.cloudwatch" && Boolean(event.alarmArn),
  read: (event, functionName) =>
    otherInvocation(
      functionName,
      known({
        [ATTR_ISOBAR_EVENT_SOURCE]: textAt(event, "alarmArn"),
        [ATTR_ISOBAR_EVENT_NAME]: textAt(event, "alarmData", "alarmName"),
        [ATTR_ISOBAR_EVENT_TYPE]: textAt(event, "alarmData", "state", "value"),
      }),
    ),
};
