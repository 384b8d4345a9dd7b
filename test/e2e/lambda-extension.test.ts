import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import { type OutputLine, type PlatformOptions, startLambda } from "@isobar/local";
import { type ReceiverOptions, startReceiver } from "@isobar/otlp";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Bundles, bundle, type Format } from "./support/bundle.ts";
import { untilAsleep } from "./support/instances.ts";
import { NODES, runtimeOf } from "./support/lambda-runtime.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/extension/${name}`, import.meta.url));
const register = fileURLToPath(new URL("../../packages/aws-lambda/dist/register.js", import.meta.url));

async function start(file: string, options: Partial<PlatformOptions> = {}, backend: ReceiverOptions = {}) {
  const lines: OutputLine[] = [];
  const receiver = await startReceiver(backend);
  onTestFinished(() => receiver.stop());
  const lambda = await startLambda({
    maxInstances: 1,
    ...runtimeOf(NODES[0]),
    file: isAbsolute(file) ? file : fixture(file),
    onLine: (line) => lines.push(line),
    ...options,
    // However busy the machine is: what is asked here is what waits for what.
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ISOBAR_FLUSH_TIMEOUT_MILLIS: "5000", ...options.env },
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

let bundles: Record<Format, Bundles>;
beforeAll(async () => {
  const names = ["functions", "registered"];
  const [cjs, esm] = await Promise.all([bundle("extension", ["functions"], "cjs"), bundle("extension", names, "esm")]);
  bundles = { cjs, esm };
});
afterAll(() => Promise.all(Object.values(bundles).map((each) => each.remove())));

const byImport = { nodeArguments: ["--import", register] };
const WAYS: [name: string, file: () => string, options?: Partial<PlatformOptions>][] = [
  ["an ES module", () => "functions.mjs"],
  ["a CommonJS module", () => "commonjs.cjs"],
  ["an ES module that registers by an import", () => "registered.mjs"],
  ["a CommonJS module that registers by --import", () => "commonjs.cjs", byImport],
  ["a bundle as ES module", () => bundles.esm.file("functions")],
  ["a bundle as ES module that registers by an import", () => bundles.esm.file("registered")],
  ["a bundle as CommonJS", () => bundles.cjs.file("functions")],
  ["a bundle as CommonJS that registers by --import", () => bundles.cjs.file("functions"), byImport],
];

describe.each(WAYS)("the response of %s", (_name, file, options) => {
  test.each(NODES)(
    "leaves before the export, and the instance stays awake until it is done (Node %s)",
    async (node) => {
      const gate = createGate();
      const { lambda, receiver, warnings } = await start(file(), { ...options, ...runtimeOf(node) }, gate);
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
    },
  );
});

describe("the instance", () => {
  test("is let go of within the budget where the backend never answers, and nothing is under way then", async () => {
    let hangs = true;
    const { lambda, receiver } = await start(
      "functions.mjs",
      { env: { ISOBAR_FLUSH_TIMEOUT_MILLIS: "300" } },
      { respond: () => (hangs ? "hang" : "ok") },
    );
    await lambda.invoke({ id: 1 });
    await untilAsleep(lambda);
    expect(receiver.spans).toEqual([]);
    hangs = false;
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

  test.each(["functions.mjs", "registered.mjs"])(
    "begins although the platform is slow to answer its registration (%s)",
    async (file) => {
      const { lambda } = await start(file);
      // The platform is in this process: nobody is answered meanwhile.
      const busy = setInterval(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500), 1);
      onTestFinished(() => clearInterval(busy));
      expect(await lambda.invoke({ id: 1 })).toMatchObject({ ok: true, result: { id: 1 } });
    },
  );

  test.each(["blocking", "interval"])("does not register where flush is %s", async (flush) => {
    const { lambda, receiver } = await start("functions.mjs", { env: { ISOBAR_FLUSH: flush } });
    expect(await lambda.invoke({ id: 1 })).toMatchObject({ ok: true });
    if (flush === "blocking") expect(receiver.spans).toHaveLength(1);
    // Without an extension an instance is ended without a word.
    await lambda.terminate();
    expect(receiver.spans).toHaveLength(flush === "blocking" ? 1 : 0);
  });
});
