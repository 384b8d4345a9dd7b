import { describe, expect, test } from "vitest";
import { azure } from "./platform-support.ts";

describe("hooks on Azure", () => {
  test("run in the order of their registration, around a handler that they may replace", async () => {
    const platform = await azure("azure-hooks.cjs");
    const first = await platform.invoke({ functionName: "ordered", input: "text" });
    expect(first.result).toEqual({
      input: "text changed",
      order: ["before 1", "before 2", "wrapped", "handler"],
    });
    const second = await platform.invoke({ functionName: "ordered", input: "text" });
    expect(second.result).toMatchObject({ order: ["after", "before 1", "before 2", "wrapped", "handler"] });
  });

  test("may change a log line and swallow an error", async () => {
    const platform = await azure("azure-hooks.cjs");
    await platform.invoke({ functionName: "ordered", input: "text" });
    expect(platform.wrote("user ordered: hello")).toBe(true);
    expect(await platform.invoke({ functionName: "failing" })).toMatchObject({ ok: true, result: "swallowed" });
    expect(platform.counts()).toMatchObject({ invocations: 2, errors: 0 });
  });

  test("a rejection without a reason is no failure, as in the real worker", async () => {
    const platform = await azure("azure-hooks.cjs");
    expect(await platform.invoke({ functionName: "undefined-error" })).toMatchObject({ ok: true });
  });

  test("of unknown names, and functions after the start, are refused as the platform's own errors", async () => {
    const platform = await azure("azure-hooks.cjs");
    const { result } = await platform.invoke({ functionName: "refusals" });
    expect(result).toEqual([
      'RangeError true Unrecognized hook "noSuchHook"',
      "Error true A function can only be registered during app startup.",
      "Error true Setup options can't be changed after app startup has finished.",
    ]);
  });
});
