import { setTimeout as wait } from "node:timers/promises";
import type { LocalPlatform } from "@isobar/local";

/** Until no instance runs: what an invocation left to do behind its response is done then, or frozen. */
export async function untilAsleep(platform: Pick<LocalPlatform, "instances">): Promise<void> {
  const isAwake = (): boolean => platform.instances().some(({ state }) => state !== "frozen" && state !== "ended");
  while (isAwake()) await wait(5);
}
