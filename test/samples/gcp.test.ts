import { describe, expect, it } from "vitest";
import { adapter } from "../../packages/gcp-functions/src/adapter.ts";
import { resolve, rowFor } from "./expect.ts";
import { argumentsOf, loadGoogleSamples } from "./gcp-calls.ts";
import { FUNCTION_NAME, type GoogleRow, googleRows } from "./gcp-rows.ts";
import { reportSamples } from "./load.ts";

/** As many as there were when this was written: fewer would be a folder that is not whole. */
const LEAST = 38;

const RESPONSE = { end() {}, on() {} };
const ENV = { K_SERVICE: FUNCTION_NAME, FUNCTION_TARGET: "another-name" };

/** Of all names only those of trace context. */
function contextOf(carrier: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  const names = ["traceparent", "tracestate"];
  return Object.fromEntries(Object.entries(carrier ?? {}).filter(([name]) => names.includes(name)));
}

const samples = loadGoogleSamples();

describe("Google event samples", () => {
  it(`are all there (read ${samples.length})`, () => {
    reportSamples("gcp", samples);
    expect(samples.length).toBeGreaterThanOrEqual(LEAST);
  });

  for (const { file, document: sample, form } of samples) {
    const row = rowFor(googleRows, file) as GoogleRow;
    const read = () => adapter.describe({ args: argumentsOf(sample, form, RESPONSE), env: ENV });

    it(`${file}: id, trigger, kind, name and attributes`, () => {
      const invocation = read();
      expect(invocation?.id).toBe(row.id(sample));
      expect(invocation?.trigger).toBe(row.trigger(sample));
      expect(invocation?.kind).toBe(row.kind(sample));
      expect(invocation?.name).toBe(row.name(sample));
      expect(invocation?.attributes).toEqual(resolve(row.attributes, sample));
    });

    it(`${file}: what caused it`, () => {
      const invocation = read();
      expect(contextOf(invocation?.carrier)).toEqual(resolve(row.carrier ?? {}, sample));
      expect(contextOf(invocation?.ambient)).toEqual(resolve(row.ambient ?? {}, sample));
      const messages = [...(invocation?.batch?.messages ?? [])].map(({ id, carrier }) => ({
        id,
        carrier: contextOf(carrier),
      }));
      expect(messages).toEqual(row.messages?.(sample) ?? []);
    });
  }
});
