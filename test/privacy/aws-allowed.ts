import { type Allowed, SPAN_NAMES, TRACE_IDS } from "./allowed.ts";

/** Durable executions hand on the event that began them as JSON. */
const durable = "InitialExecutionState.Operations.*.ExecutionDetails.InputPayload.json";
const inSqs = (path: string): string[] => [`Records.*.${path}`, `*.${path}`, `${durable}.Records.*.${path}`];

const queueArns = inSqs("eventSourceARN");
/** Partitions are named after their topic. */
const topics = ["records.?.*.topic", "*.topic", "records.?#name", "*.eventSourceKey"];
const destinations = [
  ...queueArns,
  ...topics,
  "eventSourceARN",
  "deliveryStreamArn",
  "Records.*.Sns.TopicArn",
  "messages.*.destination.physicalName",
  "*.destination.physicalName",
  "rmqMessagesByQueue.?#name",
  "info.channelNamespace.name",
];
const buckets = ["Records.*.s3.bucket.name", "tasks.*.s3Bucket", "tasks.*.s3BucketArn"];
const collections = [...buckets, "events.*.event.ns.db"];
const sequenceNumbers = ["Records.*.dynamodb.SequenceNumber", "*.dynamodb.SequenceNumber"];

/** What may leave of Lambda's events. */
export const awsAllowed: Allowed = {
  "`http.request.method_original`": {
    "http.request.method_original": [
      "httpMethod",
      "method",
      "requestContext.http.method",
      "Records.*.cf.request.method",
    ],
  },
  "`http.request.method`": {
    "http.route": ["resource", "routeKey"],
    "network.protocol.version": ["requestContext.protocol", "requestContext.http.protocol"],
  },
  "`url.path`": { "url.path": ["path", "rawPath", "raw_path", "Records.*.cf.request.uri"] },
  "`server.address`": {
    "server.address": [
      "headers.host",
      "headers.host.*",
      "multiValueHeaders.host.*",
      "requestContext.domainName",
      "Records.*.cf.request.headers.host.*.value",
      "Records.*.cf.config.distributionDomainName",
    ],
  },
  "`user_agent.original`": {
    "user_agent.original": [
      "headers.user-agent",
      "headers.user_agent",
      "headers.user-agent.*",
      "multiValueHeaders.user-agent.*",
      "requestContext.identity.userAgent",
      "requestContext.http.userAgent",
      "Records.*.cf.request.headers.user-agent.*.value",
    ],
  },
  "`messaging.*`": {
    "messaging.destination.name": destinations,
    "messaging.message.id": [
      ...inSqs("messageId"),
      ...sequenceNumbers,
      "Records.*.kinesis.sequenceNumber",
      "*.sequenceNumber",
      "Records.*.Sns.MessageId",
      "messages.*.messageID",
      "*.messageID",
      "rmqMessagesByQueue.?.*.basicProperties.messageId",
      "*.basicProperties.messageId",
      "records.*.recordId",
      "events.*.id",
      "id",
      // `orders-0:15`: partition and offset.
      "records.?#name",
      "*.eventSourceKey",
    ],
    "messaging.message.conversation_id": ["messages.*.correlationID"],
  },
  "`cloudevents.*`": {
    "isobar.event.id": [
      ...sequenceNumbers,
      "Records.*.eventId",
      "Records.*.ses.mail.messageId",
      "tasks.*.taskId",
      "job.id",
      "CodePipeline.job.id",
      "DeploymentId",
      "DurableExecutionArn",
      "Execution.Id",
      "_datadog.Execution.Id",
      "RequestId",
      "request.requestId",
      "requestContext.requestId",
      "requestContext.connectionId",
      "executionId",
      "invocationId",
      "id",
      "directive.header.messageId",
      "header.messageId",
    ],
    "isobar.event.type": [
      "Records.*.eventName",
      "*.eventName",
      "Records.*.cf.config.eventType",
      "events.*.event.operationType",
      "requestContext.eventType",
      "requestContext.condition",
      "detail-type",
      "eventType",
      "RequestType",
      "Step",
      "triggerSource",
      "invocationSource",
      "info.operation",
      "request.type",
      "directive.header.name",
      "header.name",
      "alarmData.state.value",
      "clickType",
      "deviceEvent.buttonClicked.clickType",
      "Details.ContactData.Channel",
      // The protocol of a file transfer.
      "protocol",
    ],
    "isobar.event.name": [
      "resources.*",
      "scheduleArn",
      "alarmData.alarmName",
      "configRuleName",
      "LogicalResourceId",
      "Records.*.eventTriggerName",
      "State.Name",
      "_datadog.State.Name",
      "actionGroup",
      "info.fieldName",
      "*.info.fieldName",
      "request.intent.name",
      "currentIntent.name",
      "sessionState.intent.name",
    ],
    "isobar.event.source": [
      "source",
      "alarmArn",
      "configRuleArn",
      "templateArn",
      "serverId",
      "requestContext.functionArn",
      // A repository of CodeCommit.
      "Records.*.eventSourceARN",
    ],
    // The kind of thing: an API's own template or function, a namespace, a type of resource.
    "isobar.event.subject": ["ResourceType", "apiPath", "function", "directive.header.namespace", "header.namespace"],
    "faas.document.collection": collections,
    "db.collection.name": ["events.*.event.ns.coll"],
    "db.namespace": ["events.*.event.ns.db"],
  },
  "`cloud.*`": {
    "aws.request_id": ["requestContext.requestId", "xAmzRequestId", "Records.*.cf.config.requestId"],
    "aws.s3.bucket": buckets,
    "aws.sns.topic.arn": ["Records.*.Sns.TopicArn", "Records.*.body.json.TopicArn"],
    "aws.sqs.queue.url": queueArns,
    "aws.kinesis.stream_name": [...queueArns, "eventSourceARN"],
    "aws.step_functions.state_machine.arn": ["StateMachine.Id", "_datadog.StateMachine.Id"],
  },
  "`isobar.aws.*`": {
    "isobar.aws.eventbridge.account_id": ["account"],
    "isobar.aws.eventbridge.region": ["region"],
    "isobar.aws.eventbridge.replay_name": ["replay-name"],
  },
  [TRACE_IDS]: {
    traceState: [
      "headers.tracestate",
      "multiValueHeaders.tracestate.*",
      "detail.tracestate",
      "Records.*.messageAttributes.tracestate.stringValue",
      "Records.*.Sns.MessageAttributes.tracestate.Value",
      "Records.*.body.json.detail._datadog.tracestate",
    ],
  },
  // docs/triggers.md, "Span name".
  [SPAN_NAMES]: { name: [...destinations, ...collections, "resource", "routeKey", "requestContext.routeKey"] },
};
