import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";
import type { InvokeResult, LocalPlatform, PlatformOptions } from "../src/index.ts";

/** The built package: an instance runs the built runtime. */
export const BUILT = new URL("../dist/index.js", import.meta.url);
const { startLambda } = (await import(/* @vite-ignore */ BUILT.href)) as typeof import("../src/index.ts");

/** The Node 22 executable that the repository brings. */
export const NODE_22 = fileURLToPath(new URL("../../../node_modules/node22/bin/node", import.meta.url));

/** Whether AWS's own runtime is in the instances, which `.ci/ric.sh` installs, instead of the package's loop. */
export const OVER_RIC = process.env.ISOBAR_TEST_RUNTIME === "ric";

/** The Node of the instances: the same tests run over Node 22 and 24. */
export const NODE = process.env.ISOBAR_TEST_NODE === "22" ? NODE_22 : process.execPath;

/** Its major version. */
export const NODE_MAJOR = NODE === NODE_22 ? 22 : 24;

/** The runtime that AWS pairs with a Node; none over the package's own. */
function pairedRuntime(node: string): { runtime?: string } {
  const major = node === NODE_22 ? 22 : 24;
  return OVER_RIC ? { runtime: `${process.env.ISOBAR_RIC}/${major}/node_modules/aws-lambda-ric` } : {};
}

export const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/lambda/${name}`, import.meta.url));

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** Ends something with the test. */
export function atEnd(stop: () => Promise<void>): void {
  stops.push(stop);
}

/** Starts a platform that ends with the test. */
export async function start(
  file: string,
  options: Partial<PlatformOptions> = {},
): Promise<LocalPlatform & { lines: string[] }> {
  const lines: string[] = [];
  const node = options.node ?? NODE;
  const platform = await startLambda({
    file: fixture(file),
    onLine: (line) => lines.push(line.text),
    node,
    ...pairedRuntime(node),
    ...options,
  });
  stops.push(async () => {
    await platform.kill();
    await platform.stop();
  });
  return Object.assign(platform, { lines });
}

/** Waits for something that is sure to come; the test's own time limit ends the wait. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

/** Waits until no instance is at work any more. */
export const settled = (platform: LocalPlatform) =>
  until(() => platform.instances().every(({ state }) => ["idle", "frozen", "ended"].includes(state)));

/** Invokes with one event after the other, each when the instance is free. */
export async function invokeInTurn(platform: LocalPlatform, ...events: unknown[]): Promise<InvokeResult[]> {
  const results: InvokeResult[] = [];
  for (const event of events) {
    results.push(await platform.invoke(event));
    await settled(platform);
  }
  return results;
}

/** The kernel's letter for a process: `T` is stopped, `Z` ended; undefined where there is none. */
export function processState(pid: number): string | undefined {
  if (!existsSync(`/proc/${pid}`)) return undefined;
  return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.[0];
}

export const isGone = (pid: number) => [undefined, "Z", "X"].includes(processState(pid));

/** A server whose answers wait until the test lets them go. */
export async function startGate() {
  const waiting: { path: string; release: () => void }[] = [];
  const server = createServer((request, response) => {
    waiting.push({ path: request.url ?? "", release: () => response.end() });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    waits: (path: string) => waiting.some((entry) => entry.path === path),
    release: () => {
      for (const { release } of waiting.splice(0)) release();
    },
  };
}
