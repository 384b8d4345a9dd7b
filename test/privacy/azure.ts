import { flush, instrument, processBatch } from "../../packages/azure-functions/src/index.ts";
import calls from "../../packages/azure-functions/test/fixtures/calls.json" with { type: "json" };
import requestAndBusCalls from "../../packages/azure-functions/test/fixtures/request-and-bus-calls.json" with {
  type: "json",
};
import { createContext } from "../../packages/azure-functions/test/support.ts";
import type { Platform, Sample } from "./probe.ts";

export const azure: Platform = {
  instrument: instrument as Platform["instrument"],
  process: ([input, context], record) => processBatch(input, record, { context }),
  flush,
  call: async (handler, args) => Reflect.apply(handler, undefined, args),
  answer: (_args, text) => ({ status: 503, body: text, headers: { "x-own": text } }),
};

interface Fixture {
  readonly trigger: Record<string, unknown> & { type: string };
  readonly input?: unknown;
  readonly metadata?: Record<string, unknown>;
  readonly context?: Record<string, string>;
}

export const azureFixtures: readonly Sample[] = Object.entries({ ...calls, ...requestAndBusCalls }).map(
  ([name, document]) => ({
    name,
    document,
    argumentsOf: ({ trigger, input, metadata, context }: Fixture) => [
      input,
      createContext(trigger, { ...context, ...(metadata !== undefined && { triggerMetadata: metadata }) }),
    ],
  }),
);
