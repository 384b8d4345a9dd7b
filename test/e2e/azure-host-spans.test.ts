import { fileURLToPath } from "node:url";
import { type OutputLine, startAzure } from "@isobar/local";
import { startReceiver } from "@isobar/otlp";
import { describe, expect, it, onTestFinished } from "vitest";
import { count } from "./support/ends.ts";

const file = fileURLToPath(new URL("fixtures/host-spans/app.mjs", import.meta.url));
/** The host exports, and samples what it exports. */
const EXPORTS = { AzureFunctionsJobHost__telemetryMode: "OpenTelemetry" };
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const CALLER = `00-${TRACE_ID}-b7ad6b7169203331-01`;

async function start(env: Readonly<Record<string, string>>) {
  const lines: OutputLine[] = [];
  const receiver = await startReceiver();
  onTestFinished(() => receiver.stop());
  const app = await startAzure({
    file,
    maxInstances: 1,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
    onLine: (line) => lines.push(line),
  });
  onTestFinished(() => app.stop());
  const get = async (id: string, headers: Record<string, string> = { traceparent: CALLER }) => {
    const response = await fetch(`${app.url}/api/orders/${id}`, { headers });
    const body = response.ok ? ((await response.json()) as { capabilities: unknown; host: string }) : undefined;
    const [, traceId, spanId] = body?.host.split("-") ?? [];
    return { capabilities: body?.capabilities, host: { traceId, spanId } };
  };
  return { app, receiver, get, lines };
}

const ANNOUNCED = { WorkerOpenTelemetryEnabled: "true" };

describe("where the host exports its own spans", () => {
  it("the host's span is the invocation's: children and lines of both loggers belong to it", async () => {
    const { app, receiver, get, lines } = await start(EXPORTS);
    const { host, capabilities } = await get("7");
    await app.terminate();
    expect(host.traceId).toBe(TRACE_ID);
    const [span, ...others] = receiver.spans;
    expect(others).toEqual([]);
    expect(span).toMatchObject({ name: "price", traceId: TRACE_ID, parentSpanId: host.spanId });
    expect(receiver.logRecords).toMatchObject([
      { body: "by log", severityText: "INFO", traceId: TRACE_ID, spanId: span?.spanId },
      { body: "by context.warn", severityText: "WARN", traceId: TRACE_ID, spanId: span?.spanId },
    ]);
    for (const { attributes } of receiver.logRecords) expect(attributes).toHaveProperty(["faas.invocation.id"]);
    expect(count(receiver, "faas.invocations")).toBe(1);
    expect(capabilities).toEqual(ANNOUNCED);
    // The host shows what it showed.
    expect(lines.filter(({ text }) => text === "by context.warn")).toHaveLength(1);
  });

  it("an exception belongs to it too, and counts", async () => {
    const { app, receiver, get } = await start(EXPORTS);
    await get("none");
    await app.terminate();
    expect(receiver.spans.map(({ name }) => name)).toEqual(["price"]);
    const exception = receiver.logRecords.find(({ eventName }) => eventName === "http.server.request.exception");
    expect(exception).toMatchObject({ traceId: TRACE_ID, spanId: receiver.spans[0]?.parentSpanId });
    expect(exception?.attributes["exception.type"]).toBe("RangeError");
    expect(count(receiver, "faas.errors")).toBe(1);
  });

  it("is known from host.json too", async () => {
    const { app, receiver } = await start({});
    const { result } = await app.invoke({
      functionName: "ship",
      input: { id: 7 },
      traceContext: { traceParent: CALLER },
    });
    await app.terminate();
    expect(result).toMatchObject({ capabilities: ANNOUNCED, host: CALLER });
    expect(receiver.spans).toMatchObject([{ name: "price", traceId: TRACE_ID, parentSpanId: "b7ad6b7169203331" }]);
  });

  it("an invocation that the host does not sample has a span of its own", async () => {
    const { app, receiver } = await start({});
    await app.invoke({ functionName: "ship", input: { id: 7 } });
    await app.terminate();
    expect(receiver.spans.map(({ name }) => name)).toEqual(["price", "process orders"]);
  });

  it.each(["parent", "link"])("nothing of that happens with platformParent: %s", async (ISOBAR_PLATFORM_PARENT) => {
    const { app, receiver, get } = await start({ ...EXPORTS, ISOBAR_PLATFORM_PARENT });
    const { host, capabilities } = await get("7");
    await app.terminate();
    expect(capabilities).toEqual({});
    expect(receiver.spans).toMatchObject([
      { name: "price" },
      { name: "GET /api/orders/{id}", parentSpanId: "b7ad6b7169203331", links: [{ spanId: host.spanId }] },
    ]);
    expect(receiver.logRecords.map(({ body }) => body)).toEqual(["by log"]);
  });
});

it("a host that exports nothing is left to itself", async () => {
  const { app, receiver, get } = await start({ AzureFunctionsJobHost__telemetryMode: "ApplicationInsights" });
  const { capabilities } = await get("7");
  await app.terminate();
  expect(capabilities).toEqual({});
  expect(receiver.spans.map(({ name }) => name)).toEqual(["price", "GET /api/orders/{id}"]);
  expect(receiver.logRecords.map(({ body }) => body)).toEqual(["by log"]);
});
