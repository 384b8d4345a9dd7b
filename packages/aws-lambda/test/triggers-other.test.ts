import { describe, expect, it } from "vitest";
import { createLambdaContext } from "./support.ts";
import {
  describeEvent,
  describeFixture,
  type ExpectedTrigger,
  expectTrigger,
  messagesOf,
  OTHER_TRACEPARENT,
  TRACEPARENT,
} from "./trigger-support.ts";

const typed = (type: string, attributes: object = {}): ExpectedTrigger => ({
  attributes: { "isobar.trigger.type": type, ...attributes },
});

const s3 = (operation: string, eventName: string): ExpectedTrigger =>
  typed("aws.s3", {
    "faas.document.collection": "invoices",
    "faas.document.operation": operation,
    "faas.document.time": "2026-03-10T05:16:23.123Z",
    "aws.s3.bucket": "invoices",
    "isobar.event.type": eventName,
    "isobar.batch.record_count": 1,
  });

const table = {
  "faas.document.collection": "Orders",
  "db.system.name": "aws.dynamodb",
  "db.collection.name": "Orders",
  "aws.dynamodb.table_names": ["Orders"],
};
const changed = { "faas.document.time": "2026-03-10T05:16:50.500Z" };

const documents = (operation: string, type: string): ExpectedTrigger =>
  typed("aws.documentdb", {
    "faas.document.collection": "shop",
    "faas.document.operation": operation,
    "faas.document.time": "2026-03-10T05:16:50.000Z",
    "db.system.name": "mongodb",
    "db.namespace": "shop",
    "db.collection.name": "orders",
    "isobar.event.type": type,
    "isobar.batch.record_count": 1,
  });

const datasources: Record<string, ExpectedTrigger> = {
  "s3-created": s3("insert", "ObjectCreated:Put"),
  "s3-removed": s3("delete", "s3:ObjectRemoved:DeleteMarkerCreated"),
  "s3-expired": s3("delete", "s3:LifecycleExpiration:Delete"),
  "s3-tagged": s3("edit", "s3:ObjectTagging:Put"),
  "s3-batch": typed("aws.s3.batch", {
    "faas.document.collection": "invoices",
    "faas.document.operation": "edit",
    "aws.s3.bucket": "invoices",
    "isobar.event.id": "job-1",
    "isobar.batch.record_count": 1,
  }),
  "dynamodb-insert": typed("aws.dynamodb", {
    ...table,
    ...changed,
    "faas.document.operation": "insert",
    "isobar.event.type": "INSERT",
    "isobar.batch.record_count": 2,
  }),
  "dynamodb-expired": typed("aws.dynamodb", {
    ...table,
    ...changed,
    "faas.document.operation": "delete",
    "isobar.event.type": "REMOVE",
    "isobar.batch.record_count": 1,
    "isobar.aws.dynamodb.expired": true,
  }),
  "dynamodb-odd-arn": typed("aws.dynamodb", {
    ...changed,
    "faas.document.operation": "edit",
    "db.system.name": "aws.dynamodb",
    "isobar.event.type": "MODIFY",
    "isobar.batch.record_count": 1,
  }),
  "pipes-dynamodb": typed("aws.eventbridge.pipes", {
    ...table,
    "faas.document.operation": "edit",
    "faas.document.time": "2026-03-10T05:16:50.000Z",
    "isobar.event.type": "MODIFY",
    "isobar.batch.record_count": 1,
  }),
  "documentdb-insert": documents("insert", "insert"),
  "documentdb-replace": documents("edit", "replace"),
  "documentdb-delete": documents("delete", "delete"),
};

