import official from "@pinojs/redact";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import redactPaths from "../src/redact-paths.ts";

const name = fc.constantFrom("a", "b", "c", "user", "x-y");
const part = fc.oneof(
  name.map((key) => `.${key}`),
  name.map((key) => `["${key}"]`),
  name.map((key) => `['${key}']`),
  fc.constantFrom(".*", "[*]", "[0]", "[1]"),
);
const path = fc
  .tuple(fc.oneof(name, fc.constantFrom("*", '["a"]', "[0]")), fc.array(part, { maxLength: 3 }))
  .map(([first, rest]) => first + rest.join(""));
const { value: values } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom("text", 1, null, true),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 4 }),
  ),
}));

describe("redacted paths", () => {
  it("are what @pinojs/redact makes of them, and what was given stays as it was", () => {
    fc.assert(
      fc.property(values, fc.array(path, { maxLength: 4 }), fc.boolean(), (value, paths, remove) => {
        const options = { paths, censor: remove ? undefined : "***", remove, serialize: JSON.stringify };
        const before = JSON.stringify(value);
        const theirs = official({ ...options, strict: false } as never)(structuredClone(value));
        expect(redactPaths(options)(value)).toBe(theirs);
        expect(JSON.stringify(value)).toBe(before);
      }),
      { numRuns: 3000 },
    );
  });

  it("are told to a censor that is a function", () => {
    const told: unknown[] = [];
    const censor = (value: unknown, at: string[]): string => {
      told.push([value, at]);
      return `was ${typeof value}`;
    };
    const redact = redactPaths({ paths: ["a.*.b", "c[1]"], censor, serialize: JSON.stringify });
    expect(redact({ a: { x: { b: 1 }, y: {} }, c: [1, "two"] })).toBe(
      '{"a":{"x":{"b":"was number"},"y":{}},"c":[1,"was string"]}',
    );
    expect(told).toEqual([
      [1, ["a", "x", "b"]],
      ["two", ["c", "1"]],
    ]);
  });

  it.each([[""], ["a..b"], ["a,b"], ["a[b"], ["a]"], ['a["b]'], [1]])(
    "throws of %j, as @pinojs/redact does",
    (wrong) => {
      const options = { paths: [wrong] as string[], censor: "", serialize: JSON.stringify };
      expect(() => redactPaths(options)).toThrow(/redaction path|Paths must be/);
      expect(() => official(options as never)).toThrow(/redaction path|Paths must be/);
    },
  );
});
