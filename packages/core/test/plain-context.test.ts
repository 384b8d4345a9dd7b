import { ROOT_CONTEXT } from "@opentelemetry/api";
import fc from "fast-check";
import { expect, it } from "vitest";
import { EMPTY_CONTEXT } from "../src/telemetry/plain-context.ts";

const KEYS = Array.from({ length: 4 }, (_, index) => Symbol(index));

it("holds what the API's own context holds, and changes none that was there before", () => {
  const step = fc.record({
    /** Which of the contexts so far it begins with: they may branch. */
    from: fc.nat(),
    key: fc.constantFrom(...KEYS),
    value: fc.option(fc.anything()),
    deletes: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const pairs = [{ own: EMPTY_CONTEXT, official: ROOT_CONTEXT }];
      for (const { from, key, value, deletes } of steps) {
        const { own, official } = pairs[from % pairs.length] as (typeof pairs)[number];
        pairs.push(
          deletes
            ? { own: own.deleteValue(key), official: official.deleteValue(key) }
            : { own: own.setValue(key, value), official: official.setValue(key, value) },
        );
      }
      for (const { own, official } of pairs) {
        for (const key of KEYS) expect(own.getValue(key)).toBe(official.getValue(key));
      }
    }),
  );
});

it("is as small after a key was set a hundred thousand times as after one", () => {
  const [first, second] = KEYS as [symbol, symbol];
  let context = EMPTY_CONTEXT;
  for (let turn = 0; turn < 100_000; turn += 1) context = context.setValue(first, turn).setValue(second, turn);
  expect([context.getValue(first), context.getValue(second)]).toEqual([99_999, 99_999]);
  expect(JSON.stringify(context).length).toBeLessThan(200);
});
