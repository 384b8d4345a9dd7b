import assert from "node:assert/strict";
import type { Outcome, Settled } from "@isobar/core";
import { createLog } from "@isobar/core";
import { ATTR_CLOUD_PLATFORM } from "@isobar/core/semconv";
import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
import fc from "fast-check";
import { deepFreeze } from "./hostile.ts";
import { assertLegalAttributes } from "./legal.ts";
import type { ConformancePart } from "./spec.ts";

/** The other members of the contract: pure functions, each by itself. */
export const describeMembers: ConformancePart = (spec, { describe, it }) => {
  const { adapter, env } = spec;

  describe("resource", () => {
    it("is pure, legal, and names the platform", () => {
      const first = adapter.resource(deepFreeze({ ...env }));
      assertLegalAttributes(first, "resource");
      assert.equal(first[ATTR_CLOUD_PLATFORM], adapter.platform);
      assert.deepEqual(adapter.resource(env), first);
    });
    it("is legal outside of the platform", () => {
      assertLegalAttributes(adapter.resource({}), "resource of an empty environment");
      const values = fc.dictionary(fc.constantFrom(...Object.keys(env), "OTHER"), fc.string());
      fc.assert(fc.property(values, (odd) => assertLegalAttributes(adapter.resource(odd), "resource")));
    });
  });

  describe("outcome", () => {
    for (const call of spec.calls) {
      it(`is pure and legal for whatever a handler of ${call.name} ends with`, () => {
        const invocation = adapter.describe({ args: call.args(), env });
        assert.ok(invocation);
        const settled = fc.oneof(
          fc.jsonValue().map((result) => ({ result }) as Settled<never>),
          fc
            .record({ statusCode: fc.anything(), status: fc.anything() })
            .map((result) => ({ result }) as Settled<never>),
          fc.anything().map((error) => ({ error })),
        );
        fc.assert(
          fc.property(settled, (end) => {
            const outcome = outcomeOf(() => adapter.outcome?.(end, invocation));
            assertLegalAttributes(outcome?.attributes ?? {}, call.name);
            assert.ok(outcome?.errorType === undefined || typeof outcome.errorType === "string");
            assert.deepEqual(
              outcomeOf(() => adapter.outcome?.(end, invocation)),
              outcome,
            );
          }),
        );
      });
      for (const { settled, expect } of call.outcomes ?? []) {
        it(`of ${call.name} with ${show(settled)} is ${show(expect)}`, () => {
          const invocation = adapter.describe({ args: call.args(), env });
          assert.ok(invocation);
          assert.deepEqual(adapter.outcome?.(settled, invocation) ?? {}, expect);
        });
      }
    }
  });

  describe("startKind and lifecycle", () => {
    it("give one of their values, in and outside of the platform", () => {
      for (const somewhere of [env, {}]) {
        for (const millis of [0, 50, 60_000, 86_400_000]) {
          const kind = adapter.startKind(somewhere, millis);
          assert.ok(["cold", "preinitialized", "restored"].includes(kind), kind);
          assert.equal(adapter.startKind(somewhere, millis), kind);
        }
        const { mode, onTerminate } = adapter.lifecycle(somewhere);
        assert.ok(["blocking", "deferred", "interval"].includes(mode), mode);
        assert.ok(onTerminate === undefined || typeof onTerminate === "function");
      }
    });
  });

  describe("propagators", () => {
    it("read and write, and read nothing out of nothing", () => {
      for (const [name, propagator] of Object.entries(adapter.propagators ?? {})) {
        assert.notEqual(propagator.fields().length, 0, name);
        const getter = { get: () => "nonsense", keys: () => propagator.fields() };
        const extracted = propagator.extract(ROOT_CONTEXT, {}, getter);
        assert.equal(trace.getSpanContext(extracted), undefined, name);
        const written: string[] = [];
        propagator.inject(ROOT_CONTEXT, {}, { set: (_carrier, key) => written.push(key) });
        assert.deepEqual(written, [], name);
      }
    });
  });

  describe("logLine", () => {
    it("gives members that JSON can hold, for every level and context", () => {
      const { logLine } = adapter;
      assert.ok(logLine.messageKey);
      const context = {
        traceId: "0af7651916cd43dd8448eb211c80319c",
        spanId: "b7ad6b7169203331",
        traceFlags: "01",
        invocationId: "1",
        coldStart: true,
      };
      const labels = { trace: 10, debug: 20, info: 30, audit: 35, warn: 40, error: 50, fatal: 60 };
      const levels = Object.entries(labels).map(([label, number]) => logLine.level({ label, number }));
      for (const members of [...levels, logLine.time(0), logLine.time(1_700_000_000_123)]) {
        assert.notEqual(Object.keys(members).length, 0);
        assert.deepEqual(JSON.parse(JSON.stringify(members)), members);
      }
      for (const members of [
        logLine.context?.(context, env),
        logLine.context?.({}, env),
        logLine.context?.(context, {}),
      ]) {
        const written = Object.entries(members ?? {}).filter(([, value]) => value !== undefined);
        assert.deepEqual(JSON.parse(JSON.stringify(members ?? {})), Object.fromEntries(written));
      }
    });
    it("makes one line of JSON of a record", () => {
      const lines: string[] = [];
      createLog(adapter.logLine, env, (line) => lines.push(line)).warn({ orderId: "7" }, "two\nlines");
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? "", /^[^\n]+\n$/);
      const record = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
      assert.equal(record[adapter.logLine.messageKey], "two\nlines");
      assert.equal(record.orderId, "7");
    });
  });
};

/** A result may be built so that reading it throws; the runner takes that for an outcome that says nothing. */
function outcomeOf(read: () => Outcome | undefined): Outcome {
  try {
    return read() ?? {};
  } catch {
    return {};
  }
}

function show(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (item instanceof Error ? item.name : item));
}
