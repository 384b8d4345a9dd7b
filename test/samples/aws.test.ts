import { describe, expect, it } from "vitest";
import { adapter } from "../../packages/aws-lambda/src/adapter.ts";
import { loadAwsSamples } from "./aws-calls.ts";
import { dataRows } from "./aws-data.ts";
import { httpRows } from "./aws-http.ts";
import { messageRows } from "./aws-messages.ts";
import { clientContextTraceparent, other, otherRows } from "./aws-other.ts";
import { FUNCTION_NAME } from "./aws-rules.ts";
import { resolve, rowFor } from "./expect.ts";
import { readSample, reportSamples } from "./load.ts";

/** As many as there were when this was written: fewer would be a folder that is not whole. */
const LEAST = 105;

/** What no sample has; a name that is missing here as well as in the samples would be a path that was misread. */
const SEEN_IN_FIXTURES_ONLY = ["kafka.message.tombstone", "messaging.message.conversation_id"];

const ENV = { AWS_LAMBDA_FUNCTION_NAME: "another-name" };
const CONTEXT = {
  awsRequestId: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
  functionName: FUNCTION_NAME,
  functionVersion: "42",
  invokedFunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${FUNCTION_NAME}:live`,
};
const IDENTITY = {
  "aws.lambda.invoked_arn": CONTEXT.invokedFunctionArn,
  "cloud.account.id": "123456789012",
  "cloud.resource_id": `arn:aws:lambda:us-east-1:123456789012:function:${FUNCTION_NAME}:42`,
};

const rows = [...httpRows, ...messageRows, ...dataRows, ...otherRows];
const samples = loadAwsSamples();
const describeSample = (event: unknown, context: unknown = CONTEXT) =>
  adapter.describe({ args: [event, context], env: ENV });

/** Names in lower case, single values, and of all names only those of trace context. */
function contextOf(carrier: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  const names = ["traceparent", "tracestate", "baggage", "x-amzn-trace-id"];
  return Object.fromEntries(
    Object.entries(carrier ?? {})
      .map(([name, value]) => [name.toLowerCase(), Array.isArray(value) && value.length === 1 ? value[0] : value])
      .filter(([name]) => names.includes(String(name))),
  );
}

describe("AWS event samples", () => {
  it(`are all there (read ${samples.length})`, () => {
    reportSamples("aws", samples);
    expect(samples.length).toBeGreaterThanOrEqual(LEAST);
  });

  it("have a value for each attribute that is expected of them", () => {
    const expected = new Set(rows.flatMap((row) => Object.keys(row.attributes)));
    const seen = samples.flatMap(({ file, document }) => Object.keys(resolve(rowFor(rows, file).attributes, document)));
    const never = [...expected].filter((name) => !seen.includes(name));
    expect(SEEN_IN_FIXTURES_ONLY).toEqual(expect.arrayContaining(never));
  });

  for (const { file, document } of samples) {
    const row = rowFor(rows, file);

    it(`${file}: trigger, kind, name and attributes`, () => {
      const invocation = describeSample(document);
      expect(invocation?.id).toBe(CONTEXT.awsRequestId);
      expect(invocation?.trigger).toBe(row.trigger(document));
      expect(invocation?.kind).toBe(row.kind(document));
      expect(invocation?.name).toBe(row.name(document));
      expect(invocation?.attributes).toEqual({ ...IDENTITY, ...resolve(row.attributes, document) });
    });

    it(`${file}: what caused it`, () => {
      const invocation = describeSample(document);
      expect(contextOf(invocation?.carrier)).toEqual(resolve(row.carrier ?? {}, document));
      const messages = [...(invocation?.batch?.messages ?? [])].map(({ id, carrier }) => ({
        id,
        carrier: contextOf(carrier),
      }));
      const expected = (row.messages?.(document) ?? []).map(({ id, carrier }) => ({ id: id ?? undefined, carrier }));
      expect(messages).toEqual(expected);
      if (row.messages !== undefined) expect(invocation?.batch?.count).toBe(expected.length);
    });
  }
});

describe("contexts of direct calls", () => {
  for (const file of ["lambda-context-mobile.documented.json", "lambda-context.documented.json"]) {
    it(`${file}: what the caller sends beside the event`, () => {
      const context = readSample("aws", file);
      const invocation = describeSample({ orderId: 1 }, context);
      expect(invocation?.trigger).toBe(other(context));
      expect(contextOf(invocation?.carrier)).toEqual(resolve({ traceparent: clientContextTraceparent }, context));
    });
  }
});
