import { createLog, currentInvocation } from "@isobar/core";
import { expect, test } from "vitest";
import { instrument } from "../src/index.ts";
import { logFormat } from "../src/log-format.ts";
import { createCollector } from "./support.ts";

const collector = createCollector();

function readLine(env: Record<string, string>, write: (log: ReturnType<typeof createLog>) => void) {
  const lines: string[] = [];
  write(createLog(logFormat, env, (line) => lines.push(line)));
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? "") as Record<string, unknown>;
}

test("levels become severities, and the message and the time have Cloud Logging's names", () => {
  const severities = (["trace", "debug", "info", "warn", "error", "fatal"] as const).map(
    (level) => readLine({ ISOBAR_LOG_LEVEL: "trace" }, (log) => log[level]("hello")).severity,
  );
  expect(severities).toEqual(["DEBUG", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]);

  const line = readLine({}, (log) => log.info({ orderId: 7 }, "paid"));
  expect(line).toMatchObject({ severity: "INFO", message: "paid", orderId: 7 });
  expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(Object.keys(line).filter((name) => name.startsWith("logging.googleapis.com"))).toEqual([]);
});

test("a line of an invocation is found from its trace, where the project is known", async () => {
  const ids: (string | undefined)[] = [];
  const handler = instrument(async (env: Record<string, string>) => {
    ids.push(currentInvocation()?.span.spanContext().traceId, currentInvocation()?.span.spanContext().spanId);
    return readLine(env, (log) => log.info("inside"));
  }, collector.options);

  const known = await handler({ GOOGLE_CLOUD_PROJECT: "shop-1" });
  expect(known).toMatchObject({
    "logging.googleapis.com/trace": `projects/shop-1/traces/${ids[0]}`,
    "logging.googleapis.com/spanId": ids[1],
    "logging.googleapis.com/trace_sampled": true,
    trace_id: ids[0],
    span_id: ids[1],
  });
  const unknown = await handler({});
  expect(unknown).not.toHaveProperty("logging.googleapis.com/trace");
  expect(unknown).toMatchObject({ "logging.googleapis.com/spanId": ids[3] });
});

test("what only Cloud Logging's pipe wants does not go to the log signal", async () => {
  const handler = instrument(async () => {
    readLine({ GOOGLE_CLOUD_PROJECT: "shop-1" }, (log) => log.info({ orderId: 8 }, "exported"));
  }, collector.options);
  await handler();
  await expect.poll(() => collector.logRecords.find(({ body }) => body === "exported")).toBeDefined();
  const record = collector.logRecords.find(({ body }) => body === "exported");
  expect(record?.attributes.orderId).toBe(8);
  expect(Object.keys(record?.attributes ?? {}).filter((name) => name.startsWith("logging."))).toEqual([]);
});
