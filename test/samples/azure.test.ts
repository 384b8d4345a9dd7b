import { describe, expect, it } from "vitest";
import { adapter } from "../../packages/azure-functions/src/adapter.ts";
import { loadAzureSamples } from "./azure-calls.ts";
import { azureRows, faasName, SITE, UNTOUCHED } from "./azure-rows.ts";
import { at, resolve, rowFor, text } from "./expect.ts";
import { reportSamples } from "./load.ts";

/** As many as there were when this was written: fewer would be a folder that is not whole. */
const LEAST = 31;

const ENV = { WEBSITE_SITE_NAME: SITE };

const samples = loadAzureSamples();

describe("Azure event samples", () => {
  it(`are all there (read ${samples.length})`, () => {
    reportSamples("azure", samples);
    expect(samples.length).toBeGreaterThanOrEqual(LEAST);
  });

  for (const { file, document: sample } of samples) {
    const read = () => adapter.describe({ args: [sample.input, sample.context], env: ENV });

    if (UNTOUCHED.has(file.split(".")[0] ?? "")) {
      it(`${file}: runs untouched`, () => expect(read()).toBeUndefined());
      continue;
    }
    const row = rowFor(azureRows, file);

    it(`${file}: id, trigger, kind, name and attributes`, () => {
      const invocation = read();
      expect(invocation?.id).toBe(text("context", "invocationId")(sample));
      expect(invocation?.trigger).toBe(row.trigger(sample));
      expect(invocation?.kind).toBe(row.kind(sample));
      expect(invocation?.name).toBe(row.name(sample));
      expect(invocation?.attributes).toEqual({ "faas.name": faasName(sample), ...resolve(row.attributes, sample) });
    });

    it(`${file}: what caused it`, () => {
      const invocation = read();
      // triggers.md 3.5: the host's own context.
      const host = at("context", "traceContext", "traceParent")(sample);
      expect(invocation?.ambient).toEqual(host === undefined ? undefined : { traceparent: host });
      expect(invocation?.carrier).toBeUndefined();
      expect([...(invocation?.batch?.messages ?? [])]).toEqual(row.messages?.(sample) ?? []);
    });
  }
});
