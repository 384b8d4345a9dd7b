import { type ReceiverOptions, startReceiver } from "@isobar/otlp";
import { describe, expect, onTestFinished, test } from "vitest";
import { gcp, type StartOptions } from "./support/clouds.ts";
import { count, isInvocation, runEnd } from "./support/ends.ts";
import { untilBusy } from "./support/ends-table.ts";
import { call } from "./support/request.ts";

/** Google's functions, and a backend. */
async function start(respond: ReceiverOptions["respond"] & {}, options: StartOptions = {}) {
  const receiver = await startReceiver({ respond });
  onTestFinished(() => receiver.stop());
  const running = await gcp.start({
    fixture: "ends",
    maxInstances: 1,
    concurrency: 10,
    ...options,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...options.env },
  });
  onTestFinished(() => running.stop());
  const ask = (name: string) => call(`${running.url}/${name}`, { method: "GET" });
  return { receiver, running, ask };
}

describe("gcp_cloud_functions at SIGTERM, with several requests in flight", () => {
  test("those that end before the export does are answered and recorded, the others are cut short", async () => {
    let open = (): void => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { receiver, running, ask } = await start(() => opened.then(() => "ok"));
    expect((await ask("ok")).status).toBe(200);
    const slow = [ask("slow"), ask("slow"), ask("slow")];
    await untilBusy(running, 4);
    const hanging = ask("hang");
    await untilBusy(running, 5);
    const last = ask("hang");
    await untilBusy(running, 6);
    const ended = running.terminate();
    const answers = await Promise.all(slow);
    expect(answers.map(({ status, body }) => `${status} ${body}`)).toEqual(["200 ok", "200 ok", "200 ok"]);
    open();
    await ended;

    // The framework answers the request that came last, and drops the others.
    expect((await last).body.toString()).toBe("Received SIGTERM");
    expect((await hanging).status).toBe(502);
    const errorTypes = receiver.spans.filter(isInvocation).map(({ attributes }) => attributes["error.type"]);
    expect(errorTypes.toSorted()).toEqual(["process_exit", "process_exit", undefined, undefined, undefined, undefined]);
    expect(receiver.spans.filter(({ attributes }) => attributes["http.response.status_code"] === 200)).toHaveLength(4);
    expect(count(receiver, "faas.invocations")).toBe(4);
    expect(count(receiver, "faas.errors")).toBe(2);
    expect(running.lines.filter(({ text }) => text.includes("isobar:"))).toEqual([]);
  });
});

describe("gcp_cloud_functions at SIGTERM", () => {
  test("the application's own listeners are called at once, in their order, and the exit code is the framework's", async () => {
    const env = { E2E_LISTENS: "true" };
    const act = (running: Parameters<typeof untilBusy>[0]): Promise<void> =>
      untilBusy(running, 1).then(() => running.terminate());
    const [wrapped, bare] = await Promise.all([
      runEnd(gcp, "slow", { env }, act),
      runEnd(gcp, "slow", { env: { ...env, E2E_BARE: "true" } }, act),
    ]);
    expect(bare.lines.slice(-4)).toEqual([
      "stdout first: SIGTERM,15",
      "stdout second, of more",
      "stdout third, once",
      "stdout exits with 0",
    ]);
    expect(wrapped.lines).toEqual(bare.lines);
    expect(wrapped.caller).toBe(bare.caller);
  });

  test("an application that exits by itself does so at once, and what was pending is sent all the same", async () => {
    const options = { freeze: false, env: { E2E_EXITS: "true" } };
    const { receiver, running, ask } = await start(({ attempt }) => (attempt === 1 ? { status: 503 } : "ok"), options);
    await ask("ok");
    await receiver.waitFor(({ received }) => received.refused === 2);
    await running.terminate();
    // Two exports are under way as it exits, and nobody hears the answers: the span may come twice, under its one id.
    expect(new Set(receiver.spans.filter(isInvocation).map(({ spanId }) => spanId)).size).toBe(1);
    expect(count(receiver, "faas.invocations")).toBe(1);
    expect(running.lines.filter(({ text }) => text.includes("isobar: the instance ends"))).toEqual([]);
  });
});
