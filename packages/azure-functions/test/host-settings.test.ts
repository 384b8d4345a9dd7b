import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type HostSettings, readHostSettings } from "../src/host-settings.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "isobar-host-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (text: string | undefined, env: Record<string, string> = {}): HostSettings => {
  if (text !== undefined) writeFileSync(join(folder, "host.json"), text);
  return readHostSettings({ AzureWebJobsScriptRoot: folder, ...env });
};

describe("the time limit of host.json", () => {
  it.each([
    ["alone", '{"version":"2.0","functionTimeout":"00:10:00"}'],
    ["beside comments", '\uFEFF{\n  // "functionTimeout": "00:01:00",\n  "functionTimeout": "00:10:00"\n}\n'],
  ])("is known soon after the load: %s", async (_name, text) => {
    const { timeoutMillis, known } = read(text);
    expect(timeoutMillis()).toBeUndefined();
    await known;
    expect(timeoutMillis()).toBe(600_000);
  });

  it.each([
    ["no file", undefined],
    ["none in it", '{"version":"2.0"}'],
    ["no limit", '{"functionTimeout":"-1"}'],
    ["a number", '{"functionTimeout":300}'],
    ["null", "null"],
    ["no JSON", "{"],
  ])("is unknown: %s", async (_name, text) => {
    const { timeoutMillis, known } = read(text);
    await known;
    expect(timeoutMillis()).toBeUndefined();
  });

  it("does not count where the app setting says it, which wins, or nothing says where the app is", async () => {
    const text = '{"functionTimeout":"00:10:00"}';
    for (const host of [read(text, { AzureFunctionsJobHost__functionTimeout: "-1" }), readHostSettings({})]) {
      await host.known;
      expect(host.timeoutMillis()).toBeUndefined();
    }
  });
});

describe("the host's own spans", () => {
  const OTLP = { OTEL_EXPORTER_OTLP_ENDPOINT: "https://otlp.test" };
  const SETTING = "AzureFunctionsJobHost__telemetryMode";
  const exportsSpans = async (text: string | undefined, env: Record<string, string>): Promise<boolean> => {
    const host = read(text, env);
    await host.known;
    return host.exportsSpans();
  };

  it.each([
    ["by the app setting", undefined, { ...OTLP, [SETTING]: "OpenTelemetry" }],
    ["by host.json", '{"version":"2.0","telemetryMode":"openTelemetry"}', OTLP],
    ["by the setting, which wins", '{"telemetryMode":"ApplicationInsights"}', { ...OTLP, [SETTING]: "opentelemetry" }],
  ])("are exported %s", async (_name, text, env) => {
    expect(await exportsSpans(text, env)).toBe(true);
  });

  it.each([
    ["by default", '{"version":"2.0"}', OTLP],
    ["without a file", undefined, OTLP],
    ["where the app setting says otherwise", '{"telemetryMode":"OpenTelemetry"}', { ...OTLP, [SETTING]: "Console" }],
    ["in a place where the host does not look", '{"logging":{"telemetryMode":"OpenTelemetry"}}', OTLP],
    ["where they go to Application Insights alone", '{"telemetryMode":"OpenTelemetry"}', {}],
  ])("are not %s", async (_name, text, env) => {
    expect(await exportsSpans(text, env)).toBe(false);
  });
});
