import fc from "fast-check";
import type { AttributeValue, LogRecord, Metric, Resource, Scope, Span } from "../src/index.ts";

const text = fc.string({ unit: "binary", maxLength: 12 });
const nanos = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const exact = (value: bigint) => (Number.isSafeInteger(Number(value)) ? Number(value) : value);
const uint64 = nanos.map(exact);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(exact);
const hex = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((id) => Buffer.from(id).toString("hex"))
    .filter((id) => !/^0+$/.test(id));
const traceId = hex(16);
const spanId = hex(8);
const anyDouble = fc.double();

/** Each kind of value, nested, under any name there can be. */
export const attributeValue: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    text,
    fc.boolean(),
    int64,
    anyDouble,
    fc.uint8Array({ maxLength: 9 }).map((bytes) => new Uint8Array(bytes)),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    record(tie("value")),
  ),
})).value;

function record(value: fc.Arbitrary<AttributeValue>) {
  const key = fc.oneof(text, fc.constantFrom("__proto__", "constructor", "toString", ""));
  return fc.array(fc.tuple(key, value), { maxLength: 4 }).map(Object.fromEntries<AttributeValue>);
}

const attributes = record(attributeValue);
const described = { attributes, droppedAttributesCount: uint32, schemaUrl: text };
const resource: fc.Arbitrary<Resource> = fc.record(described);
const scope: fc.Arbitrary<Scope> = fc.record({ name: text, version: text, ...described });

/** Entries of one or two resources, each with one or two scopes, in the order in which a request nests them. */
function nested<T extends object>(entry: fc.Arbitrary<T>): fc.Arbitrary<(T & { resource: Resource; scope: Scope })[]> {
  const entries = fc.array(entry, { minLength: 1, maxLength: 3 });
  const scoped = fc.array(fc.tuple(scope, entries), { minLength: 1, maxLength: 2 });
  return fc
    .array(fc.tuple(resource, scoped), { maxLength: 2 })
    .map((groups) =>
      groups.flatMap(([resource, scopes]) =>
        scopes.flatMap(([scope, members]) => members.map((member) => ({ resource, scope, ...member }))),
      ),
    );
}

const event = fc.record({ timeUnixNano: nanos, name: text, attributes, droppedAttributesCount: uint32 });
const link = fc.record({
  traceId: fc.oneof(traceId, fc.constant("")),
  spanId: fc.oneof(spanId, fc.constant("")),
  traceState: text,
  attributes,
  droppedAttributesCount: uint32,
  flags: uint32,
});

export const spans: fc.Arbitrary<Span[]> = nested(
  fc.record(
    {
      traceId,
      spanId,
      traceState: text,
      parentSpanId: spanId,
      name: text,
      kind: fc.constantFrom<Span["kind"]>("unspecified", "internal", "server", "client", "producer", "consumer"),
      startTimeUnixNano: nanos,
      endTimeUnixNano: nanos,
      attributes,
      droppedAttributesCount: uint32,
      events: fc.array(event, { maxLength: 2 }),
      droppedEventsCount: uint32,
      links: fc.array(link, { maxLength: 2 }),
      droppedLinksCount: uint32,
      status: fc.record({ code: fc.constantFrom<Span["status"]["code"]>("unset", "ok", "error"), message: text }),
      flags: uint32,
    },
    {
      requiredKeys: [
        "traceId",
        "spanId",
        "traceState",
        "name",
        "kind",
        "startTimeUnixNano",
        "endTimeUnixNano",
        "attributes",
        "droppedAttributesCount",
        "events",
        "droppedEventsCount",
        "links",
        "droppedLinksCount",
        "status",
        "flags",
      ],
    },
  ),
);

export const logRecords: fc.Arbitrary<LogRecord[]> = nested(
  fc.record(
    {
      timeUnixNano: nanos,
      observedTimeUnixNano: nanos,
      severityNumber: fc.integer({ min: 0, max: 24 }),
      severityText: text,
      body: attributeValue,
      attributes,
      droppedAttributesCount: uint32,
      flags: uint32,
      traceId,
      spanId,
      eventName: text,
    },
    {
      requiredKeys: [
        "timeUnixNano",
        "observedTimeUnixNano",
        "severityNumber",
        "severityText",
        "body",
        "attributes",
        "droppedAttributesCount",
        "flags",
        "eventName",
      ],
    },
  ),
);

const numberValue = fc.oneof(
  int64.map((value) => ({ value, valueType: "int" as const })),
  anyDouble.map((value) => ({ value, valueType: "double" as const })),
  fc.constant({ valueType: "none" as const }),
);
const exemplar = fc
  .tuple(
    numberValue,
    fc.record(
      { timeUnixNano: nanos, filteredAttributes: attributes, traceId, spanId },
      {
        requiredKeys: ["timeUnixNano", "filteredAttributes"],
      },
    ),
  )
  .map(([value, rest]) => ({ ...rest, ...value }));
const point = { attributes, startTimeUnixNano: nanos, timeUnixNano: nanos, flags: uint32 };
const exemplars = fc.array(exemplar, { maxLength: 2 });
const numberPoint = fc
  .tuple(numberValue, fc.record({ ...point, exemplars }))
  .map(([value, rest]) => ({ ...rest, ...value }));
const limits = fc.record({ sum: anyDouble, min: anyDouble, max: anyDouble }, { requiredKeys: [] });
const histogramPoint = fc
  .tuple(
    limits,
    fc.record({
      ...point,
      exemplars,
      count: uint64,
      bucketCounts: fc.array(uint64, { maxLength: 4 }),
      explicitBounds: fc.array(anyDouble, { maxLength: 4 }),
    }),
  )
  .map(([optional, rest]) => ({ ...rest, ...optional }));
const buckets = fc.record({ offset: int32, bucketCounts: fc.array(uint64, { maxLength: 4 }) });
const exponentialPoint = fc
  .tuple(
    limits,
    fc.record({
      ...point,
      exemplars,
      count: uint64,
      scale: int32,
      zeroCount: uint64,
      zeroThreshold: anyDouble,
      positive: buckets,
      negative: buckets,
    }),
  )
  .map(([optional, rest]) => ({ ...rest, ...optional }));
const summaryPoint = fc.record({
  ...point,
  count: uint64,
  sum: anyDouble,
  quantileValues: fc.array(fc.record({ quantile: anyDouble, value: anyDouble }), { maxLength: 3 }),
});
const temporality = fc.constantFrom("unspecified" as const, "delta" as const, "cumulative" as const);
const many = <T>(items: fc.Arbitrary<T>) => fc.array(items, { maxLength: 2 });
const identity = { name: text, description: text, unit: text, metadata: attributes };

export const metrics: fc.Arbitrary<Metric[]> = nested<Omit<Metric, "resource" | "scope">>(
  fc.oneof(
    fc.record({ ...identity, type: fc.constant("gauge" as const), points: many(numberPoint) }),
    fc.record({
      ...identity,
      type: fc.constant("sum" as const),
      points: many(numberPoint),
      temporality,
      isMonotonic: fc.boolean(),
    }),
    fc.record({ ...identity, type: fc.constant("histogram" as const), points: many(histogramPoint), temporality }),
    fc.record({
      ...identity,
      type: fc.constant("exponentialHistogram" as const),
      points: many(exponentialPoint),
      temporality,
    }),
    fc.record({ ...identity, type: fc.constant("summary" as const), points: many(summaryPoint) }),
    fc.record({ ...identity, type: fc.constant("empty" as const), points: fc.constant<[]>([]) }),
  ),
) as fc.Arbitrary<Metric[]>;
