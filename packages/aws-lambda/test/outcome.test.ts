import { describe, expect, it } from "vitest";
import { adapter } from "../src/adapter.ts";
import { readFixture } from "./support.ts";
import { describeEvent, describeFixture } from "./trigger-support.ts";

const outcomeOf = (fixture: string, result: unknown) => adapter.outcome?.({ result }, describeFixture(fixture));
const status = (code: number) => ({
  attributes: { "http.response.status_code": code },
  ...(code >= 500 && { errorType: String(code) }),
});
const failed = (count: number, isAll = false) => ({
  attributes: { "isobar.batch.failed_count": count },
  ...(isAll && { errorType: "batch_failed" }),
});

const strict = ["rest", "http-api-v1", "alb", "alb-multi-value", "lattice-v1", "lattice-v2"];
const noResponse = [undefined, null, "text", 200, [], {}, { body: "ok" }, { statusCode: null }, { statusCode: "OK" }];
const noStatus = [
  { statusCode: 99 },
  { statusCode: 600 },
  { statusCode: 200.5 },
  { statusCode: "2e2" },
  { statusCode: [200] },
];

describe("what a gateway makes of a result", () => {
  it.each(strict)("%s: the status, and 502 where there is none", (fixture) => {
    for (const code of [200, 204, 301, 404, 500, 503]) {
      expect(outcomeOf(fixture, { statusCode: code })).toEqual(status(code));
    }
    expect(outcomeOf(fixture, { statusCode: "404" })).toEqual(status(404));
    for (const result of [...noResponse, ...noStatus]) expect(outcomeOf(fixture, result)).toEqual(status(502));
  });

  it.each(["http-api-get", "function-url"])("%s: the status, and 200 for whatever has none", (fixture) => {
    const invocation = describeEvent(readFixture(fixture));
    const read = (result: unknown) => adapter.outcome?.({ result }, invocation);
    for (const code of [200, 404, 500]) expect(read({ statusCode: code })).toEqual(status(code));
    expect(read({ statusCode: "503" })).toEqual(status(503));
    for (const result of [undefined, null, "text", 7, [], {}, { body: "ok" }])
      expect(read(result)).toEqual(status(200));
    for (const result of noStatus) expect(read(result)).toEqual({});
  });

  it("a WebSocket's message need not be answered", () => {
    for (const fixture of ["websocket-connect", "websocket-message"]) {
      expect(outcomeOf(fixture, { statusCode: 200 })).toEqual(status(200));
      expect(outcomeOf(fixture, { statusCode: 500 })).toEqual(status(500));
      for (const result of noResponse) expect(outcomeOf(fixture, result)).toEqual({});
    }
  });

  it("Lambda@Edge answers with digits, and lets requests go on", () => {
    expect(outcomeOf("cloudfront-viewer-request", { status: "302", headers: {} })).toEqual(status(302));
    expect(outcomeOf("cloudfront-viewer-request", { status: "503" })).toEqual(status(503));
    expect(outcomeOf("cloudfront-viewer-request", { method: "GET", uri: "/", headers: {} })).toEqual({});
    expect(outcomeOf("cloudfront-origin-response", { status: "200", headers: {} })).toEqual(status(200));
    // `statusCode` is API Gateway's name.
    expect(outcomeOf("cloudfront-viewer-request", { statusCode: 500 })).toEqual({});
  });

  it("says nothing where the function threw", () => {
    for (const fixture of [...strict, "kinesis", "durable"]) {
      expect(adapter.outcome?.({ error: new Error("no") }, describeFixture(fixture))).toEqual({});
    }
  });
});

