import { ATTR_ISOBAR_EVENT_ID } from "@isobar/core/semconv";
import type { LambdaEvent } from "../types.ts";
import { otherInvocation } from "./other.ts";
import { known, textAt } from "./read.ts";
import type { TriggerDescription, TriggerReader } from "./table.ts";

const MAX_INPUT_LENGTH = 65_536;

/**
 * Durable executions. What started the execution is inside, as text, and describes each of its invocations; what it
 * asked for as an answer is not asked of this one, whose result is the execution's state.
 *
 * @param describe - reads the input; undefined where it is of no known kind
 * @see https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html
 */
export function durableExecution(
  describe: (input: unknown, functionName: string) => TriggerDescription | undefined,
): TriggerReader {
  return {
    type: "aws.lambda.durable_execution",
    knows: (event) => typeof event.DurableExecutionArn === "string" && event.CheckpointToken !== undefined,
    read: (event, functionName) => {
      const input = describe(parseInput(event), functionName) ?? otherInvocation(functionName);
      const { batch, ...description } = input;
      const { respond: _respond, ...messages } = batch ?? { count: 0, messages: [] };
      return {
        ...description,
        ...(batch !== undefined && { batch: messages }),
        attributes: {
          ...description.attributes,
          ...known({ [ATTR_ISOBAR_EVENT_ID]: textAt(event, "DurableExecutionArn") }),
        },
      };
    },
  };
}

function parseInput(event: LambdaEvent): unknown {
  const payload = textAt(event, "InitialExecutionState", "Operations", 0, "ExecutionDetails", "InputPayload");
  if (payload === undefined || payload.length >= MAX_INPUT_LENGTH || !/^[{[]/.test(payload)) return undefined;
  try {
    const input: unknown = JSON.parse(payload);
    return input;
  } catch {
    return undefined;
  }
}
