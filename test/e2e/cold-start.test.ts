import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startReceiver } from "@isobar/otlp";
import { expect, onTestFinished, test } from "vitest";
import { aws, azure, type Cloud, gcp, type StartOptions } from "./support/clouds.ts";
import { isInvocation } from "./support/ends.ts";
import { call } from "./support/request.ts";

const node22 = fileURLToPath(new URL("../../node_modules/node22/bin/node", import.meta.url));

/** Calls an instance that does not run yet by many at once, and then, when it has nothing to do, once more. */
async function run(cloud: Cloud, options: StartOptions) {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.stop());
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const running = await cloud.start({ fixture: "ends", maxInstances: 1, env, ...options });
  onTestFinished(() => running.stop());
  const get = () => call(`${running.url}/ok`, { method: "GET" });
  await Promise.all(Array.from({ length: 80 }, get));
  await wait(500);
  await get();
  await running.terminate();
  const spans = receiver.spans.filter(isInvocation);
  const kinds = Map.groupBy(spans, ({ attributes }) =>
    attributes["faas.coldstart"] === true
      ? "cold"
      : attributes["isobar.waited_for_cold_start"] === true
        ? "waited"
        : "other",
  );
  /** When those of a kind began, in milliseconds since the cold start. */
  const begun = (kind: "cold" | "waited" | "other"): number[] => {
    const [cold] = kinds.get("cold") ?? [];
    const from = cold?.startTimeUnixNano ?? 0n;
    return (kinds.get(kind) ?? []).map(({ startTimeUnixNano }) => Number((startTimeUnixNano - from) / 1_000_000n));
  };
  return { cold: begun("cold"), waited: begun("waited"), other: begun("other") };
}

test.each([
  { cloud: gcp, name: "Google" },
  { cloud: gcp, name: "Google, Node 22", node: node22 },
  { cloud: azure, name: "Azure" },
])("$name: those that waited for the first of 80 to be set up are marked, and no other", async ({ cloud, node }) => {
  const start = () => run(cloud, { concurrency: 80, ...(node !== undefined && { node }) });
  let { cold, waited, other } = await start();
  // The first is set up within a few milliseconds: on a busy machine the second may come after that.
  for (let tries = 0; tries < 4 && waited.length === 0; tries += 1) ({ cold, waited, other } = await start());
  expect([cold, waited.length + other.length]).toEqual([[0], 80]);
  expect(waited.length).toBeGreaterThan(0);
  // They are the ones right behind it, and the last one of all is none of them.
  expect(Math.min(...waited)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...waited)).toBeLessThanOrEqual(Math.min(...other));
  expect(Math.max(...waited)).toBeLessThan(Math.max(...other));
});

test("AWS: an instance that has one invocation at a time lets none wait", async () => {
  const { cold, waited, other } = await run(aws, {});
  expect([cold.length, waited.length, other.length]).toEqual([1, 0, 80]);
});
