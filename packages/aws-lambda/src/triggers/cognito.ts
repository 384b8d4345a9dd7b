import { ATTR_ISOBAR_EVENT_TYPE } from "@isobar/core/semconv";
import { otherInvocation } from "./other.ts";
import { known, textAt } from "./read.ts";
import type { TriggerReader } from "./table.ts";

/**
 * Triggers of Cognito's user pools. The event is about a person, so only its kind is read.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html
 */
export const cognito: TriggerReader = {
  type: "aws.cognito",
  knows: (event) => Boolean(event.triggerSource) && Boolean(event.userPoolId),
  read: (event, functionName) =>
    otherInvocation(functionName, known({ [ATTR_ISOBAR_EVENT_TYPE]: textAt(event, "triggerSource") })),
};

/** Cognito Sync's events, when a user's data set is synchronised. */
export const cognitoSync: TriggerReader = {
  type: "aws.cognito.sync",
  knows: (event) => Boolean(event.identityPoolId) && Boolean(event.datasetName),
  read: (event, functionName) =>
    otherInvocation(functionName, known({ [ATTR_ISOBAR_EVENT_TYPE]: textAt(event, "eventType") })),
};