const timers: Record<string, ExpectedTrigger> = {
  "scheduled-rule": typed("aws.eventbridge.rule", {
    "faas.invocation.start_time": "2026-03-10T05:15:00Z",
    "isobar.event.id": "ev-1",
    "isobar.event.name": "nightly",
  }),
  scheduler: typed("aws.eventbridge.scheduler", {
    "faas.invocation.start_time": "2026-03-10T05:15:00Z",
    "isobar.event.id": "ev-2",
    "isobar.event.name": "default/nightly",
  }),
  "scheduler-context": typed("aws.eventbridge.scheduler", {
    "faas.invocation.start_time": "2026-03-10T05:00:00Z",
    "isobar.attempt": 2,
    "isobar.event.id": "ex-1",
    "isobar.event.name": "default/hourly",
  }),
};

const event = (type: string, of: Record<string, unknown>): ExpectedTrigger =>
  typed(type, Object.fromEntries(Object.entries(of).map(([name, value]) => [`isobar.event.${name}`, value])));

const arn = (service: string, rest: string): string => `arn:aws:${service}:eu-central-1:123456789012:${rest}`;

const others: Record<string, ExpectedTrigger> = {
  "authorizer-token": event("aws.api_gateway.authorizer", { type: "TOKEN" }),
  "authorizer-request": typed("aws.api_gateway.authorizer", {
    "isobar.event.type": "REQUEST",
    "aws.request_id": "auth-1",
  }),
  "authorizer-request-v2": typed("aws.api_gateway.authorizer", {
    "isobar.event.type": "REQUEST",
    "aws.request_id": "auth-2",
  }),
  "appsync-authorizer": typed("aws.appsync.authorizer", { "aws.request_id": "auth-3" }),
  "s3-object-lambda": typed("aws.s3.object_lambda", { "aws.request_id": "ol-1" }),
  destination: typed("aws.lambda.destination", {
    "isobar.event.id": "d-1",
    "isobar.event.source": arn("lambda", "function:nightly:$LATEST"),
    "isobar.event.type": "RetriesExhausted",
    "isobar.aws.destination.invoke_count": 3,
  }),
  "cloudwatch-logs": typed("aws.cloudwatch.logs"),
  "cloudwatch-alarm": event("aws.cloudwatch.alarm", {
    source: arn("cloudwatch", "alarm:errors"),
    name: "errors",
    type: "ALARM",
  }),
  cognito: event("aws.cognito", { type: "PreSignUp_SignUp" }),
  "cognito-sync": event("aws.cognito.sync", { type: "SyncTrigger" }),
  "appsync-resolver": typed("aws.appsync", { "graphql.operation.type": "query", "isobar.event.name": "getOrder" }),
  "appsync-field": typed("aws.appsync", { "isobar.event.name": "lines" }),
  "appsync-batch": typed("aws.appsync", { "isobar.event.name": "lines", "isobar.batch.record_count": 2 }),
  "appsync-template": typed("aws.appsync", { "isobar.event.type": "BatchInvoke", "isobar.batch.record_count": 3 }),
  cloudformation: event("aws.cloudformation", { type: "Update", subject: "Custom::Seed", name: "Seed", id: "cf-1" }),
  codepipeline: event("aws.codepipeline", { id: "cp-1" }),
  codedeploy: event("aws.codedeploy", { id: "d-ABC" }),
  codecommit: event("aws.codecommit", { id: "cc-1", name: "on-push", source: arn("codecommit", "shop") }),
  config: event("aws.config", { name: "tagged", source: arn("config", "config-rule/r1") }),
  "secret-rotation": event("aws.secretsmanager", { type: "setSecret" }),
  transfer: event("aws.transfer", { source: "s-1", type: "SFTP" }),
  connect: event("aws.connect", { type: "VOICE" }),
  "lex-v2": event("aws.lex", { name: "BookRoom", type: "FulfillmentCodeHook" }),
  "lex-v1": event("aws.lex", { name: "OrderFlowers", type: "DialogCodeHook" }),
  "bedrock-agent": event("aws.bedrock.agent", { name: "claims", subject: "/claims/{id}" }),
  "bedrock-agent-function": event("aws.bedrock.agent", { name: "claims", subject: "listClaims" }),
  "alexa-skill": event("aws.alexa.skill", { id: "ax-1", name: "PlayIntent", type: "IntentRequest" }),
  "alexa-smart-home": event("aws.alexa.smart_home", { id: "ax-2", subject: "Alexa.PowerController", type: "TurnOn" }),
  "step-functions": typed("aws.step_functions", {
    "aws.step_functions.state_machine.arn": arn("states", "stateMachine:flow"),
    "isobar.event.id": arn("states", "execution:flow:e1"),
    "isobar.event.name": "charge",
    "isobar.attempt": 3,
  }),
  "iot-button": event("aws.iot.button", { type: "DOUBLE" }),
  "iot-one-click": event("aws.iot.button", { type: "SINGLE" }),
  "iot-authorizer": typed("aws.iot.authorizer"),
  "iot-provisioning": event("aws.iot.provisioning", { source: arn("iot", "provisioningtemplate/t1") }),
  ses: event("aws.ses", { id: "mail-1" }),
  durable: event("aws.lambda.durable_execution", { id: arn("lambda", "function:f:1/durable-execution/x/1") }),
  direct: typed("aws.lambda.invoke"),
  "direct-list": typed("aws.lambda.invoke"),
  "mapping-template": typed("aws.lambda.invoke"),
};

