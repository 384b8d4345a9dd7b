import { env } from "node:process";
import { counting } from "@isobar/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adapter } from "../src/adapter.ts";
import { describeTrigger } from "../src/triggers/index.ts";
import { createLambdaContext, lambdaEnv } from "./support.ts";
import { attributesOf, describeEvent, describeFixture, messagesOf, readEvents } from "./trigger-support.ts";

const RUNS = Number(env.ISOBAR_TEST_RUNS ?? 5000);
const TIMEOUT_MILLIS = 60_000 + RUNS * 10;

type Path = readonly (string | number)[];

/** All places of a document, the containers' too. */
function pathsOf(value: unknown, above: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  const names = Array.isArray(value) ? value.keys() : Object.keys(value);
  return [...names].flatMap((name) => {
    const path = [...above, name];
    return [path, ...pathsOf((value as Record<string | number, unknown>)[name], path)];
  });
}

function replaceAt(root: unknown, path: Path, value: unknown): void {
  let parent: unknown = root;
  for (const name of path.slice(0, -1)) {
    if (typeof parent !== "object" || parent === null) return;
    parent = (parent as Record<string | number, unknown>)[name];
  }
  const last = path.at(-1);
  if (typeof parent !== "object" || parent === null || last === undefined || Object.isFrozen(parent)) return;
  if (value === REMOVED) Reflect.deleteProperty(parent, last);
  else Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
}

const REMOVED = Symbol("removed");

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}

const fixtures = Object.values(readEvents()).map((event) => ({ event, paths: pathsOf(event) }));

const replacement = fc.oneof(
  fc
    .constantFrom<unknown[]>(
      REMOVED,
      null,
      "",
      0,
      -1,
      1e300,
      Number.NaN,
      true,
      [],
      {},
      [null],
      [[]],
      "{",
      "arn:::::",
      "aws:sqs",
      "a".repeat(70_000),
    )
    .map((value) => (typeof value === "object" ? structuredClone(value) : value)),
  fc.jsonValue({ maxDepth: 3 }),
  fc.anything({ maxDepth: 2, withBigInt: true, withNullPrototype: true }),
  fc.dictionary(fc.constantFrom("__proto__", "constructor", "length", "toString", "0"), fc.jsonValue()),
);

/** A real event with some of its places changed, removed, or taken from another kind of event. */
const mutated = fc
  .tuple(
    fc.nat({ max: fixtures.length - 1 }),
    fc.nat({ max: fixtures.length - 1 }),
    fc.array(fc.tuple(fc.nat(), replacement), { maxLength: 4 }),
    fc.boolean(),
  )
  .map(([index, otherIndex, changes, isMerged]) => {
    const { event, paths } = fixtures[index] ?? { event: {}, paths: [] };
    const other = structuredClone(fixtures[otherIndex]?.event);
    const copy: unknown = structuredClone(event);
    const root = isMerged && !Array.isArray(copy) && !Array.isArray(other) ? Object.assign({}, other, copy) : copy;
    for (const [at, value] of changes) replaceAt(root, paths[at % Math.max(1, paths.length)] ?? [], value);
    return root;
  });

/** Everything that a description says, as data. */
function materialize(event: unknown): unknown {
  const { batch, ...invocation } = describeEvent(event);
  const messages = batch === undefined ? [] : [...batch.messages];
  return { ...invocation, messages, count: batch?.count, answer: batch?.respond?.(["a", "m-1", "orders-0:15"]) };
}

