import assert from "node:assert/strict";
import type { Adapter, Batch, Env, Invocation } from "@isobar/core";
import fc from "fast-check";
import { arbitraryArgument, deepFreeze, hostileValues } from "./hostile.ts";
import { assertLegalInvocation } from "./legal.ts";
import type { ConformanceCall, ConformancePart } from "./spec.ts";
import { inWorld, withArity } from "./world.ts";

const MANY = 300;

/** `describe`: what it says, that it is pure, and that it is total. */
export const describeDescribing: ConformancePart = (spec, { describe, it }) => {
  const { adapter, env } = spec;
  describe("describe", () => {
    for (const call of spec.calls) {
      it(`knows ${call.name}`, () => {
        const invocation = adapter.describe({ args: call.args(), env });
        assert.ok(invocation, "the call is left alone");
        assertLegalInvocation(invocation, call.name);
        assert.equal(invocation.name, call.expect.name);
        assert.equal(invocation.trigger, call.expect.trigger);
        for (const [name, value] of Object.entries(call.expect.attributes ?? {})) {
          assert.deepEqual(invocation.attributes[name], value, name);
        }
      });

      it(`is pure for ${call.name}`, () => {
        const frozen = deepFreeze(call.args());
        const first = materialize(adapter, frozen, deepFreeze({ ...env }));
        assert.deepEqual(materialize(adapter, frozen, env), first);
        assert.deepEqual(materialize(adapter, call.args(), env), first);
      });

      it(`reads the messages of ${call.name} as often as it is asked to`, () => {
        const messages = adapter.describe({ args: call.args(), env })?.batch?.messages;
        if (messages !== undefined) assert.deepEqual([...messages], [...messages]);
      });

      it(`reads as many records of ${call.name} as it counts, each time anew`, () => {
        const batch = adapter.describe({ args: call.args(), env })?.batch;
        if (batch?.records === undefined) return;
        assert.equal([...batch.records].length, batch.count);
        assert.deepEqual([...batch.records], [...batch.records]);
      });

      it(`is total for what may come in place of ${call.name}`, () => {
        for (const args of hostileArguments(call)) {
          const invocation = adapter.describe({ args, env });
          if (invocation !== undefined) assertLegalInvocation(invocation, call.name);
        }
        const invocation = adapter.describe({ args: call.args(), env: {} });
        if (invocation !== undefined) assertLegalInvocation(invocation, "an empty environment");
      });

      it(`is total for any document in place of ${call.name}`, () => {
        for (const index of call.args().keys()) {
          const real = call.args()[index];
          fc.assert(
            fc.property(arbitraryArgument(real), (value) => {
              const args = replaced(call, index, value);
              const invocation = adapter.describe({ args, env });
              if (invocation === undefined) return;
              assertLegalInvocation(invocation, call.name);
              let read = 0;
              for (const message of invocation.batch?.messages ?? []) {
                assert.equal(typeof message, "object");
                read += 1;
                if (read === MANY) break;
              }
              const { records = [], content } = invocation.batch ?? {};
              let place = 0;
              for (const record of records) {
                assert.ok("value" in record);
                content?.(record.value, place).attributes?.();
                place += 1;
                read += 1;
                if (read >= 2 * MANY) break;
              }
            }),
            { numRuns: MANY },
          );
        }
      });

      it(`lets the handler have whatever comes in place of ${call.name}`, async () => {
        await inWorld(spec, async () => {
          for (const args of hostileArguments(call)) {
            const result = {};
            let received: unknown[] = [];
            const handler = async (...given: unknown[]): Promise<object> => {
              received = given;
              return result;
            };
            const wrapped = spec.instrument(withArity(handler, call.arity ?? args.length), { flush: "deferred" });
            assert.equal(await wrapped(...args), result);
            assert.equal(received.length, args.length);
            assert.ok(received.every((argument, index) => Object.is(argument, args[index])));
          }
        });
      });
    }
  });
};

function* hostileArguments<Args extends readonly unknown[]>(
  call: Pick<ConformanceCall<Args>, "args" | "arity" | "result">,
): Generator<Args> {
  yield [] as unknown as Args;
  for (const [, value] of hostileValues()) {
    for (const index of call.args().keys()) yield replaced(call, index, value);
  }
}

function replaced<Args extends readonly unknown[]>(
  call: Pick<ConformanceCall<Args>, "args" | "arity" | "result">,
  at: number,
  value: unknown,
): Args {
  return call.args().map((argument, index) => (index === at ? value : argument)) as unknown as Args;
}

/** What each record carries, with its attributes. */
function readContents({ records = [], content }: Batch): unknown[] {
  return [...records].map(({ value }, index) => {
    const read = content?.(value, index);
    return { ...read, attributes: read?.attributes?.() };
  });
}

/** A description as plain data, without what differs from one moment to the next. */
function materialize<Args extends readonly unknown[]>(
  adapter: Adapter<Args, never>,
  args: Args,
  env: Env,
): Record<string, unknown> | undefined {
  const invocation: Invocation | undefined = adapter.describe({ args, env });
  if (invocation === undefined) return undefined;
  const { batch, deadlineEpochMillis: _deadline, timeoutMillis: _timeout, ...rest } = invocation;
  return {
    ...rest,
    ...(batch !== undefined && {
      batch: {
        ...batch,
        messages: [...batch.messages],
        records: [...(batch.records ?? [])],
        content: readContents(batch),
        respond: batch.respond?.(["a", "b"]),
      },
    }),
  };
}
