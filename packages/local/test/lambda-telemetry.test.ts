import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import type { PlatformOptions } from "../src/index.ts";
import { atEnd, invokeInTurn, settled, start, until } from "./lambda-support.ts";

interface TelemetryEvent {
  readonly time: string;
  readonly type: string;
  readonly record: Record<string, unknown> & { readonly metrics?: Record<string, number> };
}

const buffering = { maxItems: 1000, maxBytes: 262_144, timeoutMs: 25 };
const common = { schemaVersion: "2022-12-13", types: ["platform", "function"], buffering };

const subscribed = (subscriptions: object[], options: Partial<PlatformOptions> = {}) =>
  start("telemetry.mjs", { ...options, env: { SUBSCRIPTION: JSON.stringify(subscriptions), ...options.env } });

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(async () => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A listener in this process, which outlives the instance. */
async function startSink(answer: (response: ServerResponse, batch: number) => void = (response) => response.end()) {
  const events: TelemetryEvent[] = [];
  let batches = 0;
  const server = createServer(async (request: IncomingMessage, response) => {
    events.push(...JSON.parse(await text(request)));
    batches += 1;
    answer(response, batches);
  });
  atEnd(async () => server.closeAllConnections());
  const port = await listen(server);
  return {
    destination: { protocol: "HTTP", URI: `http://sandbox.localdomain:${port}/telemetry` },
    events,
    types: () => events.map(({ type }) => type).filter((type) => type !== "function"),
    find: (type: string) => events.filter((event) => event.type === type).map(({ record }) => record),
  };
}

const tracing = {
  spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
  type: "X-Amzn-Trace-Id",
  value: expect.stringMatching(/^Root=1-/),
};
const millis = expect.any(Number);

describe("the Telemetry API", () => {
  test("tells the start, each invocation and the function's log, in the words of its schema", async () => {
    const sink = await startSink();
    const platform = await subscribed([{ ...common, destination: sink.destination }], { name: "orders" });
    const { invocationId } = await platform.invoke({});
    await until(() => sink.types().includes("platform.report") && sink.find("function").length > 0);
    expect(sink.types()).toEqual([
      "platform.initStart",
      "platform.telemetrySubscription",
      "platform.initRuntimeDone",
      "platform.extension",
      "platform.initReport",
      "platform.start",
      "platform.runtimeDone",
      "platform.report",
    ]);
    for (const { time } of sink.events) expect(new Date(time).toISOString()).toBe(time);

    const init = { initializationType: "on-demand", phase: "init" };
    expect(sink.find("platform.initStart")).toEqual([
      {
        ...init,
        runtimeVersion: expect.stringMatching(/^nodejs:\d\d\.local$/),
        runtimeVersionArn: expect.stringContaining(":runtime:"),
        functionName: "orders",
        functionVersion: "$LATEST",
        instanceId: platform.instances()[0]?.id,
        instanceMaxMemory: 1024 * 1024 * 1024,
      },
    ]);
    expect(sink.find("platform.initRuntimeDone")).toEqual([{ ...init, status: "success" }]);
    expect(sink.find("platform.initReport")).toEqual([{ ...init, status: "success", metrics: { durationMs: millis } }]);
    expect(sink.find("platform.extension")).toEqual([{ name: "sink", state: "Ready", events: [] }]);
    expect(sink.find("platform.telemetrySubscription")).toEqual([
      { name: "sink", state: "Subscribed", types: ["platform", "function"] },
    ]);
    expect(sink.find("platform.start")).toEqual([{ requestId: invocationId, version: "$LATEST", tracing }]);
    expect(sink.find("platform.runtimeDone")).toEqual([
      {
        requestId: invocationId,
        status: "success",
        tracing,
        spans: ["responseLatency", "responseDuration", "runtimeOverhead"].map((name) => ({
          name,
          start: expect.stringMatching(/Z$/),
          durationMs: millis,
        })),
        metrics: { durationMs: millis, producedBytes: expect.any(Number) },
      },
    ]);
    const [seen] = platform.invocations();
    const [report] = sink.find("platform.report");
    expect(report).toEqual({
      requestId: invocationId,
      status: "success",
      metrics: {
        durationMs: millis,
        billedDurationMs: seen?.billedMillis,
        memorySizeMB: 1024,
        maxMemoryUsedMB: millis,
        initDurationMs: millis,
      },
      tracing,
    });
    expect(report?.metrics?.durationMs).toBeCloseTo((seen?.responseMillis ?? 0) + (seen?.holdMillis ?? 0), 2);
    expect(report?.metrics?.initDurationMs).toBeCloseTo(seen?.initMillis ?? 0, 2);
    expect(sink.find("function")).toEqual([expect.stringMatching(new RegExp(`${invocationId}\tINFO\ta line`))]);
  });

  test("tells what failed, timed out, and ended", async () => {
    const sink = await startSink();
    const platform = await subscribed([{ ...common, destination: sink.destination }], { timeoutMillis: 2000 });
    await invokeInTurn(platform, { fail: true }, { exit: true }, { hang: true });
    await until(() => sink.find("platform.report").length === 3);
    for (const type of ["platform.runtimeDone", "platform.report"]) {
      const [failed, ended, late] = sink.find(type);
      expect(failed, type).toMatchObject({ status: "error", errorType: "TypeError" });
      expect(ended, type).toMatchObject({ status: "error", errorType: "Runtime.ExitError" });
      expect(late, type).toMatchObject({ status: "timeout" });
      expect(late, type).not.toHaveProperty("errorType");
    }
    expect(sink.find("platform.report").map(({ metrics }) => metrics?.initDurationMs !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
  });

  test("reaches a listener of the instance's own, what comes after the answer with the next event", async () => {
    const platform = await subscribed([common]);
    await platform.invoke({});
    await until(() => platform.instances()[0]?.state === "frozen");
    const { result } = await platform.invoke({ waitFor: "platform.report" });
    const { received } = result as { received: TelemetryEvent[] };
    const types = received.map(({ type }) => type);
    expect(types.indexOf("platform.report")).toBeGreaterThan(types.indexOf("platform.initReport"));
  });

  test("passes on lines over TCP", async () => {
    let told = "";
    const server = createTcpServer((socket) => {
      socket.on("error", () => {});
      socket.on("data", (data) => {
        told += data.toString();
      });
    });
    const port = await listen(server);
    const platform = await subscribed([{ ...common, types: ["platform"], destination: { protocol: "TCP", port } }]);
    await platform.invoke({});
    await until(() => told.includes('"platform.report"') && told.endsWith("\n"));
    const types = told
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as TelemetryEvent).type);
    expect(types).toContain("platform.start");
    expect(types).not.toContain("function");
  });

  test("passes on a JSON log line as the object that it is, from schema 2022-12-13 on", async () => {
    const env = { AWS_LAMBDA_LOG_FORMAT: "JSON" };
    const record = { level: "INFO", message: "a line", requestId: expect.any(String) };
    for (const [schemaVersion, expected] of [
      ["2022-12-13", expect.objectContaining(record)],
      ["2022-07-01", expect.stringMatching(/^\{.*"message":"a line"/)],
    ] as const) {
      const sink = await startSink();
      const platform = await subscribed([{ ...common, schemaVersion, destination: sink.destination }], { env });
      await platform.invoke({});
      await until(() => sink.find("function").length > 0);
      expect(sink.find("function")).toEqual([expected]);
    }
  });

  test("tells what a listener did not take", async () => {
    const sink = await startSink((response, batch) => response.writeHead(batch === 1 ? 500 : 200).end());
    const platform = await subscribed([{ ...common, types: ["platform"], destination: sink.destination }]);
    await platform.invoke({});
    await settled(platform);
    await platform.invoke({});
    await until(() => sink.types().includes("platform.logsDropped"));
    const [dropped] = sink.find("platform.logsDropped");
    expect(dropped).toEqual({
      droppedRecords: expect.any(Number),
      droppedBytes: expect.any(Number),
      reason: "Error: The listener answered 500",
    });
    expect(dropped?.droppedRecords).toBeGreaterThan(0);
  });

  test("refuses what it cannot do, and takes the last of several subscriptions", async () => {
    const sink = await startSink();
    const { destination } = sink;
    const refused = [
      { ...common, schemaVersion: "2020-01-01", destination },
      { ...common, types: [], destination },
      { ...common, types: ["metrics"], destination },
      { ...common, buffering: { ...buffering, maxItems: 10 }, destination },
      { ...common, buffering: { ...buffering, maxBytes: 10 }, destination },
      { ...common, buffering: { ...buffering, timeoutMs: 1 }, destination },
      { ...common, destination: { protocol: "HTTP", URI: "http://collector:4318" } },
      { ...common, destination: { protocol: "TCP" } },
      { ...common, destination: { protocol: "UDP", port: 1 } },
    ];
    const taken = [
      { ...common, types: ["function"], destination },
      { ...common, types: ["platform"], destination },
    ];
    const platform = await subscribed([...refused, ...taken]);
    const { result } = await platform.invoke({});
    expect((result as { answers: string[] }).answers).toEqual([
      ...refused.map(() => "400 ValidationError"),
      ...taken.map(() => "200 OK"),
    ]);
    await until(() => sink.types().includes("platform.report"));
    expect(sink.find("function")).toEqual([]);
  });
});
