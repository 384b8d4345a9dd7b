import { readObject } from "@isobar/core/describe";
import { ATTR_ISOBAR_TRIGGER_TYPE } from "@isobar/core/semconv";
import type { LambdaEvent } from "../types.ts";
import { appSyncBatch, appSyncEvents, appSyncResolver, appSyncTemplate } from "./appsync.ts";
import { apiGatewayAuthorizer, appSyncAuthorizer } from "./authorizer.ts";
import { cloudFront } from "./cloudfront.ts";
import { cloudWatchAlarm, cloudWatchLogs } from "./cloudwatch.ts";
import { cognito, cognitoSync } from "./cognito.ts";
import { alexaSkill, alexaSmartHome, bedrockAgent, connect, lexV1, lexV2 } from "./conversation.ts";
import { cloudFormation, codeCommit, codeDeploy, codePipeline } from "./delivery.ts";
import { lambdaDestination } from "./destination.ts";
import { documentDb } from "./documentdb.ts";
import { durableExecution } from "./durable.ts";
import { dynamoDb } from "./dynamodb.ts";
import { eventBridge } from "./eventbridge.ts";
import { firehose } from "./firehose.ts";
import { config, secretRotation, transferFamily } from "./governance.ts";
import { functionUrl, httpApi } from "./http-api.ts";
import { iotAuthorizer, iotButton, iotProvisioning } from "./iot.ts";
import { msk, selfManagedKafka } from "./kafka.ts";
import { kinesis } from "./kinesis.ts";
import { latticeV1, latticeV2, loadBalancer } from "./load-balancer.ts";
import { activeMq, rabbitMq } from "./mq.ts";
import { otherInvocation } from "./other.ts";
import { pipes } from "./pipes.ts";
import { httpApiV1, restApi } from "./rest-api.ts";
import { s3, s3ObjectLambda } from "./s3.ts";
import { s3Batch } from "./s3-batch.ts";
import { ses } from "./ses.ts";
import { sns } from "./sns.ts";
import { sqs } from "./sqs.ts";
import { stepFunctions } from "./step-functions.ts";
import type { TriggerDescription, TriggerReader, TriggerType } from "./table.ts";
import { scheduledRule, scheduler, schedulerContext } from "./timer.ts";
import { webSocketApi } from "./websocket.ts";

/** In order: the first reader that knows the event decides. Many events look alike; the comments say which. */
const OBJECTS: readonly TriggerReader[] = [
  // Records, by what the first of them says.
  cloudFront,
  sns,
  sqs,
  kinesis,
  dynamoDb,
  s3,
  ses,
  codeCommit,
  // Batches with one source for all.
  msk,
  selfManagedKafka,
  activeMq,
  rabbitMq,
  documentDb,
  // Authorizers are asked about requests, in the requests' form.
  apiGatewayAuthorizer,
  appSyncAuthorizer,
  // Requests, by their `requestContext`.
  loadBalancer,
  webSocketApi,
  latticeV2,
  functionUrl,
  httpApi,
  restApi,
  httpApiV1,
  latticeV1,
  lambdaDestination,
  s3ObjectLambda,
  s3Batch,
  firehose,
  cloudWatchLogs,
  // Schedules are events of EventBridge.
  scheduledRule,
  scheduler,
  eventBridge,
  cloudWatchAlarm,
  cognito,
  cognitoSync,
  appSyncResolver,
  appSyncEvents,
  appSyncTemplate,
  cloudFormation,
  codePipeline,
  config,
  codeDeploy,
  secretRotation,
  connect,
  lexV2,
  lexV1,
  bedrockAgent,
  alexaSkill,
  alexaSmartHome,
  stepFunctions,
  schedulerContext,
  iotButton,
  iotAuthorizer,
  iotProvisioning,
  transferFamily,
];

/** Events that are lists, and not objects. */
export const LIST_TRIGGERS: readonly TriggerReader[] = [pipes, appSyncBatch];

/** All kinds of events that are objects, in the order in which they are tried. */
export const TRIGGERS: readonly TriggerReader[] = [
  durableExecution((input, functionName) => describeFirst(input, functionName, OBJECTS)),
  ...OBJECTS,
];

const UNKNOWN = { [ATTR_ISOBAR_TRIGGER_TYPE]: "aws.lambda.invoke" satisfies TriggerType };

/** What triggered the invocation. An event that no reader knows is `other`: a direct call, or a shape of a user's. */
export function describeTrigger(event: unknown, functionName: string): TriggerDescription {
  return describeFirst(event, functionName, TRIGGERS) ?? otherInvocation(functionName, UNKNOWN);
}

function describeFirst(
  event: unknown,
  functionName: string,
  objects: readonly TriggerReader[],
): TriggerDescription | undefined {
  const object: LambdaEvent | undefined = readObject(event);
  if (object === undefined) return undefined;
  const reader = (Array.isArray(event) ? LIST_TRIGGERS : objects).find((candidate) => candidate.knows(object));
  if (reader === undefined) return undefined;
  const description = reader.read(object, functionName);
  return { ...description, attributes: { ...description.attributes, [ATTR_ISOBAR_TRIGGER_TYPE]: reader.type } };
}
