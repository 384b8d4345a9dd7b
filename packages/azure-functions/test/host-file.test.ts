import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readHostFile } from "../src/host-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "isobar-host-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (text: string | undefined, env: Record<string, string> = {}): (() => number | undefined) => {
  if (text !== undefined) writeFileSync(join(folder, "host.json"), text);
  return readHostFile({ AzureWebJobsScriptRoot: folder, ...env });
};

describe("the time limit of host.json", () => {
  it.each([
    ["alone", '{"version":"2.0","functionTimeout":"00:10:00"}'],
    ["beside comments", '\uFEFF{\n  // "functionTimeout": "00:01:00",\n  "functionTimeout": "00:10:00"\n}\n'],
  ])("is known soon after the load: %s", async (_name, text) => {
    const timeoutMillis = read(text);
    expect(timeoutMillis()).toBeUndefined();
    await expect.poll(timeoutMillis).toBe(600_000);
  });

  it.each([
    ["no file", undefined],
    ["none in it", '{"version":"2.0"}'],
    ["no limit", '{"functionTimeout":"-1"}'],
    ["a number", '{"functionTimeout":300}'],
    ["null", "null"],
    ["no JSON", "{"],
  ])("is unknown: %s", async (_name, text) => {
    const timeoutMillis = read(text);
    await wait(50);
    expect(timeoutMillis()).toBeUndefined();
  });

  it("is not looked up where the app setting says it, which wins, or nothing says where the app is", async () => {
    const text = '{"functionTimeout":"00:10:00"}';
    const known = [read(text, { AzureFunctionsJobHost__functionTimeout: "-1" }), readHostFile({})];
    await wait(50);
    expect(known.map((timeoutMillis) => timeoutMillis())).toEqual([undefined, undefined]);
  });
});
