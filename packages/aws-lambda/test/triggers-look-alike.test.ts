import { describe, expect, it } from "vitest";
import { LIST_TRIGGERS, TRIGGERS } from "../src/triggers/index.ts";
import { readFixture } from "./support.ts";
import { describeEvent, readEvents } from "./trigger-support.ts";

const events: Record<string, unknown> = {
  ...readEvents(),
  "http-api": readFixture("http-api-get"),
  "function-url": readFixture("function-url"),
  sqs: readFixture("sqs-single"),
};
const typeOf = (event: unknown) => describeEvent(event).attributes["isobar.trigger.type"];
const event = (name: string) => events[name] as Record<string, unknown>;

describe("events that look alike", () => {
  // Each pair differs in little, and is of two kinds.
  it.each([
    ["authorizer-request", "aws.api_gateway.authorizer", "rest", "aws.api_gateway.rest"],
    ["authorizer-request-v2", "aws.api_gateway.authorizer", "http-api", "aws.api_gateway.http"],
    ["lattice-v2", "aws.vpc_lattice", "http-api", "aws.api_gateway.http"],
    ["function-url", "aws.lambda.function_url", "http-api", "aws.api_gateway.http"],
    ["http-api-v1", "aws.api_gateway.http_v1", "rest", "aws.api_gateway.rest"],
    ["alb", "aws.elb", "rest", "aws.api_gateway.rest"],
    ["websocket-connect", "aws.api_gateway.websocket", "rest", "aws.api_gateway.rest"],
    ["destination", "aws.lambda.destination", "http-api", "aws.api_gateway.http"],
    ["appsync-authorizer", "aws.appsync.authorizer", "appsync-resolver", "aws.appsync"],
    ["cloudwatch-alarm", "aws.cloudwatch.alarm", "eventbridge", "aws.eventbridge"],
    ["scheduled-rule", "aws.eventbridge.rule", "eventbridge", "aws.eventbridge"],
    ["bedrock-agent", "aws.bedrock.agent", "rest", "aws.api_gateway.rest"],
    ["pipes-sqs", "aws.eventbridge.pipes", "sqs", "aws.sqs"],
    ["appsync-batch", "aws.appsync", "pipes-sqs", "aws.eventbridge.pipes"],
    ["firehose", "aws.firehose", "kinesis", "aws.kinesis"],
    ["lex-v1", "aws.lex", "bedrock-agent", "aws.bedrock.agent"],
    ["direct", "aws.lambda.invoke", "eventbridge", "aws.eventbridge"],
  ])("%s is %s; %s is %s", (one, oneType, other, otherType) => {
    expect(typeOf(event(one))).toBe(oneType);
    expect(typeOf(event(other))).toBe(otherType);
  });

  it("an authorizer's request with a body's flag is a request", () => {
    const merged = { ...event("websocket-connect"), type: "REQUEST", methodArn: "arn:aws:execute-api:::a/b/$connect" };
    expect(typeOf(merged)).toBe("aws.api_gateway.websocket");
    expect(typeOf({ ...merged, isBase64Encoded: undefined })).toBe("aws.api_gateway.authorizer");
  });

  it("what S3, SNS and EventBridge put into a queue comes from the queue", () => {
    const sqs = event("sqs") as { Records: object[] };
    for (const name of ["s3-created", "sns", "eventbridge"]) {
      const body = JSON.stringify(events[name]);
      expect(typeOf({ Records: [{ ...sqs.Records[0], body }] })).toBe("aws.sqs");
    }
  });

  it("an empty list of records is of no kind", () => {
    expect(typeOf({ Records: [] })).toBe("aws.lambda.invoke");
    expect(typeOf([])).toBe("aws.lambda.invoke");
  });
});

it("there is a fixture for each kind of event", () => {
  const kinds = new Set([...TRIGGERS, ...LIST_TRIGGERS].map(({ type }) => type));
  expect(new Set(Object.values(events).map(typeOf))).toEqual(new Set([...kinds, "aws.lambda.invoke"]));
});

it("no two readers that are not in order claim one event", () => {
  // The order decides between what is meant to overlap; more would be a reader that claims too much.
  const overlapping = Object.entries(events).flatMap(([name, candidate]) => {
    const readers = Array.isArray(candidate) ? LIST_TRIGGERS : TRIGGERS;
    const claims = readers
      .filter((reader) => reader.knows(candidate as Record<string, unknown>))
      .map(({ type }) => type);
    return claims.length > 1 ? [[name, ...claims]] : [];
  });
  expect(overlapping).toEqual([
    ["authorizer-request", "aws.api_gateway.authorizer", "aws.api_gateway.rest"],
    ["authorizer-request-v2", "aws.api_gateway.authorizer", "aws.api_gateway.http"],
    ["scheduled-rule", "aws.eventbridge.rule", "aws.eventbridge"],
    ["scheduler", "aws.eventbridge.scheduler", "aws.eventbridge"],
    ["function-url", "aws.lambda.function_url", "aws.api_gateway.http"],
  ]);
});
