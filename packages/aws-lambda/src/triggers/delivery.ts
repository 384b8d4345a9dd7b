import {
  ATTR_ISOBAR_EVENT_ID,
  ATTR_ISOBAR_EVENT_NAME,
  ATTR_ISOBAR_EVENT_SOURCE,
  ATTR_ISOBAR_EVENT_SUBJECT,
  ATTR_ISOBAR_EVENT_TYPE,
} from "@isobar/core/semconv";
import { otherInvocation } from "./other.ts";
import { known, readAt, textAt } from "./read.ts";
import { recordSource } from "./records.ts";
import type { TriggerReader } from "./table.ts";

/**
 * CloudFormation's custom resources. `ResponseURL` is a key to the answer, and is not read.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export const cloudFormation: TriggerReader = {
  type: "aws.cloudformation",
  knows: (event) => Boolean(event.RequestType) && Boolean(event.ResponseURL) && Boolean(event.StackId),
  read: (event, functionName) =>
    otherInvocation(
      functionName,
      known({
        [ATTR_ISOBAR_EVENT_TYPE]: textAt(event, "RequestType"),
        [ATTR_ISOBAR_EVENT_SUBJECT]: textAt(event, "ResourceType"),
        [ATTR_ISOBAR_EVENT_NAME]: textAt(event, "LogicalResourceId"),
        [ATTR_ISOBAR_EVENT_ID]: textAt(event, "RequestId"),
      }),
    ),
};

/**
 * A job that CodePipeline hands to a function, beside credentials, which are not read.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html
 */
export const codePipeline: TriggerReader = {
  type: "aws.codepipeline",
  knows: (event) => Boolean(event["CodePipeline.job"]),
  read: (event, functionName) =>
    otherInvocation(functionName, known({ [ATTR_ISOBAR_EVENT_ID]: textAt(event, "CodePipeline.job", "id") })),
};

/** Hooks in CodeDeploy's deployments. */
export const codeDeploy: TriggerReader = {
  type: "aws.codedeploy",
  knows: (event) => Boolean(event.DeploymentId) && Boolean(event.LifecycleEventHookExecutionId),
  read: (event, functionName) =>
    otherInvocation(functionName, known({ [ATTR_ISOBAR_EVENT_ID]: textAt(event, "DeploymentId") })),
};

/** Triggers of CodeCommit's repositories. */
export const codeCommit: TriggerReader = {
  type: "aws.codecommit",
  knows: (event) => recordSource(event) === "aws:codecommit",
  read: (event, functionName) => {
    const first = readAt(event, "Records", 0);
    return otherInvocation(
      functionName,
      known({
        [ATTR_ISOBAR_EVENT_ID]: textAt(first, "eventId"),
        [ATTR_ISOBAR_EVENT_NAME]: textAt(first, "eventTriggerName"),
        [ATTR_ISOBAR_EVENT_SOURCE]: textAt(first, "eventSourceARN"),
      }),
    );
  },
};
