import { setTimeout as wait } from "node:timers/promises";
import { startReceiver } from "@isobar/otlp";
import { describe, expect, onTestFinished, test } from "vitest";
import { azure, gcp } from "./support/clouds.ts";
import { count, isInvocation } from "./support/ends.ts";
import { backends, callers, LABELS, untilBusy } from "./support/ends-table.ts";
import { call } from "./support/request.ts";

test("the page has these rows", () => {
  expect([...callers.keys()]).toEqual(LABELS);
  expect([...backends.keys()]).toEqual(LABELS);
});

describe("80 invocations at once", () => {
  test.each([
    { cloud: gcp, name: "exit", errorTypes: { process_exit: 80 } },
    { cloud: azure, name: "uncaught", errorTypes: { process_exit: 79, RangeError: 1 } },
  ])("$cloud.platform: each is recorded when one of them ends the process", async ({ cloud, name, errorTypes }) => {
    const receiver = await startReceiver();
    onTestFinished(() => receiver.stop());
    const running = await cloud.start({
      fixture: "ends",
      maxInstances: 1,
      concurrency: 80,
      timeoutMillis: 50_000,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    });
    onTestFinished(() => running.stop());
    const hanging = Array.from({ length: 79 }, () => call(`${running.url}/hang`, { method: "GET" }));
    await untilBusy(running, 79);
    await wait(1500);
    const { requests } = receiver.received;
    await call(`${running.url}/${name}`, { method: "GET" });
    await receiver.waitFor(({ spans }) => spans.filter(isInvocation).length === 80);
    await Promise.all(hanging);
    const seen = Map.groupBy(receiver.spans.filter(isInvocation), ({ attributes }) => String(attributes["error.type"]));
    expect(Object.fromEntries([...seen].map(([type, spans]) => [type, spans.length]))).toEqual(errorTypes);
    expect(count(receiver, "faas.errors")).toBe(80);
    // One request for each signal, whatever the number of invocations.
    expect(receiver.received.requests - requests).toBe(3);
  });
});

test("azure.functions: an error that belongs to no invocation, and ends the process between two, is a log record", async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.stop());
  const running = await azure.start({ fixture: "ends", env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
  onTestFinished(() => running.stop());
  expect((await call(`${running.url}/later`, { method: "GET" })).status).toBe(200);
  const record = await receiver.waitFor(({ logRecords }) =>
    logRecords.find(({ eventName }) => eventName === "isobar.process_exit"),
  );
  expect(record).toMatchObject({
    severityText: "FATAL",
    attributes: {
      "exception.type": "RangeError",
      "exception.stacktrace": expect.stringContaining("ends.mjs"),
      "process.exit.code": 1,
    },
  });
  expect(record.traceId).toBeUndefined();
  expect(receiver.spans.filter(isInvocation).map(({ attributes }) => attributes["error.type"])).toEqual([undefined]);
});
