import { fileURLToPath } from "node:url";
import { type OutputLine, type PlatformOptions, startLambda } from "@isobar/local";
import { type ReceiverOptions, startReceiver } from "@isobar/otlp";
import { describe, expect, onTestFinished, test } from "vitest";
import { untilAsleep } from "./support/instances.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/extension/${name}`, import.meta.url));
const node22 = fileURLToPath(new URL("../../node_modules/node22/bin/node", import.meta.url));
const register = fileURLToPath(new URL("../../packages/aws-lambda/dist/register.js", import.meta.url));

async function start(file: string, options: Partial<PlatformOptions> = {}, backend: ReceiverOptions = {}) {
  const lines: OutputLine[] = [];
  const receiver = await startReceiver(backend);
  onTestFinished(() => receiver.stop());
  const lambda = await startLambda({
    maxInstances: 1,
    file: fixture(file),
    onLine: (line) => lines.push(line),
    ...options,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...options.env },
  });
  onTestFinished(() => lambda.stop());
  return { lambda, receiver, warnings: () => lines.filter(({ text }) => text.includes("isobar:")) };
}

/** Answers what waits when the test says so. */
function createGate() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, respond: () => opened.then(() => "ok" as const) };
}

const WAYS: [name: string, file: string, options: Partial<PlatformOptions>][] = [
  ["an ES module", "functions.mjs", {}],
  ["a CommonJS module", "commonjs.cjs", {}],
  ["an ES module that registers by an import", "registered.mjs", {}],
  ["a CommonJS module that registers by --import", "commonjs.cjs", { nodeArguments: ["--import", register] }],
];

describe.each(WAYS)("the response of %s", (_name, file, options) => {
  test.each([
    ["24", process.execPath],
    ["22", node22],
  ])("leaves before the export, and the instance stays awake until it is done (Node %s)", async (_version, node) => {
    const gate = createGate();
    const { lambda, receiver, warnings } = await start(file, { ...options, node }, gate);
    // The backend answers nothing before the response is here: it can have waited for none.
    expect(await lambda.invoke({ id: 1 })).toMatchObject({ ok: true, result: { id: 1 } });
    gate.open();
    await untilAsleep(lambda);
    expect(receiver.spans).toHaveLength(1);
    expect(await lambda.invoke({ fails: true })).toMatchObject({ ok: false, error: { type: "RangeError" } });
    await untilAsleep(lambda);
    expect(receiver.spans.map(({ attributes }) => attributes["error.type"])).toEqual([undefined, "RangeError"]);
    expect(lambda.counts()).toMatchObject({ coldStarts: 1 });
    expect(warnings()).toEqual([]);
  });
});

describe("the instance", () => {
  test("is let go of within the budget where the backend never answers, and nothing is under way then", async () => {
    const { lambda, receiver } = await start(
      "functions.mjs",
      { env: { ISOBAR_FLUSH_TIMEOUT_MILLIS: "100" } },
      { respond: ({ attempt }) => (attempt === 1 ? "hang" : "ok") },
    );
    await lambda.invoke({ id: 1 });
    await untilAsleep(lambda);
    expect(receiver.spans).toEqual([]);
    await lambda.invoke({ id: 2 });
    await untilAsleep(lambda);
    expect(receiver.spans).toHaveLength(2);
  });

  test("is not held for a handler that is not wrapped, beyond the first", async () => {
    const { lambda, receiver } = await start("functions.mjs", { target: "bare" });
    for (const id of [1, 2, 3]) {
      expect(await lambda.invoke({ id, millis: 20 })).toMatchObject({ ok: true, result: { id } });
      await untilAsleep(lambda);
    }
    expect(lambda.counts()).toMatchObject({ invocations: 3, coldStarts: 1 });
    expect(receiver.spans).toEqual([]);
  });

  test("is told at its end, and sends what is left", async () => {
    const { lambda, receiver } = await start(
      "functions.mjs",
      {},
      { respond: ({ attempt }) => (attempt === 1 ? { status: 503 } : "ok") },
    );
    await lambda.invoke({ id: 1 });
    await untilAsleep(lambda);
    expect(receiver.spans).toEqual([]);
    await lambda.terminate();
    expect(receiver.spans).toHaveLength(1);
  });

  test("may have other extensions in it", async () => {
    const options = { nodeArguments: ["--import", fixture("other-extension.mjs")] };
    const { lambda, receiver, warnings } = await start("commonjs.cjs", options);
    for (const id of [1, 2]) {
      expect(await lambda.invoke({ id })).toMatchObject({ ok: true, result: { id } });
      await untilAsleep(lambda);
      expect(receiver.spans).toHaveLength(id);
    }
    expect(warnings()).toEqual([]);
  });

  test("that could not register exports before each response, and says so once", async () => {
    const { lambda, receiver, warnings } = await start("late.mjs");
    for (const id of [1, 2, 3]) {
      expect(await lambda.invoke({ id })).toMatchObject({ ok: true, result: { id } });
      expect(receiver.spans).toHaveLength(id);
    }
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]?.text).toContain("could not register as an extension (status 403)");
  });

  test.each(["blocking", "interval"])("does not register where flush is %s", async (flush) => {
    const { lambda, receiver } = await start("functions.mjs", { env: { ISOBAR_FLUSH: flush } });
    expect(await lambda.invoke({ id: 1 })).toMatchObject({ ok: true });
    if (flush === "blocking") expect(receiver.spans).toHaveLength(1);
    // Without an extension an instance is ended without a word.
    await lambda.terminate();
    expect(receiver.spans).toHaveLength(flush === "blocking" ? 1 : 0);
  });
});
