import { isDeepStrictEqual } from "node:util";
import type { FinishedLogRecord, FinishedSpan } from "./finished.ts";
import type { MemoryTelemetry } from "./memory-telemetry.ts";

/** What a matcher of vitest or Jest returns. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** Some members of what is looked for; of `attributes`, each that is named. */
export type Partly<Finished extends { readonly attributes: object }> = Partial<Omit<Finished, "attributes">> & {
  readonly attributes?: Readonly<Record<string, unknown>>;
};

/**
 * Matchers on a memory telemetry, for `expect.extend` of vitest or Jest.
 *
 * @example
 * ```ts
 * expect.extend(telemetryMatchers);
 * expect(telemetry).toHaveSpan({ name: "GET /orders/{id}", attributes: { "http.response.status_code": 200 } });
 * ```
 */
export const telemetryMatchers = {
  /** A finished span has all of these members. */
  toHaveSpan: (telemetry: MemoryTelemetry, expected: Partly<FinishedSpan>): MatcherResult =>
    search("span", telemetry.spans, expected),
  /** A log record has all of these members. */
  toHaveLogRecord: (telemetry: MemoryTelemetry, expected: Partly<FinishedLogRecord>): MatcherResult =>
    search("log record", telemetry.logRecords, expected),
  /** A counter's points add up to this, or a histogram has this many values. */
  toHaveCounted(telemetry: MemoryTelemetry, metricName: string, expected: number): MatcherResult {
    const total = telemetry.total(metricName);
    return {
      pass: total === expected,
      message: () => `${metricName} is ${total}, expected ${expected}`,
    };
  },
};

function search<Finished extends { readonly attributes: object }>(
  kind: string,
  all: readonly Finished[],
  expected: Partly<Finished>,
): MatcherResult {
  return {
    pass: all.some((finished) => contains(finished, expected)),
    message: () => `a ${kind} with ${JSON.stringify(expected)} among ${JSON.stringify(all, undefined, 2)}`,
  };
}

/** Members are compared as a whole, but `attributes` one by one. */
function contains(finished: object, expected: object): boolean {
  return Object.entries(expected).every(([name, value]) => {
    const found: unknown = Reflect.get(finished, name);
    if (name !== "attributes") return isDeepStrictEqual(found, value);
    const attributes = Object.entries(value as object);
    return attributes.every(([key, item]) => isDeepStrictEqual(Reflect.get(found as object, key), item));
  });
}
