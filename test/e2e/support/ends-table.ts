import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "vitest";
import type { Cloud, RunningCloud, StartOptions } from "./clouds.ts";
import { runEnd } from "./ends.ts";

interface Row {
  /** The way to end, as the fixture knows it. */
  readonly name: string;
  readonly options?: StartOptions;
  readonly act?: (running: RunningCloud) => Promise<void>;
}

/** The rows of `docs/lifecycle.md`, by their first cell, and what each of them is here. */
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
  "SIGTERM while it runs": {
    name: "slow",
    act: async (running) => {
      await untilBusy(running, 1);
      for (const { pid } of running.http.instances()) process.kill(pid, "SIGTERM");
    },
  },
};

/** What the rows of the page are called. */
export const LABELS = Object.keys(ROWS);

/** The two tables of the page. */
export const callers = readTable("What the caller sees");
export const backends = readTable("What arrives at the backend");

/** Waits until so many invocations of the HTTP function have begun, and are in their handlers. */
export async function untilBusy({ http }: RunningCloud, invocations: number): Promise<void> {
  const begun = (): number => http.instances().reduce((sum, instance) => sum + instance.invocations, 0);
  while (begun() < invocations) await wait(10);
  await wait(300);
}

/** Lets an invocation end in one of the ways: as the page says, and as without Isobar. */
export async function expectEnd(cloud: Cloud, label: string, given: StartOptions): Promise<void> {
  const { name, options, act } = ROWS[label] as Row;
  const [wrapped, bare] = await Promise.all([
    runEnd(cloud, name, { ...given, ...options }, act),
    runEnd(cloud, name, { ...given, ...options, env: { ...options?.env, E2E_BARE: "true" } }, act),
  ]);
  expect(`\`${wrapped.caller}\``).toBe(callers.get(label)?.[cloud.platform]);
  expect(wrapped.backend).toBe(backends.get(label)?.[cloud.platform]);
  expect(wrapped.caller).toBe(bare.caller);
  expect(wrapped.lines).toEqual(bare.lines);
  expect(bare.backend).toBe("nothing");
}

/** The table of the page under a heading: cells by the row's label and the platform. */
function readTable(heading: string): Map<string, Record<Cloud["platform"], string>> {
  const page = readFileSync(new URL("../../../docs/lifecycle.md", import.meta.url), "utf8");
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
