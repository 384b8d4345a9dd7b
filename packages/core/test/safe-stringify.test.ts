import fc from "fast-check";
import { configure as official } from "safe-stable-stringify";
import { describe, expect, it } from "vitest";
import { configure } from "../src/safe-stringify.ts";

const LIMITS = { maximumDepth: 5, maximumBreadth: 100 };

describe("what JSON.stringify cannot write", () => {
  it.each([[LIMITS], [{ maximumDepth: 2, maximumBreadth: 3 }], [{ maximumDepth: 1, maximumBreadth: 1 }]])(
    "is written as safe-stable-stringify does, with %o",
    (limits) => {
      const values = fc.anything({
        withBigInt: true,
        withDate: true,
        withTypedArray: true,
        withNullPrototype: true,
        withSparseArray: true,
        maxDepth: 4,
        maxKeys: 6,
      });
      const containers = fc.tuple(values, fc.boolean()).map(([value, isCircular]) => {
        const holder: Record<string, unknown> = { z: value, a: 1n };
        if (isCircular) holder.self = [holder, { holder }];
        return holder;
      });
      fc.assert(
        fc.property(fc.oneof(values, containers), (value) => {
          const written = configure(limits)(value);
          const expected = official(limits)(value);
          // Typed arrays of infinite numbers it writes as what is no JSON.
          if (expected !== undefined && /-?Infinity|NaN/.test(expected) && !isJson(expected))
            expect(isJson(written)).toBe(true);
          else expect(written).toBe(expected);
        }),
        { numRuns: 1000 },
      );
    },
  );

  it("says how much of a long list or object was left out", () => {
    const write = configure({ maximumDepth: 5, maximumBreadth: 2 });
    expect(write([1n, 2, 3, 4, 5])).toBe('[1,2,"... 2 items not stringified"]');
    expect(write({ c: 1n, b: 2, a: 3 })).toBe('{"a":3,"b":2,"...":"1 item not stringified"}');
  });

  it("throws what a toJSON throws: pino says then that it cannot be written", () => {
    const failing = {
      toJSON() {
        throw new RangeError("on purpose");
      },
    };
    expect(() => configure(LIMITS)(failing)).toThrow(RangeError);
  });
});

function isJson(text: string | undefined): boolean {
  try {
    JSON.parse(String(text));
    return true;
  } catch {
    return false;
  }
}
