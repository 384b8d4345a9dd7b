import type { Invocation } from "@isobar/core";
import type { LambdaEvent } from "../types.ts";

/** What a trigger says of an event; what every invocation has is added by the adapter. */
export type TriggerDescription = Omit<Invocation, "id">;

/** The values of `isobar.trigger.type`: which service and integration called the function. */
export type TriggerType =
  | "aws.alexa.skill"
  | "aws.alexa.smart_home"
  | "aws.api_gateway.authorizer"
  | "aws.api_gateway.http"
  | "aws.api_gateway.http_v1"
  | "aws.api_gateway.rest"
  | "aws.api_gateway.websocket"
  | "aws.appsync"
  | "aws.appsync.authorizer"
  | "aws.appsync.events"
  | "aws.bedrock.agent"
  | "aws.cloudformation"
  | "aws.cloudfront"
  | "aws.cloudwatch.alarm"
  | "aws.cloudwatch.logs"
  | "aws.codecommit"
  | "aws.codedeploy"
  | "aws.codepipeline"
  | "aws.cognito"
  | "aws.cognito.sync"
  | "aws.config"
  | "aws.connect"
  | "aws.documentdb"
  | "aws.dynamodb"
  | "aws.elb"
  | "aws.eventbridge"
  | "aws.eventbridge.pipes"
  | "aws.eventbridge.rule"
  | "aws.eventbridge.scheduler"
  | "aws.firehose"
  | "aws.iot.authorizer"
  | "aws.iot.button"
  | "aws.iot.provisioning"
  | "aws.kinesis"
  | "aws.lambda.destination"
  | "aws.lambda.durable_execution"
  | "aws.lambda.function_url"
  | "aws.lambda.invoke"
  | "aws.lex"
  | "aws.mq.activemq"
  | "aws.mq.rabbitmq"
  | "aws.msk"
  | "aws.s3"
  | "aws.s3.batch"
  | "aws.s3.object_lambda"
  | "aws.secretsmanager"
  | "aws.ses"
  | "aws.sns"
  | "aws.sqs"
  | "aws.step_functions"
  | "aws.transfer"
  | "aws.vpc_lattice"
  | "kafka";

/** How events of one kind are recognised and read. All of it is pure, and total for plain data. */
export interface TriggerReader {
  readonly type: TriggerType;
  /** Looks at fixed places, and at the first record at most. */
  readonly knows: (event: LambdaEvent) => boolean;
  readonly read: (event: LambdaEvent, functionName: string) => TriggerDescription;
}
