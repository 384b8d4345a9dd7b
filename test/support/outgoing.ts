import type { IsobarOptions, OutgoingCall, OutgoingDescription } from "@isobar/core";
import { createMemoryExporters } from "@isobar/testing";
import { SpanKind } from "@opentelemetry/api";
import fc from "fast-check";
import { expect } from "vitest";

/** Stands wherever users put something of their own, and is to be in no span. */
export const SECRET = "pLaNtEd";

/** A call as an adapter is shown it. */
export function toCall(method: string, url: string, headers: Readonly<Record<string, string>> = {}): OutgoingCall {
  const { protocol, hostname, pathname, searchParams } = new URL(url);
  return {
    method,
    scheme: protocol === "https:" ? "https" : "http",
    host: hostname.replace(/^\[|\]$/g, ""),
    path: pathname,
    query: (name) => searchParams.get(name) ?? undefined,
    header: (name) => headers[name],
  };
}

/**
 * Runs work within an invocation, and gives the spans of its calls, in which the secret is not.
 *
 * @param invoke - instruments a handler with the options, and calls it
 */
export async function callsWithin(
  invoke: (handler: (...args: never[]) => Promise<void>, options: IsobarOptions) => unknown,
  work: () => Promise<unknown>,
) {
  const { exporters, spans } = createMemoryExporters();
  const handler = async (): Promise<void> => {
    await work().catch(() => {});
  };
  await invoke(handler, { exporters, flush: "blocking" });
  const calls = spans.filter(({ kind }) => kind === SpanKind.CLIENT || kind === SpanKind.PRODUCER);
  expect(JSON.stringify(calls)).not.toContain(SECRET);
  return calls;
}

/**
 * Whatever a call looks like, its description throws nothing.
 *
 * @param hostEnds - what the hosts of the platform's services end with
 * @param words - what its readers look for
 */
export function expectTotal(
  describe: (call: OutgoingCall) => OutgoingDescription | undefined,
  hostEnds: readonly string[],
  words: readonly string[],
): void {
  const word = fc.oneof(fc.string(), fc.constantFrom("constructor", "__proto__", "POST", ...words));
  fc.assert(
    fc.property(word, word, fc.constantFrom(...hostEnds), word, word, (method, host, end, path, value) => {
      const call: OutgoingCall = {
        method,
        scheme: "https",
        host: `${host}${end}`,
        path,
        query: () => value,
        header: () => value,
      };
      const described = describe(call);
      for (const status of [200, 500]) described?.readResponse?.(status, () => value);
      expect(described === undefined || typeof described.name === "string").toBe(true);
    }),
    { numRuns: 3000 },
  );
}
