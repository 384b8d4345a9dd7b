import assert from "node:assert/strict";
import { ATTR_FAAS_INVOCATION_ID } from "@isobar/core/semconv";
import fc from "fast-check";
import { deepFreeze, hostileValues } from "./hostile.ts";
import type { ConformancePart } from "./spec.ts";
import { drive, driveWrapped, inWorld, resultOf, wrapBody } from "./world.ts";

const OPTIONS = { serverTiming: true } as const;
const WARM = /^handler;dur=\d+(?:\.\d+)?$/;
const COLD = /^handler;dur=\d+(?:\.\d+)?, init;dur=\d+(?:\.\d+)?, cold$/;
const STAMP = { serverTiming: "handler;dur=1", invocationId: "invocation-1" };

/** `serverTiming`: what a response says of its invocation, and what it leaves alone. */
export const describeStamping: ConformancePart = (spec, { describe, it }) => {
  describe("the option serverTiming", () => {
    for (const call of spec.calls) {
      const { answers } = call;
      for (const { name, answer, readHeaders } of answers ?? []) {
        const body = (own?: string) => (args: Parameters<typeof answer>[0]) => answer(args, own);

        it(`stamps ${name} of ${call.name}: cold once, with the invocation's id`, async () => {
          await inWorld(spec, async ({ telemetry, diagnostics }) => {
            const wrapped = wrapBody(spec, call, body(), OPTIONS);
            const seen: Readonly<Record<string, string>>[] = [];
            for (let turn = 0; turn < 2; turn += 1) {
              const args = call.args();
              seen.push(readHeaders(await driveWrapped(call, wrapped, args), args));
            }
            await telemetry.collect();
            assert.match(seen[0]?.["server-timing"] ?? "", COLD);
            assert.match(seen[1]?.["server-timing"] ?? "", WARM);
            const ids = telemetry.spans.map(({ attributes }) => attributes[ATTR_FAAS_INVOCATION_ID]);
            assert.deepEqual(
              seen.map((headers) => headers["isobar-invocation-id"]),
              ids,
            );
            assert.deepEqual(diagnostics, []);
          });
        });

        it(`keeps a Server-Timing of the handler's own before it, in ${name} of ${call.name}`, async () => {
          await inWorld(spec, async () => {
            const args = call.args();
            const settled = await drive(spec, call, body("db;dur=53"), { args, options: OPTIONS });
            assert.match(readHeaders(settled, args)["server-timing"] ?? "", /^db;dur=53, ?handler;dur=/);
          });
        });

        it(`leaves the handler's own object of ${name} of ${call.name} as it is`, async () => {
          await inWorld(spec, async () => {
            let own: unknown;
            await drive(
              spec,
              call,
              (given) => {
                own = answer(given, undefined);
                return own;
              },
              { options: OPTIONS },
            );
            // A handler that sends the response itself returns nothing of it.
            if (own !== undefined) assert.equal(readHeaders({ result: own }, call.args())["server-timing"], undefined);
          });
        });

        it(`is off by default for ${name} of ${call.name}`, async () => {
          await inWorld(spec, async () => {
            const args = call.args();
            const settled = await drive(spec, call, body(), { args });
            const headers = readHeaders(settled, args);
            assert.deepEqual([headers["server-timing"], headers["isobar-invocation-id"]], [undefined, undefined]);
          });
        });
      }

      const [first] = answers ?? [];
      if (first !== undefined) {
        it(`leaves the platform's answer for a failed handler of ${call.name} alone`, async () => {
          await inWorld(spec, async () => {
            const error = new RangeError("no");
            const args = call.args();
            const settled = await drive(
              spec,
              call,
              () => {
                throw error;
              },
              { args, options: OPTIONS },
            );
            assert.ok("error" in settled && settled.error === error);
            assert.equal(first.readHeaders(settled, args)["server-timing"], undefined);
          });
        });
      } else if (call.expect.trigger !== "http") {
        it(`gives the very value back for ${call.name}`, async () => {
          await inWorld(spec, async () => {
            const result = resultOf(call);
            const settled = await drive(spec, call, () => result, { options: OPTIONS });
            assert.ok("result" in settled && Object.is(settled.result, result), "another value came back");
          });
        });
      }

      it(`can have any result of ${call.name}`, () => {
        const args = call.args();
        const invocation = spec.adapter.describe({ args, env: spec.env });
        assert.ok(invocation);
        const stamp = (result: unknown): unknown =>
          spec.adapter.stamp?.(result as Parameters<NonNullable<typeof spec.adapter.stamp>>[0], STAMP, {
            args,
            invocation,
          });
        for (const [, value] of hostileValues()) stamp(value);
        const response = fc.record(
          {
            statusCode: fc.anything(),
            status: fc.anything(),
            headers: fc.anything(),
            multiValueHeaders: fc.anything(),
          },
          { requiredKeys: [] },
        );
        fc.assert(
          fc.property(fc.oneof(fc.anything(), fc.jsonValue(), response), (value) => {
            const frozen = deepFreeze(value);
            assert.deepEqual(stamp(frozen), stamp(frozen));
          }),
        );
      });
    }
  });
};
