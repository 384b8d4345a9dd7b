import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Receiver, startReceiver } from "@isobar/otlp";
import { describe, expect, onTestFinished, test } from "vitest";
import { azure, type Cloud, clouds, gcp, type RunningCloud, type StartOptions } from "./support/clouds.ts";
import { count, isInvocation } from "./support/ends.ts";
import { call } from "./support/request.ts";

/** However busy the machine is: an instance starts first. */
const BUSY_MILLIS = 30_000;

/** A cloud whose instances have a temporary folder of their own, and `earlySpan` unless that is switched off. */
async function start(cloud: Cloud, options: StartOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), "isobar-early-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const receiver = await startReceiver();
  onTestFinished(() => receiver.stop());
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ISOBAR_EARLY_SPAN: "true", TMPDIR: folder, ...options.env };
  const running = await cloud.start({ fixture: "ends", maxInstances: 1, ...options, env });
  onTestFinished(() => running.stop());
  return { running, receiver, folder };
}

const get = (running: RunningCloud, name: string) => call(`${running.url}/${name}`, { method: "GET" });
const starts = ({ logRecords }: Receiver) =>
  logRecords.filter(({ eventName }) => eventName === "isobar.invocation_start");
const kills = ({ logRecords }: Receiver) =>
  logRecords.filter(({ eventName }) => eventName === "isobar.invocation_killed");
const killed = ({ spans }: Receiver) => spans.filter(({ attributes }) => attributes["error.type"] === "killed");
const idOf = ({ traceId, spanId }: { traceId?: string; spanId?: string }) => `${traceId}-${spanId}`;

/** When the only process that has a file here last gave a sign of life, in epoch milliseconds. */
const aliveAt = (folder: string): number =>
  Math.max(...readdirSync(folder).map((name) => statSync(join(folder, name)).mtimeMs));

/** What the backend has of an invocation that was killed, and was alive for so long: its start, its end, once. */
async function expectOneKill({ running, receiver }: Awaited<ReturnType<typeof start>>, leastMillis: number) {
  await receiver.waitFor((received) => starts(received).length > 0, BUSY_MILLIS);
  // The next process tells of it.
  expect((await get(running, "ok")).status).toBe(200);
  await running.terminate();
  const [begun] = starts(receiver);
  expect(begun?.attributes).toMatchObject({ "faas.trigger": "http", "faas.coldstart": true });
  const [span, ...more] = killed(receiver);
  expect(more).toEqual([]);
  expect(span).toMatchObject({ kind: "server", status: { code: "error" }, traceId: begun?.traceId });
  expect(span?.spanId).toBe(begun?.spanId);
  expect(span?.attributes["faas.invocation.id"]).toBe(begun?.attributes["faas.invocation.id"]);
  expect(span?.attributes["http.request.method"]).toBe("GET");
  const nanos = (span?.endTimeUnixNano ?? 0n) - (span?.startTimeUnixNano ?? 0n);
  expect(Number(nanos) / 1e6).toBeGreaterThanOrEqual(leastMillis);
  expect(kills(receiver).map(idOf)).toEqual([`${span?.traceId}-${span?.spanId}`]);
  expect([count(receiver, "faas.errors"), count(receiver, "faas.invocations")]).toEqual([1, 1]);
  expect(receiver.spans.filter(isInvocation)).toHaveLength(2);
}

describe.each(clouds)("$platform", (cloud) => {
  test("an invocation that runs out of memory leaves its start, and its span with the next process", async () => {
    const started = await start(cloud, { memoryMegabytes: 256 });
    expect((await get(started.running, "memory")).status).toBeGreaterThanOrEqual(500);
    await expectOneKill(started, 0);
  });

  test("so does one whose process is killed, and its span has the time that it is known to have run", async () => {
    const started = await start(cloud);
    const answer = get(started.running, "hang").catch(() => undefined);
    await started.receiver.waitFor((received) => starts(received).length > 0, BUSY_MILLIS);
    const begunAt = aliveAt(started.folder);
    while (aliveAt(started.folder) < begunAt + 500) await wait(50);
    await started.running.kill();
    await answer;
    await expectOneKill(started, 500);
  });

  test("without the option it leaves nothing", async () => {
    const { running, receiver } = await start(cloud, { memoryMegabytes: 256, env: { ISOBAR_EARLY_SPAN: "false" } });
    await get(running, "memory");
    await get(running, "ok");
    await running.terminate();
    expect(receiver.logRecords).toEqual([]);
    expect(receiver.spans.filter(isInvocation)).toHaveLength(1);
  });

  test("those that have ended are not taken for killed", async () => {
    const { running, receiver } = await start(cloud);
    for (const name of ["ok", "ok"]) await get(running, name);
    const answer = get(running, "hang").catch(() => undefined);
    await receiver.waitFor(() => starts(receiver).length === 3, BUSY_MILLIS);
    await running.kill();
    await answer;
    await get(running, "ok");
    await running.terminate();
    expect(killed(receiver).map(idOf)).toEqual([idOf(starts(receiver)[2] ?? {})]);
    expect(kills(receiver)).toHaveLength(1);
    const spans = receiver.spans.filter(isInvocation).map(idOf);
    expect(new Set(spans).size).toBe(spans.length);
  });
});

test.each([gcp, azure])("$platform: each of 80 invocations that are killed at once is known", async (cloud) => {
  const { running, receiver } = await start(cloud, { concurrency: 80 });
  const answers = Array.from({ length: 80 }, () => get(running, "hang").catch(() => undefined));
  await receiver.waitFor(() => starts(receiver).length === 80, BUSY_MILLIS);
  await running.kill();
  await Promise.all(answers);
  await get(running, "ok");
  await running.terminate();
  expect(killed(receiver).map(idOf).sort()).toEqual(starts(receiver).slice(0, 80).map(idOf).sort());
  expect(count(receiver, "faas.errors")).toBe(80);
});

test.each(clouds)("$platform: an instance leaves alone what another one runs that shares its folder", async (cloud) => {
  const { running, receiver } = await start(cloud, { maxInstances: 2, concurrency: 1 });
  const slow = get(running, "slow");
  await receiver.waitFor((received) => starts(received).length > 0, BUSY_MILLIS);
  // All of this happens in a second instance, while the first one is at work.
  expect((await get(running, "ok")).status).toBe(200);
  expect((await slow).status).toBe(200);
  await running.terminate();
  expect(running.http.counts().coldStarts).toBe(2);
  expect(killed(receiver)).toEqual([]);
  expect(receiver.spans.filter(isInvocation)).toHaveLength(2);
});
