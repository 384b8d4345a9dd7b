import { env } from "node:process";
import type { Invocation } from "@isobar/core";
import { counting, mutated } from "@isobar/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { describeBackground, describeEvent, describeRequest } from "../src/triggers/index.ts";
import background from "./fixtures/background.json" with { type: "json" };
import events from "./fixtures/events.json" with { type: "json" };
import fullRequests from "./fixtures/full-requests.json" with { type: "json" };
import requests from "./fixtures/requests.json" with { type: "json" };

/** A longer search now and then: `ISOBAR_TEST_RUNS=1000000`. */
const CASES = Number(env.ISOBAR_TEST_RUNS || 5000);

/** One of the fixtures, damaged, and the reader of its form. The adapter would hide what a reader throws. */
const calls: fc.Arbitrary<() => Invocation> = fc.oneof(
  ...Object.values(events).map((event) => mutated<object>(event).map((value) => () => describeEvent(value, "f"))),
  ...Object.values(background).map((call) =>
    mutated<{ data?: unknown; context?: unknown }>(call).map(
      (value) => () => describeBackground(value?.data, value?.context, "f"),
    ),
  ),
  ...Object.values({ ...requests, ...fullRequests }).map((request) =>
    mutated<object>(request).map((value) => () => describeRequest(value, "f")),
  ),
);

/** By hand: an assertion for each of ten attributes would be most of what a case takes. */
function expectValues(attributes: Invocation["attributes"]): void {
  for (const [name, value] of Object.entries(attributes)) {
    const isValue = typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
    if (!isValue) expect.fail(`${name} is ${String(value)}`);
  }
}

test(`no reader throws on damaged events, or writes to them, in ${CASES} cases`, { timeout: 3_600_000 }, () => {
  fc.assert(
    fc.property(calls, (read) => {
      const invocation = read();
      expect(invocation.id).not.toBe("");
      expect(invocation.name).not.toBe("");
      expectValues(invocation.attributes);
      for (const message of invocation.batch?.messages ?? []) expect(message).toBeTypeOf("object");
    }),
    { numRuns: CASES },
  );
});

test("reading costs no more for a large event than for a small one", () => {
  const cost = (make: (size: number) => object, read: (value: object) => unknown) =>
    [10, 10_000].map((size) => {
      const observed = counting(make(size));
      read(observed.value);
      return observed.reads();
    });
  const members = (size: number) =>
    Object.fromEntries(Array.from({ length: size }, (_, index) => [`k${index}`, index]));
  const list = (size: number) => Array.from({ length: size }, (_, index) => ({ ...events.unknown, id: `e-${index}` }));
  const pubSub = (size: number) => ({
    ...events.pubsub,
    ...members(size),
    data: { ...members(size), message: { messageId: "m", attributes: members(size) } },
  });
  const costs = [
    cost(pubSub, (event) => describeEvent(event, "f")),
    cost(
      (size) => ({ headers: { "content-type": "application/cloudevents-batch+json" }, body: list(size) }),
      (request) => describeRequest(request, "f"),
    ),
    cost(
      (size) => ({ ...events["firestore-inserted-by-write"], data: { value: { fields: members(size) } } }),
      (event) => describeEvent(event, "f"),
    ),
  ];
  for (const [small, large] of costs) {
    expect(small).toBeGreaterThan(0);
    expect(large).toBe(small);
  }
});
