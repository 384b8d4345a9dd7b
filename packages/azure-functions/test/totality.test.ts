import { env } from "node:process";
import type { Invocation } from "@isobar/core";
import { counting, mutated } from "@isobar/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { describeTrigger } from "../src/triggers/index.ts";
import type { TriggerCall } from "../src/triggers/table.ts";
import calls from "./fixtures/calls.json" with { type: "json" };
import requestAndBusCalls from "./fixtures/request-and-bus-calls.json" with { type: "json" };
import { createContext, describeCall } from "./support.ts";

/** A longer search now and then: `ISOBAR_TEST_RUNS=1000000`. */
const CASES = Number(env.ISOBAR_TEST_RUNS || 5000);

interface Fixture {
  readonly trigger?: { readonly type?: unknown } | null;
  readonly input?: unknown;
  readonly metadata?: unknown;
}

const fixtures: readonly Fixture[] = Object.values({ ...calls, ...requestAndBusCalls });

/** What the adapter hands to a reader; it would hide what the reader throws. */
function createCall(fixture: Fixture | undefined): TriggerCall {
  return {
    input: fixture?.input,
    context: { triggerMetadata: fixture?.metadata },
    options: typeof fixture?.trigger === "object" ? (fixture.trigger ?? {}) : {},
    functionName: "f",
    faasName: "shop/f",
    env: { A: "a", PREFIX: "p" },
  };
}

/** By hand: an assertion for each of ten attributes would be most of what a case takes. */
function expectValues(attributes: Invocation["attributes"]): void {
  for (const [name, value] of Object.entries(attributes)) {
    const isValue = typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
    if (!isValue) expect.fail(`${name} is ${String(value)}`);
  }
}

test(`no reader throws on damaged calls, or writes to them, in ${CASES} cases`, { timeout: 3_600_000 }, () => {
  const damaged = fc.oneof(
    ...fixtures.map((fixture) =>
      mutated(fixture).map((value) => [String(fixture.trigger?.type).toLowerCase(), value] as const),
    ),
  );
  fc.assert(
    fc.property(damaged, ([type, fixture]) => {
      const call = describeTrigger(type, createCall(fixture));
      expect(call.name).not.toBe("");
      expectValues(call.attributes);
      for (const message of call.batch?.messages ?? []) expect(message.carrier).toBeTypeOf("object");
    }),
    { numRuns: CASES },
  );
});

test("reading costs no more for a batch of 10,000 than for one of 10", () => {
  const record = { Value: "v", Headers: [], metadata: { operationType: "create" }, Operation: 0, properties: {} };
  const types = ["serviceBus", "eventHub", "eventGrid", "kafka", "cosmosDB", "sql", "mysql"];
  for (const type of types) {
    for (const sdkBinding of [false, true]) {
      const [smallest = 0, small, large = 0] = [10, 20, 10_000].map((size) => {
        const list = new Array<typeof record>(size).fill(record);
        const metadata = { messageIdArray: list, propertiesArray: list, headersArray: list };
        const observed = counting({ input: list, metadata });
        const trigger = { type: `${type}Trigger`, cardinality: "many", sdkBinding };
        const call = describeCall(
          observed.value.input,
          createContext(trigger, { triggerMetadata: observed.value.metadata }),
        );
        expect(call.batch?.count).toBe(size);
        return observed.reads();
      });
      expect(large, type).toBe(small);
      // Of a few changes, each is looked at: they may all be of one kind.
      expect(large, type).toBeLessThanOrEqual(smallest);
      expect(large, type).toBeGreaterThan(0);
    }
  }
});
