import assert from "node:assert/strict";
import { createLog, currentInvocation } from "@isobar/core";
import {
  ATTR_FAAS_COLDSTART,
  ATTR_FAAS_INVOCATION_ID,
  ATTR_FAAS_TRIGGER,
  ATTR_MESSAGING_MESSAGE_ID,
} from "@isobar/core/semconv";
import { propagation, trace } from "@opentelemetry/api";
import { assertLegalAttributes } from "./legal.ts";
import type { ConformancePart } from "./spec.ts";
import { drive, driveWrapped, inWorld, resultOf, wrapBody } from "./world.ts";

const CONCURRENT = 50;

const traceIdOf = (index: number): string => (index + 1).toString(16).padStart(32, "a");
const traceparentOf = (index: number): string => `00-${traceIdOf(index)}-b7ad6b7169203331-01`;

/** What belongs to which trace: parents, links, baggage, and invocations that run at once. */
export const describeContext: ConformancePart = (spec, { describe, it }) => {
  describe("an invocation", () => {
    for (const call of spec.calls) {
      it(`of ${call.name} is one span of the platform's resource, with trigger, id and start`, async () => {
        await inWorld(spec, async ({ telemetry }) => {
          await drive(spec, call, () => resultOf(call));
          await telemetry.collect();
          const [span, ...others] = telemetry.spans;
          assert.deepEqual(others, []);
          assert.ok(span);
          assert.equal(span.kind, spec.adapter.describe({ args: call.args(), env: spec.env })?.kind);
          assert.equal(span.attributes[ATTR_FAAS_TRIGGER], call.expect.trigger);
          assert.ok(span.attributes[ATTR_FAAS_INVOCATION_ID], "no invocation id");
          assert.equal(span.attributes[ATTR_FAAS_COLDSTART], true);
          assertLegalAttributes(span.attributes, call.name);
          for (const [name, value] of Object.entries(spec.adapter.resource(spec.env))) {
            assert.deepEqual(span.resource[name], value, name);
          }
        });
      });

      it(`of ${call.name} is a cold start once, even where several come first`, async () => {
        await inWorld(spec, async ({ telemetry }) => {
          const wrapped = wrapBody(spec, call, () => resultOf(call));
          const first = Array.from({ length: 5 }, () => driveWrapped(call, wrapped, call.args()));
          await Promise.all(first);
          await driveWrapped(
            call,
            wrapBody(spec, call, () => resultOf(call)),
            call.args(),
          );
          await telemetry.collect();
          const starts = telemetry.spans.map(({ attributes }) => attributes[ATTR_FAAS_COLDSTART]);
          assert.deepEqual(starts.toSorted(), [false, false, false, false, false, true]);
          assert.equal(telemetry.total("faas.coldstarts"), 1);
          assert.equal(telemetry.total("faas.invocations"), 6);
        });
      });

      it(`of ${call.name} is there for the handler's code, across what it waits for, and not after`, async () => {
        await inWorld(spec, async ({ telemetry }) => {
          const seen: unknown[] = [];
          const look = (): void => {
            const invocation = currentInvocation();
            seen.push([
              invocation?.id,
              invocation?.span.spanContext().spanId,
              trace.getActiveSpan()?.spanContext().spanId,
            ]);
          };
          await drive(spec, call, async () => {
            look();
            await new Promise((resolve) => setTimeout(resolve, 2));
            look();
            await new Promise(setImmediate);
            look();
            trace.getTracer("application").startActiveSpan("inner", (span) => span.end());
            return resultOf(call);
          });
          assert.equal(currentInvocation(), undefined);
          assert.equal(trace.getActiveSpan(), undefined);
          await telemetry.collect();
          const own = telemetry.spans.find(({ name }) => name !== "inner");
          const inner = telemetry.spans.find(({ name }) => name === "inner");
          assert.ok(own);
          assert.deepEqual([inner?.traceId, inner?.parentSpanId], [own.traceId, own.spanId]);
          const expected = [own.attributes[ATTR_FAAS_INVOCATION_ID], own.spanId, own.spanId];
          assert.deepEqual(seen, [expected, expected, expected]);
        });
      });

      it(`of ${call.name} keeps its own context, ${CONCURRENT} at once, in spans and in log lines`, async () => {
        await inWorld(spec, async ({ telemetry }) => {
          const lines: Record<string, unknown>[] = [];
          const log = createLog(spec.adapter.logLine, spec.env, (line) => lines.push(JSON.parse(line)));
          let next = 0;
          const wrapped = wrapBody(spec, call, async () => {
            const number = next;
            next += 1;
            log.info({ number }, "begun");
            const span = trace.getActiveSpan();
            await new Promise((resolve) => setTimeout(resolve, (number * 7) % 11));
            assert.equal(trace.getActiveSpan(), span);
            log.info({ number, ended: true }, "ended");
            return number;
          });
          const settled = await Promise.all(
            Array.from({ length: CONCURRENT }, () => driveWrapped(call, wrapped, call.args())),
          );
          const numbers = settled.map((end) => ("result" in end ? end.result : end.error));
          assert.deepEqual(new Set(numbers), new Set(Array.from({ length: CONCURRENT }, (_, number) => number)));
          await telemetry.collect();
          const spans = new Map(telemetry.spans.map((span) => [span.spanId, span.traceId]));
          assert.equal(spans.size, CONCURRENT);
          assert.equal(lines.length, 2 * CONCURRENT);
          for (const [number, pair] of Map.groupBy(lines, (line) => line.number)) {
            const [begun, ended] = pair;
            assert.equal(begun?.span_id, ended?.span_id, `the lines of call ${number} are of several spans`);
            assert.equal(spans.get(String(begun?.span_id)), begun?.trace_id);
          }
          assert.equal(new Set(lines.map((line) => line.span_id)).size, CONCURRENT);
          for (const record of telemetry.logRecords) assert.equal(spans.get(String(record.spanId)), record.traceId);
          assert.equal(telemetry.logRecords.length, 2 * CONCURRENT);
        });
      });

      const { withAmbient, withHeaders, withMessages } = call;
      if (withHeaders !== undefined) {
        for (const header of ["traceparent", "Traceparent", "TRACEPARENT"]) {
          it(`of ${call.name} continues the trace of its caller (${header})`, async () => {
            await inWorld(spec, async ({ telemetry }) => {
              const args = withHeaders({ [header]: traceparentOf(1) });
              await drive(spec, call, () => resultOf(call), { args });
              await telemetry.collect();
              const [span] = telemetry.spans;
              assert.deepEqual([span?.traceId, span?.parentSpanId], [traceIdOf(1), "b7ad6b7169203331"]);
            });
          });
        }
        it(`of ${call.name} begins a trace where its caller's header is broken`, async () => {
          await inWorld(spec, async ({ telemetry, diagnostics }) => {
            for (const broken of ["", "00-0-0-01", `${traceparentOf(1)},${traceparentOf(2)}`, "x".repeat(10_000)]) {
              await drive(spec, call, () => resultOf(call), { args: withHeaders({ traceparent: broken }) });
            }
            await telemetry.collect();
            assert.equal(telemetry.spans.length, 4);
            for (const span of telemetry.spans) assert.equal(span.parentSpanId, undefined);
            assert.deepEqual(diagnostics, []);
          });
        });
        it(`of ${call.name} has the baggage of its caller`, async () => {
          await inWorld(spec, async () => {
            let tenant: string | undefined;
            await drive(
              spec,
              call,
              async () => {
                await new Promise(setImmediate);
                tenant = propagation.getActiveBaggage()?.getEntry("tenant")?.value;
                return resultOf(call);
              },
              { args: withHeaders({ baggage: "tenant=acme,plan=free" }) },
            );
            assert.equal(tenant, "acme");
          });
        });
      }

      if (withAmbient !== undefined) {
        it(`of ${call.name} is linked to the platform's own span, or its child, or none beside it, as the option says`, async () => {
          for (const platformParent of ["link", "parent", "ignore"] as const) {
            await inWorld(spec, async ({ telemetry }) => {
              const settings = { args: withAmbient(traceparentOf(7)), options: { platformParent } };
              await drive(spec, call, () => resultOf(call), settings);
              await telemetry.collect();
              const [span] = telemetry.spans;
              const links = span?.links.map(({ traceId }) => traceId);
              assert.deepEqual(links, platformParent === "link" ? [traceIdOf(7)] : []);
              assert.equal(span?.parentSpanId, platformParent === "parent" ? "b7ad6b7169203331" : undefined);
            });
          }
          await inWorld(spec, async ({ telemetry }) => {
            const settings = { args: withAmbient(traceparentOf(7)), options: { platformParent: "span" } } as const;
            let spanId: string | undefined;
            const work = () => {
              spanId = trace.getActiveSpan()?.spanContext().spanId;
              return resultOf(call);
            };
            await drive(spec, call, work, settings);
            await telemetry.collect();
            assert.deepEqual([telemetry.spans, spanId], [[], "b7ad6b7169203331"]);
          });
        });
      }

      if (withMessages !== undefined) {
        it(`of ${call.name} links each message that carries a context, once`, async () => {
          await inWorld(spec, async ({ telemetry }) => {
            const carriers = [1, undefined, 2, 1]
              .slice(0, call.maxMessages)
              .map((index) => (index === undefined ? undefined : { traceparent: traceparentOf(index) }));
            const args = withMessages(carriers);
            const batch = spec.adapter.describe({ args, env: spec.env })?.batch;
            assert.equal(batch?.count, carriers.length);
            await drive(spec, call, () => resultOf(call), { args });
            await telemetry.collect();
            const [span] = telemetry.spans;
            assert.deepEqual(
              span?.links.map(({ traceId }) => traceId),
              carriers.length === 1 ? [traceIdOf(1)] : [traceIdOf(1), traceIdOf(2)],
            );
            const [message] = batch?.messages ?? [];
            assert.equal(span?.links[0]?.attributes[ATTR_MESSAGING_MESSAGE_ID], message?.id);
            assert.equal(span?.parentSpanId, undefined);
          });
        });
      }
    }
  });
};
