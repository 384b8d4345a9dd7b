import { setTimeout as wait } from "node:timers/promises";
import { type Metric, type Receiver, type ReceiverOptions, type Span, startReceiver } from "@isobar/otlp";
import { describe, expect, onTestFinished, test } from "vitest";
import { aws, azure, type Cloud, clouds, gcp, type RunningCloud, type StartOptions } from "./support/clouds.ts";
import { untilAsleep } from "./support/instances.ts";
import { order } from "./support/request.ts";

/** A cloud and a backend of one test, which end with it. */
async function start(
  cloud: Cloud,
  options: StartOptions = {},
  backend: ReceiverOptions = {},
): Promise<{ running: RunningCloud; receiver: Receiver }> {
  const receiver = await startReceiver(backend);
  onTestFinished(() => receiver.stop());
  const running = await cloud.start({ ...options, env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
  onTestFinished(() => running.stop());
  return { running, receiver };
}

const isInvocation = ({ kind }: Span): boolean => kind === "server";
/** The last part of the path tells a test's requests apart. */
const nameOf = ({ attributes }: Span): string => String(attributes["url.path"]).split("/").at(-1) ?? "";
const isCold = ({ attributes }: Span): boolean => attributes["faas.coldstart"] === true;

function sum(metrics: readonly Metric[], name: string): number {
  return metrics
    .flatMap((metric) => (metric.name === name && metric.type === "sum" ? metric.points : []))
    .reduce((total, { value }) => total + Number(value), 0);
}

describe("an invocation that runs into the time limit", () => {
  test.each([aws, azure])("$platform: is exported before the kill, and a new instance follows", async (cloud) => {
    const { running, receiver } = await start(cloud, { timeoutMillis: 3000 });
    expect((await order(`${running.url}/orders/first`, { scenario: "missing" })).status).toBe(404);
    if (cloud === aws) await untilAsleep(running.http);
    const answer = await order(`${running.url}/orders/hanging`, { scenario: "hang" });
    expect(answer.status).toBe(cloud.timeoutStatus);
    // The instance is gone by now: what has not been sent is lost.
    await receiver.waitFor(({ spans }) => spans.some((span) => nameOf(span) === "hanging"));
    expect(running.http.counts()).toMatchObject({ timeouts: 1, coldStarts: 1 });
    expect((await order(`${running.url}/orders/next`, { scenario: "missing" })).status).toBe(404);
    await running.terminate();

    expect(running.http.instances().map(({ state }) => state)).toEqual(["ended", "ended"]);
    expect(receiver.spans.map((span) => [nameOf(span), isCold(span), span.attributes["error.type"]])).toEqual([
      ["first", true, undefined],
      ["hanging", false, "timeout"],
      ["next", true, undefined],
    ]);
    const hanging = receiver.spans.find((span) => nameOf(span) === "hanging");
    expect(hanging?.status.code).toBe("error");
    expect(hanging?.attributes).not.toHaveProperty("http.response.status_code");
    expect(receiver.logRecords.filter(({ traceId }) => traceId === hanging?.traceId).map(({ body }) => body)).toEqual([
      "order received",
      "the invocation runs into its time limit",
    ]);
    expect(running.lines.filter(({ text }) => text.includes('"isobar.running":["'))).toHaveLength(1);
    expect(sum(receiver.metrics, "faas.timeouts")).toBe(1);
  });

  test("gcp_cloud_functions: is seen as timed out, and the instance lives on", async () => {
    const { running, receiver } = await start(gcp, { timeoutMillis: 3000 });
    expect((await order(`${running.url}/orders/hanging`, { scenario: "hang" })).status).toBe(504);
    expect((await order(`${running.url}/orders/next`, { scenario: "missing" })).status).toBe(404);
    expect(running.http.instances().filter(({ state }) => state !== "ended")).toHaveLength(1);
    expect(running.http.counts()).toMatchObject({ invocations: 2, timeouts: 1, coldStarts: 1 });
    await running.terminate();

    const seen = receiver.spans.map(({ attributes, ...span }) => [
      nameOf({ attributes, ...span }),
      attributes["error.type"],
      attributes["http.response.status_code"],
    ]);
    expect(seen.toSorted()).toEqual([
      ["hanging", "timeout", undefined],
      ["next", undefined, 404],
    ]);
    expect(sum(receiver.metrics, "faas.timeouts")).toBe(1);
    expect(sum(receiver.metrics, "faas.invocations")).toBe(1);
  });
});

/** The backend took one invocation's telemetry whole and said nothing: of the three, deltas are not sent again. */
function expectUncertain({ metrics }: Receiver): void {
  expect(sum(metrics, "faas.errors")).toBe(0);
  expect(sum(metrics, "isobar.possible_losses")).toBeGreaterThan(0);
  expect(sum(metrics, "isobar.possible_duplicates")).toBe(3);
}

describe("what is pending at an instance's end", () => {
  test("gcp_cloud_functions: a frozen instance delivers it at SIGTERM", async () => {
    // What broke off may be sent again, but not by a process without CPU.
    const { running, receiver } = await start(gcp, {}, { respond: ({ attempt }) => (attempt === 1 ? "reset" : "ok") });
    expect((await order(`${running.url}/orders/7`, { scenario: "unavailable" })).status).toBe(503);
    await wait(1500);
    expect(running.http.instances().map(({ state }) => state)).toEqual(["frozen"]);
    expect(receiver.received).toMatchObject({ spans: 0, logRecords: 0, metricDataPoints: 0 });

    await running.terminate();
    expect(receiver.spans.map(nameOf)).toEqual(["7"]);
    expect(receiver.logRecords.map(({ body }) => body)).toEqual(["order received", "warehouse unavailable"]);
    expectUncertain(receiver);
  });

  test("azure.functions: a worker that is told to end delivers it first", async () => {
    const { running, receiver } = await start(
      azure,
      {},
      { respond: ({ attempt }) => (attempt === 1 ? "reset" : "ok") },
    );
    expect((await order(`${running.url}/orders/7`, { scenario: "unavailable" })).status).toBe(503);
    expect(receiver.received).toMatchObject({ spans: 0, logRecords: 0, metricDataPoints: 0 });

    await running.terminate();
    expect(receiver.spans.map(nameOf)).toEqual(["7"]);
    expect(receiver.logRecords.map(({ body }) => body)).toEqual(["order received", "warehouse unavailable"]);
    expectUncertain(receiver);
  });

  test("aws_lambda: nothing is, because the instance stays awake until it is exported", async () => {
    const { running, receiver } = await start(aws);
    expect((await order(`${running.url}/orders/7`, { scenario: "unavailable" })).status).toBe(503);
    await untilAsleep(running.http);
    expect(receiver.spans.map(nameOf)).toEqual(["7"]);
    expect(receiver.logRecords.map(({ body }) => body)).toEqual(["order received", "warehouse unavailable"]);
    await running.kill();
    expect(receiver.received.spans).toBe(1);
  });

  test("aws_lambda: what the backend did not take is delivered at SIGTERM", async () => {
    const { running, receiver } = await start(
      aws,
      {},
      { respond: ({ attempt }) => (attempt === 1 ? { status: 503 } : "ok") },
    );
    expect((await order(`${running.url}/orders/7`, { scenario: "unavailable" })).status).toBe(503);
    await untilAsleep(running.http);
    expect(receiver.received).toMatchObject({ spans: 0, logRecords: 0, metricDataPoints: 0 });
    await running.terminate();
    expect(receiver.spans.map(nameOf)).toEqual(["7"]);
    expect(sum(receiver.metrics, "faas.errors")).toBe(1);
  });
});

describe("the news of a failure", () => {
  test("gcp_cloud_functions: is out before the response, so that no idle instance keeps it", async () => {
    let isAnswered = false;
    const answeredFirst: boolean[] = [];
    const respond = () => {
      answeredFirst.push(isAnswered);
      return "ok" as const;
    };
    const { running, receiver } = await start(gcp, {}, { respond });
    expect((await order(`${running.url}/orders/7`, { scenario: "custom-error" })).status).toBe(500);
    isAnswered = true;
    await untilAsleep(running.http);
    expect(receiver.spans.map(nameOf)).toEqual(["7"]);
    expect(receiver.spans[0]?.attributes).toMatchObject({ "http.response.status_code": 500 });
    expect(answeredFirst).toEqual([false, false, false]);
  });
});

describe.each(clouds)("$platform", (cloud) => {
  test("exactly one invocation of an instance is its cold start", async () => {
    const { running, receiver } = await start(cloud, { concurrency: 2, maxInstances: 3 });
    const ask = (round: string): Promise<unknown> =>
      Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          order(`${running.url}/orders/${round}${index}`, { scenario: "late", millis: 50 }),
        ),
      );
    await ask("a");
    await ask("b");
    await running.terminate();
    const { coldStarts, invocations } = running.http.counts();
    expect(invocations).toBe(12);
    const spans = receiver.spans.filter(isInvocation);
    expect(spans).toHaveLength(12);
    expect(spans.filter(isCold)).toHaveLength(coldStarts);
    expect(sum(receiver.metrics, "faas.coldstarts")).toBe(coldStarts);
    expect(coldStarts).toBe(running.http.instances().length);
    if (cloud !== gcp) {
      const perInstance = Map.groupBy(spans, ({ resource }) => resource.attributes["faas.instance"]);
      expect([...perInstance.values()].map((group) => group.filter(isCold).length)).toEqual(
        running.http.instances().map(() => 1),
      );
    }
    expect(
      new Set(running.lines.filter(({ text }) => text.includes('"faas.coldstart":true')).map(invocationOf)).size,
    ).toBe(coldStarts);
  });

  test("invocations at once keep their own trace", async () => {
    const { running, receiver } = await start(cloud, { maxInstances: 2 });
    const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
    const inside = await Promise.all(
      names.map(async (name, index) => {
        const { body } = await order(`${running.url}/orders/${name}`, {
          scenario: "late",
          millis: 10 + (index % 5) * 20,
        });
        const { traceId, spanId, invocationId } = JSON.parse(body.toString());
        return { name, traceId, spanId, invocationId };
      }),
    );
    await running.terminate();
    const seen = receiver.spans.filter(isInvocation).map((span) => ({
      name: nameOf(span),
      traceId: span.traceId,
      spanId: span.spanId,
      invocationId: span.attributes["faas.invocation.id"],
    }));
    const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);
    expect(seen.toSorted(byName)).toEqual(inside.toSorted(byName));
    expect(new Set(seen.map(({ traceId }) => traceId)).size).toBe(names.length);
    const logged = receiver.logRecords.map(({ traceId, spanId }) => `${traceId} ${spanId}`);
    expect(logged.toSorted()).toEqual(seen.map(({ traceId, spanId }) => `${traceId} ${spanId}`).toSorted());
  });

  test("requests of one caller are children of its span", async () => {
    const { running, receiver } = await start(cloud);
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const parentSpanId = "00f067aa0ba902b7";
    const headers = { traceparent: `00-${traceId}-${parentSpanId}-01`, tracestate: "shop=7" };
    await Promise.all([
      order(`${running.url}/orders/1`, { scenario: "missing" }, headers),
      order(`${running.url}/orders/2`, { scenario: "missing" }, headers),
    ]);
    await running.terminate();
    const spans = receiver.spans.filter(isInvocation);
    expect(spans.map((span) => [span.traceId, span.traceState])).toEqual([
      [traceId, "shop=7"],
      [traceId, "shop=7"],
    ]);
    // Google's front end puts a span of its own, which is not sampled, between the caller and the function.
    const isBetween = cloud.platform === "gcp_cloud_functions";
    for (const span of spans) {
      if (isBetween) expect(span.parentSpanId).toMatch(/^[\da-f]{16}$/);
      else expect(span.parentSpanId).toBe(parentSpanId);
    }
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(2);
    expect(receiver.logRecords.map((record) => record.traceId)).toEqual([traceId, traceId]);
  });
});

const invocationOf = ({ text }: { text: string }): unknown => JSON.parse(text)["faas.invocation.id"];
