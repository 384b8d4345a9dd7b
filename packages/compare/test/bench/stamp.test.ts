import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classifyAnswer } from "../../src/bench/outcome.ts";
import { readServerTiming, readStamp } from "../../src/bench/stamp.ts";
import { parseTarget, publicUrl } from "../../src/bench/target.ts";

describe("the stamp of a response", () => {
  it("is read from its headers", () => {
    expect(readStamp({ "server-timing": "handler;dur=12.5", "isobar-invocation-id": "i-1" })).toEqual({
      invocationId: "i-1",
      handlerMillis: 12.5,
      cold: false,
    });
    expect(readStamp({ "server-timing": 'db;dur=3;desc="a, b;c", handler;dur=20, init;dur=180.25, cold' })).toEqual({
      handlerMillis: 20,
      initMillis: 180.25,
      cold: true,
    });
  });
  it("is the last, where the handler passed on another's response", () => {
    const header = "handler;dur=5, init;dur=9, cold, handler;dur=30";
    expect(readStamp({ "server-timing": header })).toEqual({ handlerMillis: 30, cold: false });
  });
  it("is none where there is no time of a handler", () => {
    for (const header of [undefined, "", "db;dur=3", "handler", "handler;dur=x", "handler;dur=-1", "cold"]) {
      expect(readStamp(header === undefined ? {} : { "server-timing": header })).toBeUndefined();
    }
  });
});

describe("a Server-Timing header", () => {
  it("is read whatever it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(fc.string())), (header) => {
        for (const { name, duration } of readServerTiming(header)) {
          expect(name).not.toBe("");
          expect(duration === undefined || duration >= 0).toBe(true);
        }
      }),
    );
  });
  it("gives back what was written", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
    const entries = fc.array(
      fc.record({
        name,
        duration: fc.double({ min: 0, max: 1e6, noNaN: true }),
        text: fc.stringMatching(/^[ -!#-[\]-~]*$/),
      }),
    );
    fc.assert(
      fc.property(entries, (given) => {
        const header = given.map((entry) => `${entry.name};desc="${entry.text}";dur=${entry.duration}`).join(", ");
        const expected = given.map((entry) => ({ name: entry.name, duration: entry.duration + 0 }));
        expect(readServerTiming(header)).toEqual(expected);
      }),
    );
  });
});

describe("what became of a request", () => {
  it.each([
    [200, true, true, "ok"],
    [200, false, true, "ok"],
    [302, false, false, "ok"],
    [429, true, true, "app_error"],
    [503, true, true, "app_error"],
    [404, true, true, "app_error"],
    [429, false, true, "throttled"],
    [502, false, true, "platform_error"],
    [403, false, true, "refused"],
    [429, false, false, "unattributed"],
    [500, false, false, "unattributed"],
    [undefined, false, true, "no_answer"],
  ] as const)("with status %s, stamp %s, of a target that stamps: %s, is %s", (status, isStamped, stamps, expected) => {
    expect(classifyAnswer(status, isStamped, stamps)).toBe(expected);
  });
});

describe("a target", () => {
  it("has a name, perhaps a version, and a URL", () => {
    expect(parseTarget("aws=https://x.test/a?code=1")).toMatchObject({ id: "aws", name: "aws" });
    expect(parseTarget("aws@1.4.0=http://x.test")).toMatchObject({ id: "aws@1.4.0", name: "aws", version: "1.4.0" });
    for (const wrong of ["", "aws", "aws=", "=http://x", "aws=ftp://x.test", "a b=http://x", "@1=http://x.test"]) {
      expect(parseTarget(wrong), wrong).toBeUndefined();
    }
  });
  it("is written down without its keys", () => {
    expect(publicUrl(new URL("https://me:secret@x.test:8443/a/b?code=secret#secret"))).toBe("https://x.test:8443/a/b");
  });
});
