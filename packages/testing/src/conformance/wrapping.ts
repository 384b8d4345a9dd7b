import assert from "node:assert/strict";
import { ATTR_ERROR_TYPE } from "@isobar/core/semconv";
import type { ConformancePart } from "./spec.ts";
import { arityOf, drive, driveWrapped, inWorld, resultOf, withArity } from "./world.ts";

/** A wrapped handler is to its caller what it was: value, error, shape. */
export const describeWrapping: ConformancePart = (spec, { describe, it }) => {
  describe("a wrapped handler", () => {
    it("has the name, the arity and the marks of the handler", async () => {
      await inWorld(spec, async () => {
        const mark = Symbol("mark");
        for (const arity of [0, 1, 2]) {
          const handler = Object.assign(
            withArity(async () => {}, arity),
            { [mark]: "kept", setting: 1 },
          );
          Object.defineProperty(handler, "name", { value: "orders" });
          const wrapped = spec.instrument(handler) as typeof handler;
          assert.deepEqual(
            [wrapped.length, wrapped.name, wrapped[mark], wrapped.setting],
            [arity, "orders", "kept", 1],
          );
        }
      });
    });

    it("is refused where it is no function, and nothing else is", async () => {
      await inWorld(spec, async ({ diagnostics }) => {
        for (const handler of [undefined, null, {}, "handler"]) {
          assert.throws(() => spec.instrument(handler as never), TypeError);
        }
        const options = { flush: "never", flushTimeoutMillis: "x", sampler: 1, privacy: 7, unknown: true };
        spec.instrument(async () => {}, options as never);
        for (const name of Object.keys(options)) {
          assert.ok(
            diagnostics.some((line) => line.includes(`"${name}"`)),
            `no warning about ${name}`,
          );
        }
      });
    });

    it("is the handler itself where OTEL_SDK_DISABLED is true", async () => {
      await inWorld(spec, async () => {
        process.env.OTEL_SDK_DISABLED = "true";
        const handler = async (): Promise<void> => {};
        assert.equal(spec.instrument(handler), handler);
      });
    });

    for (const call of spec.calls) {
      it(`gives the very value back for ${call.name}`, async () => {
        await inWorld(spec, async ({ telemetry, diagnostics }) => {
          const result = resultOf(call);
          assert.deepEqual(await drive(spec, call, () => result), { result });
          const settled = await drive(spec, call, async () => result);
          assert.ok("result" in settled && Object.is(settled.result, result), "another value came back");
          await telemetry.collect();
          assert.equal(telemetry.spans.length, 2);
          assert.deepEqual(diagnostics, []);
        });
      });

      it(`throws the very error of a handler of ${call.name}`, async () => {
        await inWorld(spec, async ({ telemetry, diagnostics }) => {
          const errors = [new RangeError("no"), Object.freeze(new TypeError("frozen")), "a string", undefined, null];
          for (const error of errors) {
            const settled = await drive(spec, call, () => {
              throw error;
            });
            assert.ok("error" in settled && Object.is(settled.error, error), "another error came out");
          }
          await telemetry.collect();
          assert.deepEqual(
            telemetry.spans.map(({ status, attributes }) => [status, attributes[ATTR_ERROR_TYPE]]),
            ["RangeError", "TypeError", "string", "undefined", "null"].map((type) => ["error", type]),
          );
          assert.deepEqual(diagnostics, []);
        });
      });

      it(`keeps what a handler of ${call.name} returns at once, and its \`this\``, async () => {
        await inWorld(spec, async ({ telemetry }) => {
          const args = call.args();
          const owner = {};
          const result = resultOf(call);
          let seen: unknown;
          const handler = function (this: unknown): unknown {
            seen = this;
            call.respond?.(args);
            return result;
          };
          const wrapped = spec.instrument(withArity(handler, arityOf(call)));
          let returned: unknown;
          await driveWrapped(
            call,
            (...given) => {
              returned = wrapped.apply(owner, given);
              return returned;
            },
            args,
          );
          assert.equal(seen, owner);
          assert.ok(Object.is(returned, result), "what was returned at once is not what came back");
          const failing = withArity(() => {
            throw owner;
          }, arityOf(call));
          let thrown: unknown;
          await driveWrapped(
            call,
            (...given) => {
              try {
                return spec.instrument(failing)(...given);
              } catch (error) {
                thrown = error;
                throw error;
              }
            },
            call.args(),
          );
          assert.equal(thrown, owner);
          await telemetry.collect();
          assert.equal(telemetry.spans.length, 2);
        });
      });
    }

    for (const { name, args } of spec.untouched ?? []) {
      it(`runs untouched for ${name}`, async () => {
        await inWorld(spec, async ({ telemetry }) => {
          const result = {};
          const wrapped = spec.instrument(withArity(() => result, args().length));
          assert.equal(await wrapped(...args()), result);
          await telemetry.collect();
          assert.deepEqual(telemetry.spans, []);
        });
      });
    }
  });
};
