import { describe, expect, it } from "vitest";
import { readFunctionTimeout } from "../src/function-timeout.ts";

const read = (value: string | undefined) => readFunctionTimeout({ AzureFunctionsJobHost__functionTimeout: value });

describe("readFunctionTimeout", () => {
  it.each([
    ["00:05:00", 300_000],
    ["00:00:02.5", 2500],
    ["00:00:01.0000001", 1000],
    ["01:02:03.045", 3_723_045],
    ["1.12:00:00", 129_600_000],
    [" 00:10:00 ", 600_000],
  ])("%s is %i ms", (value, millis) => {
    expect(read(value)).toBe(millis);
  });

  it.each([
    ["no limit", "-1"],
    ["nothing set", undefined],
    ["nothing in it", ""],
    ["no time at all", "00:00:00"],
    ["a number", "300"],
    ["minutes and seconds alone", "05:00"],
    ["a 24th hour", "24:00:00"],
    ["a 60th minute", "00:60:00"],
    ["a negative span", "-00:05:00"],
    ["text", "five minutes"],
    ["too much", "00:05:00:00"],
  ])("%s is unknown", (_name, value) => {
    expect(read(value)).toBeUndefined();
  });
});
