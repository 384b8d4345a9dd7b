import type { OutgoingCall } from "@isobar/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toCall } from "../../../test/support/outgoing.ts";
import { readBodyNames } from "../src/outgoing/body-names.ts";
import { describeOutgoing } from "../src/outgoing/index.ts";
import { mergeHeader } from "../src/outgoing/response.ts";

interface Request {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What is known of a call when its body has begun. */
function describeRequest(url: string, request: Request = {}) {
  const description = describeOutgoing(toCall(request.method ?? "POST", url, request.headers));
  return { ...description, ...(request.body !== undefined && description?.readBody?.(request.body)) };
}

const signed = (service: string, target?: string): Readonly<Record<string, string>> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIAX/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  ...(target !== undefined && { "x-amz-target": target }),
});
const json = (value: unknown): string => JSON.stringify(value);

describe("a service that is signed for, wherever the request goes", () => {
  it.each([
    [
      "dynamodb",
      "DynamoDB_20120810.GetItem",
      json({ TableName: "orders", Key: { TableName: { S: "secret" } } }),
      "DynamoDB.GetItem",
      {
        "db.system.name": "aws.dynamodb",
        "db.operation.name": "GetItem",
        "db.collection.name": "orders",
        "aws.dynamodb.table_names": ["orders"],
      },
    ],
    [
      "dynamodb",
      "DynamoDB_20120810.Query",
      json({ TableName: "arn:aws:dynamodb:us-east-1:123456789012:table/orders" }),
      "DynamoDB.Query",
      { "db.collection.name": "orders" },
    ],
    [
      "dynamodb",
      "DynamoDB_20120810.BatchWriteItem",
      json({ RequestItems: { orders: [{ PutRequest: { Item: { a: { S: "x" } } } }], items: [] } }),
      "DynamoDB.BatchWriteItem",
      { "aws.dynamodb.table_names": ["orders", "items"] },
    ],
    [
      "dynamodb",
      "DynamoDB_20120810.TransactWriteItems",
      json({ TransactItems: [{ Put: { TableName: "orders", Item: {} } }, { Update: { TableName: "orders" } }] }),
      "DynamoDB.TransactWriteItems",
      { "aws.dynamodb.table_names": ["orders"] },
    ],
    [
      "events",
      "AWSEvents.PutEvents",
      json({ Entries: [{ Detail: json({ EventBusName: "secret" }), EventBusName: "shop" }] }),
      "send shop",
      { "messaging.system.name": "aws.eventbridge", "messaging.destination.name": "shop" },
    ],
    [
      "events",
      "AWSEvents.PutEvents",
      json({ Entries: [{ EventBusName: "arn:aws:events:us-east-1:123456789012:event-bus/shop" }] }),
      "send shop",
      {},
    ],
    ["events", "AWSEvents.PutEvents", json({ Entries: [{ EventBusName: "a" }, { EventBusName: "b" }] }), "send", {}],
    [
      "kinesis",
      "Kinesis_20131202.PutRecords",
      json({ Records: [{ Data: "c2VjcmV0" }], StreamName: "clicks" }),
      "send clicks",
      { "aws.kinesis.stream_name": "clicks", "messaging.destination.name": "clicks" },
    ],
    [
      "kinesis",
      "Kinesis_20131202.PutRecord",
      json({ StreamARN: "arn:aws:kinesis:us-east-1:123456789012:stream/clicks" }),
      "send clicks",
      {},
    ],
    [
      "firehose",
      "Firehose_20150804.PutRecordBatch",
      json({ DeliveryStreamName: "lake" }),
      "send lake",
      { "messaging.system.name": "aws.firehose" },
    ],
    [
      "states",
      "AWSStepFunctions.StartExecution",
      json({
        stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:order",
        input: json({ stateMachineArn: "secret" }),
      }),
      "SFN.StartExecution",
      { "aws.step_functions.state_machine.arn": "arn:aws:states:us-east-1:123456789012:stateMachine:order" },
    ],
    [
      "secretsmanager",
      "secretsmanager.GetSecretValue",
      json({ SecretId: "secret" }),
      "SecretsManager.GetSecretValue",
      {},
    ],
    ["ssm", "AmazonSSM.GetParameters", json({ Names: ["secret"] }), "SSM.GetParameters", {}],
    [
      "textract",
      "Textract.AnalyzeDocument",
      json({}),
      "textract.AnalyzeDocument",
      { "rpc.method": "textract/AnalyzeDocument" },
    ],
  ] as const)("%s: %s", (service, target, body, name, attributes) => {
    const described = describeRequest("http://localhost:4566/", { headers: signed(service, target), body });
    expect(described.name).toBe(name);
    expect(described.attributes).toMatchObject({
      "rpc.system.name": "aws-api",
      "cloud.region": "us-east-1",
      ...attributes,
    });
    expect(json(described)).not.toContain('secret"');
  });

  it.each([
    ["orders", "orders", "us-east-1"],
    ["orders:live", "orders", "us-east-1"],
    ["123456789012:orders", "orders", "us-east-1"],
    ["123456789012:function:orders:7", "orders", "us-east-1"],
    ["arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Aorders%3Alive", "orders", "eu-west-1"],
  ])("Lambda: an invocation of %s", (given, name, region) => {
    const url = `https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/${given}/invocations`;
    expect(describeRequest(url, { headers: signed("lambda") })).toMatchObject({
      name: "Lambda.Invoke",
      handsOnContext: true,
      attributes: { "faas.invoked_name": name, "faas.invoked_provider": "aws", "faas.invoked_region": region },
    });
  });

  it("a form and an operation in the path", () => {
    const headers = { ...signed("sts"), "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
    expect(
      describeRequest("https://sts.amazonaws.com/", { headers, body: "Action=AssumeRole&Version=2011-06-15" }).name,
    ).toBe("STS.AssumeRole");
    expect(
      describeRequest("https://x.test/service/GraniteServiceVersion20100801/operation/PutMetricData", {
        headers: signed("monitoring"),
      }).name,
    ).toBe("monitoring.PutMetricData");
  });
});

describe("a service that the host names", () => {
  it.each([
    ["https://sqs.eu-central-1.amazonaws.com/", "sqs", "eu-central-1"],
    ["https://dynamodb-fips.us-gov-west-1.amazonaws.com/", "DynamoDB", "us-gov-west-1"],
    ["https://secretsmanager.cn-north-1.amazonaws.com.cn/", "SecretsManager", "cn-north-1"],
    ["https://lambda.eu-west-1.api.aws/", "Lambda", "eu-west-1"],
    ["https://iam.amazonaws.com/", "iam", undefined],
  ])("%s", (url, name, region) => {
    const { name: described, attributes } = describeRequest(url);
    expect(described?.toLowerCase()).toBe(name.toLowerCase());
    expect(attributes?.["cloud.region"]).toBe(region);
  });

  it.each([
    ["https://uploads.s3.eu-central-1.amazonaws.com/people/ada.pdf", "uploads", "GetObject"],
    [
      "https://my.uploads.s3.amazonaws.com/ada.pdf?X-Amz-Credential=AKIA%2F20260101%2Feu-west-1%2Fs3%2Faws4_request",
      "my.uploads",
      "GetObject",
    ],
    ["https://s3.eu-central-1.amazonaws.com/uploads/ada.pdf?acl", "uploads", undefined],
    [
      "https://uploads--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com/ada.pdf",
      "uploads--use1-az4--x-s3",
      "GetObject",
    ],
    ["https://s3.dualstack.eu-central-1.amazonaws.com/uploads/ada.pdf", "uploads", "GetObject"],
    // Here the bucket is in the host, and what the path begins with is the key.
    [
      "https://uploads.storage.example.com/ada.pdf?X-Amz-Credential=AKIA%2F20260101%2Feu-west-1%2Fs3%2Faws4_request",
      undefined,
      "GetObject",
    ],
  ])("%s", (url, bucket, operation) => {
    const { name, attributes } = describeRequest(url, { method: "GET" });
    expect(attributes?.["aws.s3.bucket"]).toBe(bucket);
    expect(name).toBe(operation === undefined ? "S3" : `S3.${operation}`);
    expect(json(attributes)).not.toContain("ada");
  });
});

it.each([
  ["https://abc123.execute-api.eu-central-1.amazonaws.com/live/orders", signed("execute-api")],
  ["https://abc123.lambda-url.eu-central-1.on.aws/", signed("lambda")],
  ["https://abc123.appsync-api.eu-central-1.amazonaws.com/graphql", signed("appsync")],
  ["https://api.example.com/orders", {}],
  ["https://amazonaws.com.evil.test/", {}],
  ["https://evilamazonaws.com/", {}],
])("%s is a call like any other", (url, headers) => {
  expect(describeOutgoing(toCall("POST", url, headers))).toBeUndefined();
});

describe("the names in a body", () => {
  it("are found wherever it breaks off, and a message's own words are none", () => {
    const body = json({
      MessageBody: `"QueueUrl":"secret" \\" ,"QueueUrl":"secret"}`,
      Attributes: { QueueUrl: "secret" },
      QueueUrl: "https://q/1/orders",
    });
    for (let length = 0; length <= body.length; length += 1) {
      const found = readBodyNames(body.slice(0, length)).QueueUrl ?? [];
      expect(found).toEqual(length >= body.length - 1 ? ["https://q/1/orders"] : []);
    }
  });

  it("are none of any document that has them elsewhere, or of any text", () => {
    const secret = "sEcReT";
    const leaf = fc.oneof(
      fc.string(),
      fc.constantFrom(secret, `"TableName":"${secret}"`, `\\","QueueUrl":"${secret}`, `${secret}\\`),
    );
    const wrap = fc.dictionary(
      fc.constantFrom("a", "Body", "\\", '"'),
      fc.oneof(leaf, fc.array(leaf), fc.dictionary(fc.constantFrom("TableName", "QueueUrl", "TopicArn"), leaf)),
    );
    fc.assert(
      fc.property(wrap, fc.nat(400), (document, length) => {
        expect(json(readBodyNames(json(document).slice(0, length)))).not.toContain(secret);
      }),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(fc.string(), (text) => void readBodyNames(text)),
      { numRuns: 1000 },
    );
  });

  it("cost no more than the text is long, however hostile it is", () => {
    // With a backtracking reader this would take minutes.
    expect(readBodyNames(`{"a":"${'\\"'.repeat(4000)}`)).toEqual({});
    expect(readBodyNames(`{${'"'.repeat(8000)}`)).toEqual({});
    expect(readBodyNames("[{".repeat(4000))).toEqual({});
  });
});

it("any request is described or not, and nothing is thrown", () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom("constructor", "__proto__", "sqs", "s3", "lambda", "events", "POST", "//", "%", "arn:aws"),
  );
  fc.assert(
    fc.property(word, word, word, word, word, (method, host, path, service, target) => {
      const headers: Record<string, string> = signed(service, target);
      const call: OutgoingCall = {
        method,
        scheme: "https",
        host: `${host}.amazonaws.com`,
        path,
        query: () => target,
        header: (name) => headers[name],
      };
      const described = describeOutgoing(call);
      described?.readBody?.(path);
      described?.readResponse?.(500, () => target);
      expect(described === undefined || typeof described.name === "string").toBe(true);
    }),
    { numRuns: 3000 },
  );
});

it("X-Ray's header keeps the lineage of the platform's own, once", () => {
  const ours = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
  const merge = (theirs: string, own = ours) => mergeHeader("x-amzn-trace-id", own, theirs);
  expect(merge(`${ours};Lineage=a:1`)).toBe(`${ours};Lineage=a:1`);
  expect(merge(`${ours};Lineage=a:1`, `${ours};Lineage=b:2`)).toBe(`${ours};Lineage=b:2`);
  expect(merge("nonsense")).toBe(ours);
  expect(mergeHeader("traceparent", ours, "x")).toBeUndefined();
});
