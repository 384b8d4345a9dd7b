import type { Attributes, OutgoingCall, OutgoingDescription } from "@isobar/core";
import { readOwn } from "@isobar/core/describe";
import {
  ATTR_AWS_S3_BUCKET,
  ATTR_AWS_STEP_FUNCTIONS_STATE_MACHINE_ARN,
  ATTR_CLOUD_REGION,
  ATTR_RPC_METHOD,
  ATTR_RPC_SYSTEM_NAME,
} from "@isobar/core/semconv";
import { type BodyNames, readBodyNames } from "./body-names.ts";
import { describeDynamo } from "./database.ts";
import { readInvoke } from "./lambda.ts";
import { describeMessaging } from "./messaging.ts";
import { mergeHeader, readResponse } from "./response.ts";
import { readS3Call } from "./s3.ts";
import { readServiceScope } from "./scope.ts";

/** What the services are called that are not called as they are signed. */
const NAMES: Readonly<Record<string, string>> = {
  dynamodb: "DynamoDB",
  events: "EventBridge",
  firehose: "Firehose",
  kinesis: "Kinesis",
  kms: "KMS",
  lambda: "Lambda",
  s3: "S3",
  s3express: "S3",
  secretsmanager: "SecretsManager",
  ses: "SES",
  sns: "SNS",
  sqs: "SQS",
  ssm: "SSM",
  states: "SFN",
  sts: "STS",
};

/** Services that hand `X-Amzn-Trace-Id` on to whoever gets the message or runs the function. */
const HAND_ON: ReadonlySet<string> = new Set(["sqs", "sns", "events", "lambda", "states"]);
/** Services whose names stand in the body. */
const NAMED_IN_BODY: ReadonlySet<string> = new Set([
  "dynamodb",
  "events",
  "firehose",
  "kinesis",
  "sns",
  "sqs",
  "states",
]);

/** A call to AWS, by the conventions for its SDK and for what the service is; undefined where it is none. */
export function describeOutgoing(call: OutgoingCall): OutgoingDescription | undefined {
  const scope = readServiceScope(call);
  if (scope === undefined) return undefined;
  const describe = (names: BodyNames): OutgoingDescription => describeService(call, scope.service, scope.region, names);
  // A form names the operation itself.
  const isForm = call.header("content-type")?.startsWith("application/x-www-form-urlencoded") === true;
  return {
    ...describe({}),
    handsOnContext: HAND_ON.has(scope.service),
    mergeHeader,
    readResponse,
    ...((isForm || NAMED_IN_BODY.has(scope.service)) && {
      readBody: (start: string) => describe(readBodyNames(start)),
    }),
  };
}

function describeService(
  call: OutgoingCall,
  service: string,
  region: string | undefined,
  names: BodyNames,
): OutgoingDescription {
  const { operation = readOperation(call, names), attributes } = readService(call, service, region, names);
  const named = readOwn(NAMES, service) ?? service;
  const api: Attributes = {
    [ATTR_RPC_SYSTEM_NAME]: "aws-api",
    ...(operation !== undefined && { [ATTR_RPC_METHOD]: `${named}/${operation}` }),
    ...(region !== undefined && { [ATTR_CLOUD_REGION]: region }),
    ...attributes,
    ...(service === "dynamodb" && describeDynamo(operation, names)),
  };
  const messaging = describeMessaging(service, operation, names);
  if (messaging !== undefined) return { ...messaging, attributes: { ...api, ...messaging.attributes } };
  return { name: operation === undefined ? named : `${named}.${operation}`, attributes: api };
}

/** What a service's own form of calls says; most have none. */
function readService(
  call: OutgoingCall,
  service: string,
  region: string | undefined,
  names: BodyNames,
): { readonly operation?: string; readonly attributes: Attributes } {
  if (service === "lambda") return readInvoke(call, region);
  const stateMachine = names.stateMachineArn?.[0];
  if (service === "states" && stateMachine !== undefined) {
    return { attributes: { [ATTR_AWS_STEP_FUNCTIONS_STATE_MACHINE_ARN]: stateMachine } };
  }
  if (service !== "s3" && service !== "s3express") return { attributes: {} };
  const { bucket, operation } = readS3Call(call);
  return {
    ...(operation !== undefined && { operation }),
    attributes: bucket === undefined ? {} : { [ATTR_AWS_S3_BUCKET]: bucket },
  };
}

/** From `AmazonSQS.SendMessage`, `/service/Kinesis/operation/PutRecord` or a form's `Action=Publish`. */
function readOperation(call: OutgoingCall, names: BodyNames): string | undefined {
  const named =
    call.header("x-amz-target")?.split(".").at(-1) ??
    /^\/service\/\w+\/operation\/(\w+)$/.exec(call.path)?.[1] ??
    names.Action?.[0];
  return named !== undefined && /^[A-Za-z]\w{0,63}$/.test(named) ? named : undefined;
}
