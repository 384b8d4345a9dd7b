import { type Answer, startReceiver } from "@isobar/otlp";
import { describe, expect, onTestFinished, test } from "vitest";
import { clouds, gcp } from "./support/clouds.ts";
import { call } from "./support/request.ts";

/** A partial success that rejects one record: field 1 of the answer, and in it field 1, as each signal has it. */
const REJECTS_ONE = Buffer.from([0x0a, 0x02, 0x08, 0x01]);

/** What an instance says on stderr of an invocation that calls `process.exit()`. */
async function exit(cloud: (typeof clouds)[number], answer: Answer, env: Record<string, string> = {}) {
  const receiver = await startReceiver({ respond: () => answer });
  onTestFinished(() => receiver.stop());
  const running = await cloud.start({
    fixture: "ends",
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
  });
  onTestFinished(() => running.stop());
  await call(`${running.url}/exit`, { method: "GET" });
  await running.terminate();
  return running.lines.filter(({ text }) => text.includes("isobar:")).map(({ text }) => text);
}

const START = String.raw`\[otel warn\] isobar: the instance ends with telemetry to which no backend has said yes: `;

describe("what a process that exits could not send is counted on stderr", () => {
  test.each(clouds)("$platform", async (cloud) => {
    const said = await exit(cloud, { status: 503 });
    expect(said).toEqual([expect.stringMatching(`${START}2 spans, [1-9]\\d* metric points, 1 log records$`)]);
  });

  test.each<[string, Answer, Record<string, string>?]>([
    ["refuses for good", { status: 400 }],
    ["breaks off", "reset"],
    ["does not answer in time", "hang", { ISOBAR_FLUSH_TIMEOUT_MILLIS: "300" }],
    ["is not asked, because there is no time", "ok", { ISOBAR_FLUSH_TIMEOUT_MILLIS: "0" }],
  ])("where the backend %s", async (_what, answer, env) => {
    const said = await exit(gcp, answer, env);
    expect(said).toEqual([expect.stringMatching(`${START}2 spans, [1-9]\\d* metric points, 1 log records$`)]);
  });

  test("where it takes all but one of each", async () => {
    const said = await exit(gcp, { body: REJECTS_ONE });
    expect(said).toEqual([expect.stringMatching(`${START}1 spans, 1 metric points, 1 log records$`)]);
  });

  test("but not where it takes all", async () => {
    expect(await exit(gcp, "ok")).toEqual([]);
  });
});