describe("any event", () => {
  it(`is described, and not changed (${RUNS} mutated events)`, { timeout: TIMEOUT_MILLIS }, () => {
    fc.assert(
      fc.property(mutated, (event) => {
        // The adapter survives a reader that throws; no reader does.
        expect(describeTrigger(event, "f").name).not.toBe("");
        const before = materialize(event);
        const frozen = deepFreeze(event);
        expect(materialize(frozen)).toEqual(before);
        const { attributes, name, batch } = describeEvent(frozen);
        expect(name).not.toBe("");
        expect(batch === undefined || Number.isInteger(batch.count)).toBe(true);
        for (const [key, value] of Object.entries(attributes)) {
          const isText =
            typeof value === "string" || (Array.isArray(value) && value.every((item) => typeof item === "string"));
          // By hand: an assertion for each attribute would be much of what a case takes.
          if (!isText && typeof value !== "boolean" && !Number.isFinite(value)) {
            expect.fail(`${key} is ${String(value)}`);
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("is judged by its result, whatever that is", { timeout: TIMEOUT_MILLIS }, () => {
    const result = fc.oneof(
      fc.anything(),
      fc.record(
        {
          statusCode: fc.anything(),
          status: fc.anything(),
          Status: fc.anything(),
          batchItemFailures: fc.oneof(fc.anything(), fc.array(fc.record({ itemIdentifier: fc.anything() }))),
          records: fc.oneof(fc.anything(), fc.array(fc.anything())),
        },
        { requiredKeys: [] },
      ),
    );
    const events = fc.constantFrom(...fixtures.map(({ event }) => event));
    fc.assert(
      fc.property(events, result, (event, value) => {
        const outcome = adapter.outcome?.({ result: value }, describeEvent(event));
        expect(
          outcome?.errorType === undefined || /^(5\d\d|batch_failed|durable_execution_failed)$/.test(outcome.errorType),
        ).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it("keeps what is secret in it", () => {
    for (const [name, event] of Object.entries(readEvents())) {
      const invocation = describeEvent(event);
      const { carrier: _headers, ...told } = invocation;
      const carriers = messagesOf(invocation).map((message) =>
        name === "appsync-events-publish" ? message.id : message.carrier,
      );
      expect(JSON.stringify([told, attributesOf(invocation), carriers]), name).not.toContain("planted");
    }
  });

  it("is described by its fixed places, before a getter can do harm", () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error("hostile");
        },
      },
    );
    for (const { event } of fixtures) {
      const { paths } = { paths: pathsOf(event) };
      for (const path of paths.slice(0, 40)) {
        const copy: unknown = structuredClone(event);
        replaceAt(copy, path, hostile);
        expect(adapter.describe({ args: [copy, createLambdaContext()], env: lambdaEnv })?.name).toBeTruthy();
      }
    }
  });
});

describe("a batch of 10,000", () => {
  /** How many properties of an event are read to describe it. */
  function countReads(event: object): number {
    const observed = counting(event);
    adapter.describe({ args: [observed.value, createLambdaContext()], env: lambdaEnv });
    return observed.reads();
  }

  /** An event with a list of `size` copies of its list's first item. */
  function grow(name: string, path: Path, size: number): object {
    const event = readEvents()[name];
    const list = path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], event);
    const [first] = list as unknown[];
    const grown = Array.from({ length: size }, () => structuredClone(first));
    if (path.length === 0) return grown;
    replaceAt(event, path, grown);
    return event as object;
  }

  const BATCHES: readonly (readonly [fixture: string, list: Path])[] = [
    ["sqs-mixed-contexts", ["Records"]],
    ["sqs-fifo-groups", ["Records"]],
    ["sns", ["Records"]],
    ["kinesis", ["Records"]],
    ["dynamodb-insert", ["Records"]],
    ["s3-created", ["Records"]],
    ["msk", ["records", "orders-0"]],
    ["self-managed-kafka", ["records", "audit-log-3"]],
    ["activemq", ["messages"]],
    ["rabbitmq", ["rmqMessagesByQueue", "jobs::/"]],
    ["firehose", ["records"]],
    ["documentdb-insert", ["events"]],
    ["s3-batch", ["tasks"]],
    ["appsync-events-publish", ["events"]],
    ["appsync-template", ["payload"]],
    ["pipes-sqs", []],
    ["pipes-kafka", []],
    ["pipes-kinesis", []],
    ["pipes-dynamodb", []],
    ["pipes-activemq", []],
    ["pipes-rabbitmq", []],
    ["appsync-batch", []],
    ["ses", ["Records"]],
    ["codecommit", ["Records"]],
  ];

  it("of each kind of event that has records is among them", () => {
    const typeOf = (name: string): unknown => describeFixture(name).attributes["isobar.trigger.type"];
    const known = new Set(BATCHES.map(([name]) => typeOf(name)));
    const batches = Object.keys(readEvents()).filter((name) => {
      const { attributes, batch } = describeFixture(name);
      return batch !== undefined || attributes["isobar.batch.record_count"] !== undefined;
    });
    const unknown = batches.filter((name) => !known.has(typeOf(name)));
    // One event a call, which is no list; and what is parsed from a text, of 64 KiB at most.
    expect(unknown.map(typeOf)).toEqual(["aws.eventbridge", "aws.lambda.durable_execution"]);
  });

  it.each(BATCHES)("%s is read as little as one of 10", (name, path) => {
    const small = countReads(grow(name, path, 10));
    expect(small).toBeGreaterThan(5);
    expect(small).toBeLessThan(400);
    expect(countReads(grow(name, path, 10_000))).toBe(small);
  });
});
