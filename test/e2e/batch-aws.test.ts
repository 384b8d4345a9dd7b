import { describe, expect, it } from "vitest";
import { identifiers, PARTIAL } from "../../packages/aws-lambda/test/batch-answers.ts";
import * as samples from "../../packages/aws-lambda/test/batch-events.ts";
import { startLambda } from "../../packages/local/dist/index.js";
import { type BatchSource, deliverBefore, describeSources, POISON, TEN, withoutPoison } from "./support/batch.ts";

const { SENDER, senderSpanOf, traceparentOf, without } = samples;
const LINK = { traceId: SENDER, spanId: senderSpanOf(POISON) };

/** Sources that have no place for a trace context. */
const UNLINKED: ReadonlySet<samples.BatchSample> = new Set([samples.kinesis, samples.firehose, samples.s3Batch]);

const withSystem = (system: string | undefined) => (system === undefined ? {} : { system });
const SYSTEMS: ReadonlyMap<samples.BatchSample, string> = new Map([
  [samples.sqs, "aws.sqs"],
  [samples.fifo, "aws.sqs"],
  [samples.kinesis, "aws.kinesis"],
  [samples.kafka, "kafka"],
  [samples.firehose, "aws.firehose"],
  [samples.appSyncEvents, "aws.appsync"],
  [samples.activeMq, "activemq"],
  [samples.rabbitMq, "rabbitmq"],
]);

const sourceOf = (sample: samples.BatchSample, processed: readonly number[]): BatchSource => ({
  name: sample.name,
  events: [sample.event],
  span: sample.span,
  processed,
  id: sample.ids[POISON] ?? "",
  ...withSystem(SYSTEMS.get(sample)),
  ...(!UNLINKED.has(sample) && { link: LINK }),
});

/** A source that takes a partial failure, with what it is told. */
interface PartialSource extends BatchSource {
  readonly told: unknown;
  readonly failedCount: number;
}

const partial: PartialSource[] = PARTIAL.map(([sample, processed, told, failedCount]) => {
  return { ...sourceOf(sample, processed), told, failedCount };
});

/** EventBridge Pipes hand over their source's records as a list, and flatten some. */
const pipe = (
  sample: samples.BatchSample,
  processed: readonly number[],
  told: unknown,
  records: readonly object[],
): PartialSource => ({
  ...sourceOf(sample, processed),
  name: `${sample.name} through EventBridge Pipes`,
  events: [records],
  told,
  failedCount: 1,
});

const recordsOf = ({ event }: samples.BatchSample) => event.Records as readonly Record<string, object>[];

const pipes: readonly PartialSource[] = [
  pipe(samples.sqs, without(POISON), identifiers("m-3"), recordsOf(samples.sqs)),
  pipe(
    samples.kinesis,
    [0, 1, 2],
    identifiers("103"),
    recordsOf(samples.kinesis).map(({ kinesis, ...record }) => ({ ...record, ...kinesis })),
  ),
  pipe(samples.dynamoDb, [0, 1, 2], identifiers("203"), recordsOf(samples.dynamoDb)),
  pipe(
    samples.kafka,
    without(3, 4),
    identifiers({ partition: "orders-0", offset: 3 }),
    Object.entries(samples.kafka.event.records as Record<string, object[]>).flatMap(([eventSourceKey, list]) =>
      list.map((record) => ({ ...record, eventSource: "aws:kafka", eventSourceKey })),
    ),
  ),
];

const asAWhole: readonly BatchSource[] = [
  sourceOf(samples.activeMq, withoutPoison),
  sourceOf(samples.rabbitMq, withoutPoison),
  {
    ...sourceOf(samples.activeMq, withoutPoison),
    name: "ActiveMQ through EventBridge Pipes",
    events: [(samples.activeMq.event.messages as object[]).map((message) => ({ ...message, eventSource: "aws:mq" }))],
  },
  {
    name: "a list of one's own",
    events: [TEN.map((index) => ({ id: `x-${index}` }))],
    span: "process",
    processed: withoutPoison,
  },
];

const single: readonly BatchSource[] = [
  {
    name: "SNS",
    events: TEN.map((index) => ({
      Records: [
        {
          EventSource: "aws:sns",
          Sns: {
            MessageId: `s-${index}`,
            TopicArn: "arn:aws:sns:us-east-1:123456789012:orders",
            Message: "{}",
            MessageAttributes: { traceparent: { Type: "String", Value: traceparentOf(index) } },
          },
        },
      ],
    })),
    span: "process orders",
    processed: withoutPoison,
    system: "aws.sns",
    id: "s-3",
    link: LINK,
  },
  {
    name: "EventBridge",
    events: TEN.map((index) => ({
      id: `e-${index}`,
      source: "shop",
      "detail-type": "Ordered",
      detail: { traceparent: traceparentOf(index) },
    })),
    span: "process",
    processed: withoutPoison,
    system: "aws.eventbridge",
    id: "e-3",
    link: LINK,
  },
  {
    name: "an event of one's own",
    events: TEN.map((index) => ({ id: `x-${index}` })),
    span: "process",
    processed: withoutPoison,
  },
];

const all = [...partial, ...pipes, ...asAWhole, ...single];
const runs = deliverBefore(startLambda, { fixture: "aws.mjs" }, all);

describe.each([...partial, ...pipes])("one poison record of ten of $name", (source) => {
  it("is reported alone in the platform's own format, and the invocation succeeds", () => {
    const delivered = runs.telemetry.of(source);
    expect(delivered).toMatchObject([{ answer: { ok: true, result: source.told } }]);
    const [{ invocation } = { invocation: undefined }] = delivered;
    expect(invocation?.status.code).toBe("unset");
    expect(invocation?.attributes["error.type"]).toBeUndefined();
    expect(Number(invocation?.attributes["isobar.batch.failed_count"])).toBe(source.failedCount);
  });
});

describeSources(runs, asAWhole, single, all);
