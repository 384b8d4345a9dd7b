import { setTimeout as wait } from "node:timers/promises";
import { startReceiver } from "@isobar/otlp";
import { describe, expect, test } from "vitest";
import { type Backend, isTaken, startRefusing, startSilent } from "./support/backends.ts";
import { clouds } from "./support/clouds.ts";
import { type HttpAnswer, order } from "./support/request.ts";

const FLUSH_TIMEOUT_MILLIS = 300;
/** What a slow machine may take beside the wait. An exporter's own time limit is 10 s: that must not be seen. */
const SLACK_MILLIS = 3000;

const answering = async (status: number): Promise<Backend> =>
  startReceiver({ respond: () => ({ status }), keep: false });

const backends = [
  { state: "refuses connections", start: startRefusing },
  { state: "never answers", start: startSilent },
  { state: "answers 503", start: () => answering(503) },
  { state: "answers 400", start: () => answering(400) },
] as const;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

describe.each(clouds)("$platform", (cloud) => {
  test.each(backends)("responses are right and in time when the backend $state", async ({ start }) => {
    const backend = await start();
    const running = await cloud.start({
      // A second instance would have failures of its own to see.
      maxInstances: 1,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: backend.url,
        ISOBAR_FLUSH_TIMEOUT_MILLIS: String(FLUSH_TIMEOUT_MILLIS),
      },
    });
    try {
      const answers: HttpAnswer[] = [];
      for (let number = 0; number < 12; number += 1) {
        const scenario = number % 2 === 0 ? "missing" : "unavailable";
        answers.push(await order(running.url, { scenario }));
      }
      expect(answers.map(({ status }) => status)).toEqual(answers.map((_, number) => (number % 2 === 0 ? 404 : 503)));
      for (const { durationMillis } of answers) {
        expect(durationMillis).toBeLessThan(FLUSH_TIMEOUT_MILLIS + SLACK_MILLIS);
      }
      // Three were enough to see that the backend is down: from then on no response waits.
      expect(median(answers.slice(3).map(({ durationMillis }) => durationMillis))).toBeLessThan(100);
    } finally {
      // Told of its end, an instance would try for seconds to deliver.
      await running.kill();
      await running.stop();
      await backend.stop();
    }
  });

  test("nothing is lost or sent twice when the backend answers 503 for a while", async () => {
    const receiver = await startReceiver({ respond: ({ attempt }) => (attempt <= 2 ? { status: 503 } : "ok") });
    const running = await cloud.start({
      maxInstances: 1,
      // Long enough for the exporter's own second try, so that the third invocation is not the third failure.
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ISOBAR_FLUSH_TIMEOUT_MILLIS: "1000" },
    });
    const paths = ["/orders/1", "/orders/2", "/orders/3", "/orders/4"];
    try {
      for (const path of paths) {
        expect((await order(`${running.url}${path}`, { scenario: "missing" })).status).toBe(404);
        await wait(1000);
      }
    } finally {
      await running.stop();
      await receiver.stop();
    }
    expect(receiver.received.refused).toBe(6);
    const ends = receiver.spans.map(({ attributes }) => String(attributes["url.path"]).replace(/^\/api/, ""));
    expect(ends.toSorted()).toEqual(paths);
    const traces = receiver.spans.map(({ traceId }) => traceId);
    expect(receiver.logRecords.map(({ traceId }) => traceId ?? "").toSorted()).toEqual(traces.toSorted());
    const counted = receiver.metrics
      .flatMap((metric) => (metric.name === "faas.invocations" && metric.type === "sum" ? metric.points : []))
      .reduce((sum, { value }) => sum + Number(value), 0);
    expect(counted).toBe(paths.length);
  });

  test("without an endpoint and a backend on this machine there is one warning, and nothing else changes", async () => {
    if (await isTaken(4318)) throw new Error("something listens on port 4318: this test needs that nobody does");
    const running = await cloud.start({ maxInstances: 1 });
    try {
      for (let number = 0; number < 3; number += 1) {
        const answer = await order(running.url, { scenario: "missing" });
        expect(answer.status).toBe(404);
        expect(answer.durationMillis).toBeLessThan(SLACK_MILLIS);
      }
    } finally {
      await running.stop();
    }
    const said = running.lines.filter(({ stream }) => stream === "stderr").map(({ text }) => text);
    expect(said).toEqual([expect.stringContaining("OTEL_EXPORTER_OTLP_ENDPOINT")]);
  });
});
