import { startReceiver } from "@isobar/otlp";
import { expect, onTestFinished, test } from "vitest";
import { aws, azure, gcp } from "./support/clouds.ts";
import { isInvocation } from "./support/ends.ts";
import { call } from "./support/request.ts";

test.each([
  { cloud: aws, name: "AWS" },
  { cloud: gcp, name: "Google" },
  { cloud: azure, name: "Azure" },
])("$name: an invocation takes time, and no longer than its caller waits", async ({ cloud }) => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.stop());
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const running = await cloud.start({ fixture: "ends", maxInstances: 1, env });
  onTestFinished(() => running.stop());
  const started = performance.now();
  for (let count = 0; count < 5; count += 1) await call(`${running.url}/ok`, { method: "GET" });
  const waited = performance.now() - started;
  await running.terminate();
  const spans = receiver.spans.filter(isInvocation);
  const millis = spans.map((span) => Number(span.endTimeUnixNano - span.startTimeUnixNano) / 1e6);
  expect(millis).toHaveLength(5);
  expect(Math.min(...millis)).toBeGreaterThan(0);
  expect(millis.reduce((sum, own) => sum + own)).toBeLessThan(waited);
});
