import { describe, expect, it } from "vitest";
import { describeException, readErrorType } from "../src/errors.ts";
import { createHostile } from "./support.ts";

class PaymentDeclined extends Error {}

describe("error.type", () => {
  it.each([
    [new Error("x"), "Error"],
    [new RangeError("x"), "RangeError"],
    [new PaymentDeclined("x"), "PaymentDeclined"],
    [Object.assign(new Error("x"), { name: "AbortError" }), "AbortError"],
    [Object.assign(new Error("x"), { name: "" }), "Error"],
    [{ name: "FromAnotherRealm" }, "FromAnotherRealm"],
    [{}, "Object"],
    [Object.create(null), "_OTHER"],
    ["text", "string"],
    [7, "number"],
    [Symbol("s"), "symbol"],
    [10n, "bigint"],
    [() => {}, "function"],
    [undefined, "undefined"],
    [null, "null"],
  ])("of thrown value %# is told", (error, expected) => {
    expect(readErrorType(error)).toBe(expected);
  });

  it("of an error that cannot be read is _OTHER", () => {
    expect(readErrorType(createHostile())).toBe("_OTHER");
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    expect(readErrorType(revoked.proxy)).toBe("_OTHER");
  });
});

describe("an exception", () => {
  it("is described by its type and frames, and by its message only on request", () => {
    const error = new PaymentDeclined("card 4111 of jo@example.test");
    const described = describeException(error, false);
    expect(described["exception.type"]).toBe("PaymentDeclined");
    expect(described["exception.stacktrace"]).toMatch(/^PaymentDeclined\n {4}at .*errors\.test\.ts/);
    expect(JSON.stringify(described)).not.toMatch(/4111|jo@example/);
    expect(describeException(error, true)).toEqual({
      "exception.type": "PaymentDeclined",
      "exception.message": "card 4111 of jo@example.test",
      "exception.stacktrace": error.stack,
    });
  });

  it("may be anything", () => {
    expect(describeException("text", true)).toEqual({ "exception.type": "string", "exception.message": "text" });
    expect(describeException("text", false)).toEqual({ "exception.type": "string" });
    expect(describeException(undefined, true)["exception.type"]).toBe("undefined");
    for (const error of [
      createHostile(),
      Object.create(null),
      {
        toString: () => {
          throw new Error("no");
        },
      },
    ]) {
      expect(describeException(error, true)["exception.type"]).toBeTypeOf("string");
    }
  });

  it("is not asked for its message where that is not wanted", () => {
    let asked = 0;
    const thrown = {
      toString: () => {
        asked += 1;
        return "x";
      },
    };
    describeException(thrown, false);
    expect(asked).toBe(0);
  });
});