describe("a change of data", () => {
  it.each(Object.keys(datasources))("%s", (name) => {
    expectTrigger(name, "datasource", datasources[name] as ExpectedTrigger);
  });

  it("is caused by who wrote the item, where the item says so", () => {
    expect(messagesOf(describeFixture("dynamodb-insert"))).toEqual([
      { id: "111", carrier: { traceparent: TRACEPARENT } },
      { id: "112" },
    ]);
  });
});

describe("a timer", () => {
  it.each(Object.keys(timers))("%s", (name) => {
    expectTrigger(name, "timer", timers[name] as ExpectedTrigger);
  });
});

describe("other calls", () => {
  it.each(Object.keys(others))("%s", (name) => {
    expectTrigger(name, "other", others[name] as ExpectedTrigger);
  });

  it.each([
    "authorizer-request",
    "authorizer-request-v2",
    "appsync-authorizer",
    "s3-object-lambda",
    "appsync-resolver",
    "appsync-batch",
  ])("%s have their caller's context", (name) => {
    expect(describeFixture(name).carrier).toMatchObject({ traceparent: TRACEPARENT });
  });

  it("are caused by what is in the client context, where the event says nothing", () => {
    const contextOf = (custom: object) => createLambdaContext({ clientContext: custom });
    const carrierOf = (call: unknown, custom: object) => describeEvent(call, contextOf(custom)).carrier;
    const sent = { traceparent: OTHER_TRACEPARENT, key: "planted-secret" };
    expect(carrierOf({ job: 1 }, { custom: sent })).toEqual({ traceparent: OTHER_TRACEPARENT });
    expect(carrierOf({ job: 1 }, { Custom: sent, client: {} })).toEqual({ traceparent: OTHER_TRACEPARENT });
    expect(carrierOf({ job: 1 }, { custom: "text" })).toBeUndefined();
    const resolver = {
      info: { fieldName: "a", parentTypeName: "Query" },
      request: { headers: { traceparent: TRACEPARENT } },
    };
    expect(carrierOf(resolver, { custom: sent })).toEqual({ traceparent: TRACEPARENT });
  });

  it("of a durable execution are described by what started it, and answered as an execution", () => {
    const invocation = describeFixture("durable-sqs");
    expect(invocation).toMatchObject({ name: "process orders", trigger: "pubsub", kind: 4 });
    expect(invocation.attributes).toMatchObject({
      "isobar.trigger.type": "aws.lambda.durable_execution",
      "isobar.event.id": arn("lambda", "function:f:1/durable-execution/x/2"),
      "messaging.message.id": "m-1",
    });
    expect(messagesOf(invocation)).toEqual([{ id: "m-1", carrier: { traceparent: TRACEPARENT } }]);
    expect(invocation.batch?.respond).toBeUndefined();
  });
});
