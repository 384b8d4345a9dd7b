import {
  ATTR_AWS_STEP_FUNCTIONS_STATE_MACHINE_ARN,
  ATTR_ISOBAR_ATTEMPT,
  ATTR_ISOBAR_EVENT_ID,
  ATTR_ISOBAR_EVENT_NAME,
} from "@isobar/core/semconv";
import type { LambdaEvent } from "../types.ts";
import { otherInvocation } from "./other.ts";
import { known, numberAt, textAt } from "./read.ts";
import type { TriggerReader } from "./table.ts";

/**
 * Step Functions, where the state machine hands over its context object. A task's own input has any shape.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export const stepFunctions: TriggerReader = {
  type: "aws.step_functions",
  knows: (event) => {
    const context = readContext(event);
    return (
      textAt(context, "Execution", "Id") !== undefined &&
      textAt(context, "StateMachine", "Id") !== undefined &&
      textAt(context, "State", "Name") !== undefined
    );
  },
  read: (event, functionName) => {
    const context = readContext(event);
    const retries = numberAt(context, "State", "RetryCount");
    return otherInvocation(
      functionName,
      known({
        [ATTR_AWS_STEP_FUNCTIONS_STATE_MACHINE_ARN]: textAt(context, "StateMachine", "Id"),
        [ATTR_ISOBAR_EVENT_ID]: textAt(context, "Execution", "Id"),
        [ATTR_ISOBAR_EVENT_NAME]: textAt(context, "State", "Name"),
        [ATTR_ISOBAR_ATTEMPT]: retries === undefined ? undefined : retries + 1,
      }),
    );
  },
};

/** The context itself, or where Datadog's instructions and the optimised Lambda integration put it. */
const readContext = (event: LambdaEvent): unknown => event._datadog ?? event.Payload ?? event;