describe("what becomes of a batch", () => {
  const items = (...identifiers: unknown[]) => ({
    batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })),
  });

  it.each(["sqs-two-queues", "kinesis", "dynamodb-insert"])(
    "%s: failures are counted, and all failed is an error",
    (fixture) => {
      for (const result of [undefined, null, "", {}, { batchItemFailures: null }, items()]) {
        expect(outcomeOf(fixture, result)).toEqual({});
      }
      expect(outcomeOf(fixture, items("m-1"))).toEqual(failed(1));
      expect(outcomeOf(fixture, items("m-1", "m-1"))).toEqual(failed(1));
      expect(outcomeOf(fixture, items("m-1", "m-2"))).toEqual(failed(2, true));
    },
  );

  it("has failed where an identifier is none", () => {
    for (const identifier of [undefined, null, "", 7, {}]) {
      expect(outcomeOf("sqs-two-queues", items("m-1", identifier))).toEqual(failed(2, true));
    }
    expect(outcomeOf("sqs-two-queues", { batchItemFailures: [{ messageId: "m-1" }] })).toEqual(failed(2, true));
  });

  it("is counted by partition and offset in Kafka", () => {
    const record = (partition: string, offset: number) => ({ partition, offset });
    expect(outcomeOf("msk", items(record("orders-0", 15), record("orders-0", 15), record("orders-12", 7)))).toEqual(
      failed(2),
    );
    expect(outcomeOf("msk", items(record("orders-0", 15), record("orders-0", 16), record("orders-12", 7)))).toEqual(
      failed(3, true),
    );
    expect(outcomeOf("self-managed-kafka", items(record("audit-log-3", 99)))).toEqual(failed(1, true));
    expect(outcomeOf("pipes-kafka", items(record("orders-0", 15)))).toEqual(failed(1));
  });

  it("counts what could not be transformed, and not what was dropped, in Firehose", () => {
    const records = (...results: string[]) => ({
      records: results.map((result, index) => ({ recordId: `f-${index}`, result })),
    });
    expect(outcomeOf("firehose", records("Ok", "Dropped"))).toEqual({});
    expect(outcomeOf("firehose", records("Ok", "ProcessingFailed"))).toEqual(failed(1));
    expect(outcomeOf("firehose", records("ProcessingFailed", "ProcessingFailed"))).toEqual(failed(2, true));
    expect(outcomeOf("firehose", undefined)).toEqual({});
  });

  it("counts both kinds of failures of S3's tasks", () => {
    const results = (resultCode: string) => ({ results: [{ taskId: "t-1", resultCode }] });
    expect(outcomeOf("s3-batch", results("Succeeded"))).toEqual({});
    expect(outcomeOf("s3-batch", results("TemporaryFailure"))).toEqual(failed(1, true));
    expect(outcomeOf("s3-batch", results("PermanentFailure"))).toEqual(failed(1, true));
  });

  it("counts events that AppSync is not to broadcast", () => {
    expect(outcomeOf("appsync-events-publish", { events: [{ id: "e-1", error: "no" }, { id: "e-2" }] })).toEqual(
      failed(1),
    );
    expect(outcomeOf("appsync-events-subscribe", undefined)).toEqual({});
  });

  it("says what the adapter's own answers say", () => {
    for (const [fixture, id, count] of [
      ["sqs-fifo-groups", "m-1", 2],
      ["msk", "orders-0:16", 1],
      ["firehose", "f-1", 1],
      ["s3-batch", "t-1", 1],
      ["appsync-events-publish", "e-2", 1],
    ] as const) {
      const invocation = describeFixture(fixture);
      const result = invocation.batch?.respond?.([id]);
      expect(adapter.outcome?.({ result }, invocation), fixture).toEqual(
        failed(count, invocation.batch?.count === count),
      );
    }
  });
});

describe("a durable execution", () => {
  const state = (Status: string) => ({ "isobar.aws.durable_execution.status": Status });

  it("fails without a throw, and pends without a failure", () => {
    for (const fixture of ["durable", "durable-sqs"]) {
      expect(outcomeOf(fixture, { Status: "SUCCEEDED", Result: "{}" })).toEqual({ attributes: state("SUCCEEDED") });
      expect(outcomeOf(fixture, { Status: "PENDING" })).toEqual({ attributes: state("PENDING") });
      expect(outcomeOf(fixture, { Status: "FAILED", Error: { ErrorMessage: "no" } })).toEqual({
        attributes: state("FAILED"),
        errorType: "durable_execution_failed",
      });
      for (const result of [undefined, {}, { Status: "planted" }, { statusCode: 500 }]) {
        expect(outcomeOf(fixture, result)).toEqual({});
      }
    }
  });
});

describe("other results", () => {
  it("are not read as anything", () => {
    const results = [
      { statusCode: 500 },
      { batchItemFailures: [{ itemIdentifier: "m-1" }] },
      { Status: "FAILED", Reason: "no" },
      { isAuthorized: false },
      { policyDocument: { Statement: [{ Effect: "Deny" }] } },
      undefined,
    ];
    for (const fixture of [
      "cloudformation",
      "authorizer-request",
      "authorizer-request-v2",
      "appsync-authorizer",
      "cognito",
      "sns",
      "activemq",
      "eventbridge",
      "s3-created",
      "scheduled-rule",
      "destination",
      "direct",
    ]) {
      for (const result of results) expect(outcomeOf(fixture, result), fixture).toEqual({});
    }
  });
});
