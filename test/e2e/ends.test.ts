import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startReceiver } from "@isobar/otlp";
import { describe, expect, onTestFinished, test } from "vitest";
import { azure, type Cloud, clouds, gcp, type RunningCloud, type StartOptions } from "./support/clouds.ts";
import { count, isInvocation, runEnd } from "./support/ends.ts";
import { call } from "./support/request.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const NODE_22 = `${root}node_modules/node22/bin/node`;

interface Row {
  /** The way to end, as the fixture knows it. */
  readonly name: string;
  readonly options?: StartOptions;
  readonly act?: (running: RunningCloud) => Promise<void>;
}

/** The rows of the page, by their first cell, and what each of them is here. */
const ROWS: Readonly<Record<string, Row>> = {
  "the time limit": { name: "hang", options: { timeoutMillis: 3000 } },
  "out of memory": { name: "memory", options: { memoryMegabytes: 256 } },
  "an uncaught exception": { name: "uncaught" },
  "an unhandled rejection": { name: "rejection" },
  "`process.exit(7)`": { name: "exit" },
  "a throw at load": { name: "ok", options: { env: { E2E_LOAD: "fails" } } },
  "the instance's end while it runs": {
    name: "slow",
    act: async (running) => {
      await untilBusy(running, 1);
      await running.terminate();
    },
  },
};

async function untilBusy(running: RunningCloud, invocations: number): Promise<void> {
  const begun = (): number => running.http.instances().reduce((sum, instance) => sum + instance.invocations, 0);
  while (begun() < invocations) await wait(10);
  await wait(300);
}

/** The table of the page under a heading: cells by the row's label and the platform. */
function readTable(heading: string): Map<string, Record<Cloud["platform"], string>> {
  const page = readFileSync(`${root}docs/lifecycle.md`, "utf8");
  const [, section = ""] = page.split(`## ${heading}\n`);
  const rows = (section.split("\n## ")[0] ?? "")
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| ---"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  return new Map(
    rows
      .slice(1)
      .map(([, label = "", onAws = "", onGoogle = "", onAzure = ""]) => [
        label,
        { aws_lambda: onAws, gcp_cloud_functions: onGoogle, "azure.functions": onAzure },
      ]),
  );
}

const callers = readTable("What the caller sees");
const backends = readTable("What arrives at the backend");

test("the page has these rows", () => {
  expect([...callers.keys()]).toEqual(Object.keys(ROWS));
  expect([...backends.keys()]).toEqual(Object.keys(ROWS));
});

describe.each(clouds)("$platform", (cloud) => {
  test.each(Object.entries(ROWS))(
    "%s: as the page says, and as without Isobar",
    async (label, { name, options, act }) => {
      const [wrapped, bare] = await Promise.all([
        runEnd(cloud, name, options, act),
        runEnd(cloud, name, { ...options, env: { ...options?.env, E2E_BARE: "true" } }, act),
      ]);
      expect(`\`${wrapped.caller}\``).toBe(callers.get(label)?.[cloud.platform]);
      expect(wrapped.backend).toBe(backends.get(label)?.[cloud.platform]);
      expect(wrapped.caller).toBe(bare.caller);
      expect(wrapped.lines).toEqual(bare.lines);
      expect(bare.backend).toBe("nothing");
    },
  );

  test.each(["uncaught", "rejection", "exit"])("Node 22, %s: as without Isobar, and exported", async (name) => {
    const [wrapped, bare] = await Promise.all([
      runEnd(cloud, name, { node: NODE_22 }),
      runEnd(cloud, name, { node: NODE_22, env: { E2E_BARE: "true" } }),
    ]);
    expect(wrapped.caller).toBe(bare.caller);
    expect(wrapped.lines).toEqual(bare.lines);
    expect(wrapped.backend).toMatch(name === "exit" ? /^span `process_exit`/ : /^span `RangeError`/);
  });
});

describe("80 invocations at once", () => {
  test.each([
    { cloud: gcp, name: "exit", errorTypes: { process_exit: 80 } },
    { cloud: azure, name: "uncaught", errorTypes: { process_exit: 79, RangeError: 1 } },
  ])("$cloud.platform: each is recorded when one of them ends the process", async ({ cloud, name, errorTypes }) => {
    const receiver = await startReceiver();
    onTestFinished(() => receiver.stop());
    const running = await cloud.start({
      fixture: "ends",
      maxInstances: 1,
      concurrency: 80,
      timeoutMillis: 50_000,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    });
    onTestFinished(() => running.stop());
    const hanging = Array.from({ length: 79 }, () => call(`${running.url}/hang`, { method: "GET" }));
    await untilBusy(running, 79);
    await wait(1500);
    const { requests } = receiver.received;
    await call(`${running.url}/${name}`, { method: "GET" });
    await receiver.waitFor(({ spans }) => spans.filter(isInvocation).length === 80);
    await Promise.all(hanging);
    const seen = Map.groupBy(receiver.spans.filter(isInvocation), ({ attributes }) => String(attributes["error.type"]));
    expect(Object.fromEntries([...seen].map(([type, spans]) => [type, spans.length]))).toEqual(errorTypes);
    expect(count(receiver, "faas.errors")).toBe(80);
    // One request for each signal, whatever the number of invocations.
    expect(receiver.received.requests - requests).toBe(3);
  });
});
