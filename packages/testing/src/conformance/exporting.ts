import assert from "node:assert/strict";
import { ATTR_ERROR_TYPE, ERROR_TYPE_TIMEOUT } from "@isobar/core/semconv";
import type { ExportFault } from "../memory-exporters.ts";
import type { ConformancePart } from "./spec.ts";
import { drive, driveWrapped, inWorld, resultOf, until, wrapBody } from "./world.ts";

const FAULTS: readonly ExportFault[] = ["refuses", "unavailable", "hangs", "throws", "rejects"];
const BUDGET_MILLIS = 40;
/** Far above any budget, and far below what an export that is waited for without a bound would take. */
const GENEROUS_MILLIS = 2000;

/** When telemetry is sent, for how long it may hold a response, and that its failures are nobody else's. */
export const describeExporting: ConformancePart = (spec, { describe, it }) => {
  const mode = spec.adapter.lifecycle(spec.env).mode;

  describe("exporting", () => {
    for (const call of spec.calls) {
      it(`flushes once at most for each ${call.name}, within the budget`, async () => {
        await inWorld(spec, async ({ telemetry }) => {
          for (let round = 0; round < 3; round += 1) {
            await drive(spec, call, () => resultOf(call), { options: { timeoutMillis: 1000 } });
          }
          await drive(
            spec,
            call,
            () => {
              throw new Error("no");
            },
            { options: { timeoutMillis: 1000 } },
          );
          assert.ok(telemetry.flushes.length <= 4, `${telemetry.flushes.length} flushes for 4 invocations`);
          if (mode !== "blocking") return;
          assert.equal(telemetry.flushes.length, 4);
          assert.ok(
            telemetry.flushes.every((budget) => budget <= 200),
            "more than 20 % of the time left",
          );
        });
      });

      for (const fault of FAULTS) {
        it(`is invisible to the caller of ${call.name} where the exporter ${fault}`, async () => {
          await inWorld(spec, async ({ telemetry }) => {
            telemetry.fail(fault);
            const options = { flushTimeoutMillis: BUDGET_MILLIS, flush: "blocking" } as const;
            const result = resultOf(call);
            const error = new RangeError("no");
            const good = await inTime(drive(spec, call, () => result, { options }));
            const bad = await inTime(
              drive(
                spec,
                call,
                () => {
                  throw error;
                },
                { options },
              ),
            );
            assert.ok("result" in good && Object.is(good.result, result));
            assert.ok("error" in bad && Object.is(bad.error, error));
            assert.ok(telemetry.attempts() > 0);
            assert.deepEqual(telemetry.spans, []);
            if (fault === "refuses") return;
            telemetry.fail(undefined);
            await telemetry.collect();
            assert.equal(telemetry.spans.length, 2, "spans were lost");
            assert.equal(telemetry.total("faas.invoke_duration"), 2, "metrics were lost");
          });
        });
      }

      it(`says that a hanging ${call.name} timed out, before the platform ends it`, async () => {
        await inWorld(spec, async ({ telemetry }) => {
          let release = (): void => {};
          const released = new Promise<void>((resolve) => {
            release = resolve;
          });
          const result = resultOf(call);
          const wrapped = wrapBody(
            spec,
            call,
            async () => {
              await released;
              return result;
            },
            { timeoutMillis: 60, flushTimeoutMillis: BUDGET_MILLIS },
          );
          const settled = driveWrapped(call, wrapped, call.args());
          await until(() => telemetry.spans.length > 0, "the span of a hanging invocation");
          const [span] = telemetry.spans;
          assert.deepEqual([span?.status, span?.attributes[ATTR_ERROR_TYPE]], ["error", ERROR_TYPE_TIMEOUT]);
          release();
          const end = await settled;
          assert.ok("result" in end && Object.is(end.result, result));
          await telemetry.collect();
          assert.equal(telemetry.spans.length, 1);
          assert.deepEqual([telemetry.total("faas.timeouts"), telemetry.total("faas.invocations")], [1, 0]);
        });
      });
    }
  });
};

async function inTime<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("the response waits for the exporter")), GENEROUS_MILLIS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
