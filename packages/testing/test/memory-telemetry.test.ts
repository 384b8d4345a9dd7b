import { instrument, log, tracer } from "@isobar/aws-lambda";
import { createMemoryTelemetry, type ExportFault, resetIsobar } from "@isobar/testing";
import { afterEach, describe, expect, it } from "vitest";

const context = { awsRequestId: "request-1", functionName: "orders" };
const handler = instrument(async (event: { fails?: boolean }, _context: typeof context) => {
  log.info({ step: 1 }, "working");
  tracer.startActiveSpan("query", (span) => span.end());
  if (event.fails) throw new RangeError("no");
  return "done";
});

afterEach(resetIsobar);

describe("a memory telemetry", () => {
  it("keeps what a handler that was wrapped earlier leaves: spans, log records and metrics of one trace", async () => {
    const telemetry = createMemoryTelemetry({ resource: { "faas.name": "orders" } });
    expect(await handler({}, context)).toBe("done");
    await telemetry.collect();
    const [query, own] = telemetry.spans;
    expect(own).toMatchObject({ name: "orders", status: "unset", resource: { "faas.name": "orders" } });
    expect(query).toMatchObject({ name: "query", parentSpanId: own?.spanId, traceId: own?.traceId });
    expect(telemetry.logRecords).toMatchObject([{ body: "working", attributes: { step: 1 }, traceId: own?.traceId }]);
    expect(telemetry.total("faas.invocations")).toBe(1);
    expect(telemetry.metrics.find(({ name }) => name === "faas.invoke_duration")).toMatchObject({
      unit: "s",
      temporality: "delta",
      value: { count: 1 },
    });
    expect(telemetry.flushes).toHaveLength(1);
  });

  it("begins anew: each one sees a cold start and nothing of the one before", async () => {
    for (let round = 0; round < 2; round += 1) {
      const telemetry = createMemoryTelemetry();
      await handler({}, context);
      await handler({}, context);
      await telemetry.collect();
      const own = telemetry.spans.filter(({ name }) => name === "orders");
      expect(own.map(({ attributes }) => attributes["faas.coldstart"])).toEqual([true, false]);
      expect(telemetry.total("faas.coldstarts")).toBe(1);
    }
  });

  it("forgets on request", async () => {
    const telemetry = createMemoryTelemetry();
    await handler({}, context);
    await telemetry.clear();
    await handler({}, context);
    await telemetry.collect();
    expect(telemetry.spans.filter(({ name }) => name === "orders")).toHaveLength(1);
    expect(telemetry.total("faas.invocations")).toBe(1);
  });

  it.each<ExportFault>(["unavailable", "throws", "rejects", "hangs"])(
    "loses nothing while its exporter %s, and has it all when that is over",
    async (fault) => {
      const telemetry = createMemoryTelemetry({ options: { flushTimeoutMillis: 20 } });
      telemetry.fail(fault);
      expect(await instrument(async (..._args: unknown[]) => "ok", { flushTimeoutMillis: 20 })({}, context)).toBe("ok");
      expect(telemetry.spans).toHaveLength(0);
      expect(telemetry.attempts()).toBeGreaterThan(0);
      telemetry.fail(undefined);
      await telemetry.collect();
      expect(telemetry.spans).toHaveLength(1);
      expect(telemetry.total("faas.invocations")).toBe(1);
    },
  );

  it("counts what a backend refuses for good, and does not send it again", async () => {
    const telemetry = createMemoryTelemetry();
    telemetry.fail("refuses", "traces");
    telemetry.fail("refuses", "logs");
    await expect(handler({ fails: true }, context)).rejects.toThrow(RangeError);
    telemetry.fail(undefined);
    await telemetry.collect();
    await telemetry.collect();
    expect(telemetry.spans).toHaveLength(0);
    const dropped = telemetry.metrics.filter(({ name }) => name === "isobar.dropped");
    expect(dropped.map(({ attributes, value }) => [attributes["isobar.signal"], value])).toEqual(
      expect.arrayContaining([
        ["traces", 2],
        ["logs", 2],
      ]),
    );
  });
});
