import { plainRow, requestCarrier } from "./aws-rules.ts";
import { at, type Expected, first, from, lengthOf, literal, type Row, text } from "./expect.ts";

/** triggers.md 1.5, 16: the context object itself, or where it is wrapped. */
const stepFunctions =
  (...path: readonly (string | number)[]): Expected<string> =>
  (sample) =>
    text(...path)(at("_datadog")(sample) ?? at("Payload")(sample) ?? sample);

const retries: Expected = (sample) =>
  at("State", "RetryCount")(at("_datadog")(sample) ?? at("Payload")(sample) ?? sample);

const OPERATIONS = ["query", "mutation", "subscription"];

/** triggers.md 1.8: `graphql.operation.type` is the parent type's name in lower case, if it is one. */
const operationTypeOf = (parentType: Expected<string>): Expected<string> =>
  from(parentType, (name) => OPERATIONS.find((operation) => operation === name.toLowerCase()));

/** triggers.md 1.5, 18, in its order. */
const iotType: Expected<string> = (sample) => {
  if (at("clickType")(sample) !== undefined || at("deviceEvent")(sample) !== undefined) return "aws.iot.button";
  if (at("protocolData")(sample) !== undefined) return "aws.iot.authorizer";
  return at("templateArn")(sample) === undefined ? undefined : "aws.iot.provisioning";
};

const alexaHeader = (name: string): Expected<string> => first(text("directive", "header", name), text("header", name));

/** triggers.md 1.8, from CloudWatch Logs on, and the unrecognisable. */
export const otherRows: readonly Row[] = [
  plainRow("cloudwatch-logs", "other", "aws.cloudwatch.logs"),
  plainRow("cloudwatch-alarm", "other", "aws.cloudwatch.alarm", {
    "isobar.event.source": text("alarmArn"),
    "isobar.event.name": text("alarmData", "alarmName"),
    "isobar.event.type": text("alarmData", "state", "value"),
  }),
  plainRow("cognito", "other", "aws.cognito", { "isobar.event.type": text("triggerSource") }),
  plainRow("cognito-sync", "other", "aws.cognito.sync", { "isobar.event.type": text("eventType") }),
  plainRow(
    "appsync-resolver",
    "other",
    "aws.appsync",
    {
      "graphql.operation.type": operationTypeOf(text("info", "parentTypeName")),
      "isobar.event.name": text("info", "fieldName"),
    },
    requestCarrier(["request", "headers"]),
  ),
  // A list of resolver calls, or a template's `payload`.
  plainRow(
    "appsync-batch",
    "other",
    "aws.appsync",
    {
      "graphql.operation.type": operationTypeOf(text(0, "info", "parentTypeName")),
      "isobar.event.name": text(0, "info", "fieldName"),
      "isobar.event.type": text("operation"),
      "isobar.batch.record_count": first(lengthOf("payload"), lengthOf()),
    },
    requestCarrier(["0", "request", "headers"]),
  ),
  plainRow("stepfunctions", "other", "aws.step_functions", {
    "aws.step_functions.state_machine.arn": stepFunctions("StateMachine", "Id"),
    "isobar.event.id": stepFunctions("Execution", "Id"),
    "isobar.event.name": stepFunctions("State", "Name"),
    // Attempts are counted from 1.
    "isobar.attempt": from(retries, (count) => Number(count) + 1),
  }),
  plainRow("stepfunctions-error", "other", "aws.lambda.invoke"),
  plainRow("cfn", "other", "aws.cloudformation", {
    "isobar.event.type": text("RequestType"),
    "isobar.event.subject": text("ResourceType"),
    "isobar.event.name": text("LogicalResourceId"),
    "isobar.event.id": text("RequestId"),
  }),
  plainRow("codepipeline-job", "other", "aws.codepipeline", { "isobar.event.id": text("CodePipeline.job", "id") }),
  plainRow("config", "other", "aws.config", {
    "isobar.event.name": text("configRuleName"),
    "isobar.event.source": text("configRuleArn"),
  }),
  plainRow("codedeploy", "other", "aws.codedeploy", { "isobar.event.id": text("DeploymentId") }),
  plainRow("codecommit", "other", "aws.codecommit", {
    "isobar.event.id": text("Records", 0, "eventId"),
    "isobar.event.name": text("Records", 0, "eventTriggerName"),
    "isobar.event.source": text("Records", 0, "eventSourceARN"),
  }),
  plainRow("secretsmanager", "other", "aws.secretsmanager", { "isobar.event.type": text("Step") }),
  plainRow("connect", "other", "aws.connect", { "isobar.event.type": text("Details", "ContactData", "Channel") }),
  plainRow("lex", "other", "aws.lex", {
    "isobar.event.name": first(text("sessionState", "intent", "name"), text("currentIntent", "name")),
    "isobar.event.type": text("invocationSource"),
  }),
  plainRow("bedrock-agent", "other", "aws.bedrock.agent", {
    "isobar.event.name": text("actionGroup"),
    "isobar.event.subject": first(text("apiPath"), text("function")),
  }),
  plainRow("alexa-skill", "other", "aws.alexa.skill", {
    "isobar.event.id": text("request", "requestId"),
    "isobar.event.name": text("request", "intent", "name"),
    "isobar.event.type": text("request", "type"),
  }),
  plainRow("alexa-smart-home", "other", "aws.alexa.smart_home", {
    "isobar.event.id": alexaHeader("messageId"),
    "isobar.event.subject": alexaHeader("namespace"),
    "isobar.event.type": alexaHeader("name"),
  }),
  plainRow("transfer-family", "other", "aws.transfer", {
    "isobar.event.source": text("serverId"),
    "isobar.event.type": text("protocol"),
  }),
  plainRow("iot", "other", undefined, {
    "isobar.trigger.type": iotType,
    "isobar.event.type": first(text("clickType"), text("deviceEvent", "buttonClicked", "clickType")),
    "isobar.event.source": text("templateArn"),
  }),
  plainRow("ses", "other", "aws.ses", { "isobar.event.id": text("Records", 0, "ses", "mail", "messageId") }),
  plainRow("durable-execution", "other", "aws.lambda.durable_execution", {
    "isobar.event.id": text("DurableExecutionArn"),
  }),
  plainRow("direct-invoke", "other", "aws.lambda.invoke"),
];

/** What the callers of these can send beside the event (triggers.md 1.8, direct invoke). */
export const clientContextTraceparent = first(
  text("clientContext", "custom", "traceparent"),
  text("clientContext", "Custom", "traceparent"),
);

export const other = literal("other", "triggers 1.8");
