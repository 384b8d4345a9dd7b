import { instrument, log } from "@isobar/aws-lambda";
import { createMemoryTelemetry, type MatcherResult, resetIsobar, telemetryMatchers } from "@isobar/testing";
import { afterEach, expect, it } from "vitest";

declare module "vitest" {
  interface Matchers {
    toHaveSpan(expected: Parameters<typeof telemetryMatchers.toHaveSpan>[1]): MatcherResult;
    toHaveLogRecord(expected: Parameters<typeof telemetryMatchers.toHaveLogRecord>[1]): MatcherResult;
    toHaveCounted(metricName: string, expected: number): MatcherResult;
  }
}

expect.extend(telemetryMatchers);
afterEach(resetIsobar);

it("the matchers look for spans, log records and counts, and say what there is", async () => {
  const telemetry = createMemoryTelemetry();
  const handler = instrument(async (_event: unknown, _context: unknown) => {
    log.info({ orderId: "7" }, "placed");
  });
  await handler({}, { awsRequestId: "r-1", functionName: "orders" });
  await telemetry.collect();

  expect(telemetry).toHaveSpan({ name: "orders", status: "unset", attributes: { "faas.invocation.id": "r-1" } });
  expect(telemetry).not.toHaveSpan({ name: "orders", attributes: { "faas.invocation.id": "r-2" } });
  expect(telemetry).not.toHaveSpan({ name: "invoices" });
  expect(telemetry).toHaveLogRecord({ body: "placed", attributes: { orderId: "7" } });
  expect(telemetry).not.toHaveLogRecord({ attributes: { orderId: "8" } });
  expect(telemetry).toHaveCounted("faas.invocations", 1);
  expect(telemetry).not.toHaveCounted("faas.errors", 1);
  expect(() => expect(telemetry).toHaveSpan({ name: "invoices" })).toThrow(/orders/);
  expect(() => expect(telemetry).toHaveCounted("faas.errors", 1)).toThrow(/faas\.errors is 0/);
});
