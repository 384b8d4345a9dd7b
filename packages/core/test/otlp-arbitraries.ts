import { createTraceState, type Link, type SpanContext, ValueType } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { AggregationTemporality, DataPointType, type ResourceMetrics } from "@opentelemetry/sdk-metrics";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import * as fc from "fast-check";

/** Text of every kind: ASCII, any characters, halves of surrogate pairs, lengths around what a length takes. */
const text = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((units) => String.fromCharCode(...units)),
  fc
    .tuple(fc.constantFrom("a", "é", "€", "😀", "\ud800", "\0"), fc.constantFrom(41, 42, 43, 64, 127, 128))
    .map(([unit, length]) => unit.repeat(length).slice(0, length)),
);

const integer = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc
    .tuple(fc.constantFrom(1, -1), fc.integer({ min: 0, max: 70 }), fc.integer({ min: -2, max: 2 }))
    .map(([sign, exponent, offset]) => sign * 2 ** exponent + offset),
);
const number = fc.oneof(integer, fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 1e21, 5e-324));
const count = fc.oneof(fc.nat(200), fc.maxSafeNat());

/** What an attribute or a body can be given, whether the API's types allow it or not. */
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    text,
    number,
    fc.boolean(),
    fc.constantFrom<unknown>(
      null,
      undefined,
      1n,
      () => 1,
      Symbol("s"),
      new Date(0),
      Buffer.from("buffer"),
      new Array(2),
    ),
    fc.uint8Array({ maxLength: 200 }),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(text, tie("value"), { maxKeys: 5 }),
  ),
})).value;

const attributes = fc.dictionary(text, value, { maxKeys: 6 });
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });

const time = fc.tuple(
  fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 1_700_000_000, max: 1_900_000_000 })),
  fc.oneof(fc.nat(999_999_999), fc.constantFrom(0, 999_999_999, 1_000_000_000, 2 ** 32)),
);

const id = (digits: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdefABCDEF"), minLength: digits, maxLength: digits });
const traceState = optional(fc.constantFrom("", "a=1", "vendor=x,other=y").map((raw) => createTraceState(raw)));
const spanContext: fc.Arbitrary<SpanContext> = fc
  .record({ traceId: id(32), spanId: id(16), traceFlags: fc.nat(511), isRemote: optional(fc.boolean()), traceState })
  .map(withoutUndefined<SpanContext>);

/** As the SDK leaves a field out that it has no value for, and code of others may not. */
function withoutUndefined<Made>(record: object): Made {
  return Object.fromEntries(Object.entries(record).filter(([, each]) => each !== undefined)) as Made;
}

const resource = fc.record({ attributes, schemaUrl: optional(text) }) as unknown as fc.Arbitrary<Resource>;
const scope = fc.record(
  { name: text, version: text, schemaUrl: text, attributes, droppedAttributesCount: count },
  { requiredKeys: ["name"] },
);

/** A few resources and scopes, of which each record has one of each: so that there is something to group. */
const origins = fc.record({
  resources: fc.array(resource, { minLength: 1, maxLength: 2 }),
  scopes: fc.array(scope, { minLength: 1, maxLength: 3 }),
});

function fromOrigins<Fields extends object, Made>(fields: fc.Arbitrary<Fields>): fc.Arbitrary<Made[]> {
  const records = fc.array(fc.tuple(fields, fc.nat(), fc.nat()), { maxLength: 5 });
  return fc.tuple(origins, records).map(([{ resources, scopes }, all]) =>
    all.map(
      ([own, one, other]) =>
        ({
          ...own,
          resource: resources[one % resources.length],
          instrumentationScope: scopes[other % scopes.length],
        }) as unknown as Made,
    ),
  );
}

const link = fc.record(
  { context: spanContext, attributes, droppedAttributesCount: count },
  { requiredKeys: ["context"] },
) as fc.Arbitrary<Link>;
const event = fc.record(
  { time, name: text, attributes, droppedAttributesCount: count },
  { requiredKeys: ["time", "name"] },
);

export const spans = fromOrigins<object, ReadableSpan>(
  fc.record({
    spanContext: spanContext.map((context) => () => context),
    parentSpanContext: optional(fc.oneof(spanContext, fc.constant({ traceId: "", spanId: "", traceFlags: 0 }))),
    name: text,
    kind: fc.constantFrom(0, 1, 2, 3, 4, undefined),
    startTime: time,
    endTime: time,
    attributes,
    droppedAttributesCount: count,
    events: fc.array(event, { maxLength: 3 }),
    droppedEventsCount: count,
    links: fc.array(link, { maxLength: 3 }),
    droppedLinksCount: count,
    status: fc.record({ code: fc.constantFrom(0, 1, 2), message: text }, { requiredKeys: ["code"] }),
  }),
);

export const logRecords = fromOrigins<object, ReadableLogRecord>(
  fc.record({
    hrTime: time,
    hrTimeObserved: time,
    spanContext: optional(spanContext),
    severityNumber: optional(fc.nat(24)),
    severityText: optional(text),
    body: value,
    eventName: optional(text),
    attributes,
    droppedAttributesCount: count,
  }),
);

const optionalNumber = optional(number);
const point = <Value>(pointValue: fc.Arbitrary<Value>) =>
  fc.array(fc.record({ startTime: time, endTime: time, attributes, value: pointValue }), { maxLength: 3 });
const bucketCounts = fc.array(count, { maxLength: 20 });
const buckets = fc.record({ offset: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), bucketCounts });
const histogram = fc.record({
  buckets: fc.record({ counts: bucketCounts, boundaries: fc.array(number, { maxLength: 20 }) }),
  count,
  sum: optionalNumber,
  min: optionalNumber,
  max: optionalNumber,
});
const exponentialHistogram = fc.record({
  count,
  sum: optionalNumber,
  min: optionalNumber,
  max: optionalNumber,
  scale: fc.integer({ min: -20, max: 20 }),
  zeroCount: count,
  positive: buckets,
  negative: buckets,
});
const descriptor = fc.record({
  name: text,
  description: text,
  unit: text,
  valueType: fc.constantFrom(ValueType.INT, ValueType.DOUBLE),
});
const metric = <Type extends DataPointType>(dataPointType: Type, dataPoints: fc.Arbitrary<unknown>) =>
  fc.record({
    dataPointType: fc.constant(dataPointType),
    descriptor,
    aggregationTemporality: fc.constantFrom(AggregationTemporality.DELTA, AggregationTemporality.CUMULATIVE),
    isMonotonic: fc.boolean(),
    dataPoints,
  });

export const resourceMetrics = fc.record({
  resource,
  scopeMetrics: fc.array(
    fc.record({
      scope,
      metrics: fc.array(
        fc.oneof(
          metric(DataPointType.SUM, point(number)),
          metric(DataPointType.GAUGE, point(number)),
          metric(DataPointType.HISTOGRAM, point(histogram)),
          metric(DataPointType.EXPONENTIAL_HISTOGRAM, point(exponentialHistogram)),
        ),
        { maxLength: 4 },
      ),
    }),
    { maxLength: 3 },
  ),
}) as unknown as fc.Arbitrary<ResourceMetrics>;
