import { describe, expect, it } from "vitest";
import { adapter } from "../../packages/azure-functions/src/adapter.ts";
import { azureRows, faasName, SITE, UNTOUCHED } from "./azure-rows.ts";
import { at, resolve, rowFor, text } from "./expect.ts";
import { loadSamples, reportSamples } from "./load.ts";

/** Neither environments nor messages between host and worker are events. */
const NO_EVENT = /^(env|rpc)-/;

/** As many as there were when this was written: fewer would be a folder that is not whole. */
const LEAST = 31;

const ENV = { WEBSITE_SITE_NAME: SITE };

/** The trigger of the samples that are only an event: triggers.md 3.3. */
const TYPES: Readonly<Record<string, string>> = {
  "eventgrid-": "eventGridTrigger",
  "authentication-event-": "authenticationEventsTrigger",
};

interface Call {
  readonly input?: unknown;
  readonly context: unknown;
}

/** The sample as the library has it, which is what the paths of the table lead into. */
function complete(file: string, document: object): Call {
  if ("context" in document) return document as Call;
  if ("invocationId" in document) return { context: document };
  const type = Object.entries(TYPES).find(([prefix]) => file.startsWith(prefix))?.[1];
  if (type === undefined) throw new Error(`no trigger is known for ${file}`);
  const trigger = { type, name: "event" };
  return {
    input: document,
    context: { invocationId: "made-up", functionName: "made-up", options: { trigger }, triggerMetadata: {} },
  };
}

const samples = loadSamples("azure", (file) => !NO_EVENT.test(file));

describe("Azure event samples", () => {
  it(`are all there (read ${samples.length})`, () => {
    reportSamples("azure", samples);
    expect(samples.length).toBeGreaterThanOrEqual(LEAST);
  });

  for (const { file, document } of samples) {
    const sample = complete(file, document as object);
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
