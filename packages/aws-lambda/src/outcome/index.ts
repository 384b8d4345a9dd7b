import type { Invocation, Outcome, Settled } from "@isobar/core";
import { ATTR_ISOBAR_TRIGGER_TYPE } from "@isobar/core/semconv";
import type { TriggerType } from "../triggers/table.ts";
import { batchItemFailures, eventFailures, recordFailures, taskFailures } from "./batch.ts";
import { durableOutcome } from "./durable.ts";
import { edgeOutcome, inferredOutcome, strictOutcome, webSocketOutcome } from "./http.ts";

/** What the platform makes of a returned value. */
type OutcomeReader = (result: unknown, invocation: Invocation) => Outcome;

/**
 * By what called the function. All others do not look at the result, or it is no statement about success: a policy,
 * an intent, a Cognito event that is handed back.
 */
const OUTCOMES: Readonly<Partial<Record<TriggerType, OutcomeReader>>> = {
  "aws.api_gateway.rest": strictOutcome,
  "aws.api_gateway.http_v1": strictOutcome,
  "aws.elb": strictOutcome,
  "aws.vpc_lattice": strictOutcome,
  "aws.api_gateway.http": inferredOutcome,
  "aws.lambda.function_url": inferredOutcome,
  "aws.api_gateway.websocket": webSocketOutcome,
  "aws.cloudfront": edgeOutcome,
  "aws.sqs": batchItemFailures,
  "aws.kinesis": batchItemFailures,
  "aws.dynamodb": batchItemFailures,
  "aws.msk": batchItemFailures,
  kafka: batchItemFailures,
  "aws.eventbridge.pipes": batchItemFailures,
  "aws.firehose": recordFailures,
  "aws.s3.batch": taskFailures,
  "aws.appsync.events": eventFailures,
  "aws.lambda.durable_execution": durableOutcome,
};

/** The result of a streaming handler that settled before its first byte: the status is still to come. */
export const NOT_YET_ANSWERED: unique symbol = Symbol("not yet answered");

/**
 * What Lambda, or the service before it, makes of a result. What a gateway answers where the function throws is not
 * ours to know.
 */
export function describeOutcome(settled: Settled<unknown>, invocation: Invocation): Outcome {
  if ("error" in settled || settled.result === NOT_YET_ANSWERED) return {};
  const type = invocation.attributes[ATTR_ISOBAR_TRIGGER_TYPE] as TriggerType | undefined;
  const read = type === undefined ? undefined : OUTCOMES[type];
  return read?.(settled.result, invocation) ?? {};
}
