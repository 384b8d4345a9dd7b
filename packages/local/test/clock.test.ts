import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { LocalPlatform, PlatformOptions } from "../src/index.ts";
import { NODE_22, settled, start, until } from "./lambda-support.ts";
import { fixture, google } from "./platform-support.ts";

const FREEZE_MILLIS = 2500;
const TIMER_MILLIS = 2000;

interface Clocks {
  readonly wall: number;
  readonly performance: number;
  readonly hrtime: number;
  readonly back: boolean;
  readonly firedAfter?: number;
}

const startClock = (options: Partial<PlatformOptions>) => start("", { file: fixture("clock.cjs"), ...options });
/** Asks the function, and waits until the same instance can be asked again. */
const ask = async <Told>(platform: LocalPlatform, event: object) => {
  const { result } = await platform.invoke(event);
  await settled(platform);
  return result as Told;
};
const read = (platform: LocalPlatform, event: object = {}) => ask<Clocks>(platform, event);
const frozen = (platform: LocalPlatform) => until(() => platform.instances()[0]?.state === "frozen");

/** Reads the clocks before and after a freeze, with a timer under way in it that takes less than the freeze. */
async function acrossFreeze(platform: LocalPlatform) {
  const before = await read(platform, { timer: TIMER_MILLIS });
  await frozen(platform);
  await sleep(FREEZE_MILLIS);
  const after = await read(platform);
  const passed = (clock: "wall" | "performance" | "hrtime") => after[clock] - before[clock];
  return { after, wall: passed("wall"), performance: passed("performance"), hrtime: passed("hrtime") };
}

describe("the monotonic clock of an instance", () => {
  test("runs on while it is frozen, and a timer is overdue at the thaw", async () => {
    const { after, performance, hrtime } = await acrossFreeze(await startClock({}));
    expect(performance).toBeGreaterThan(FREEZE_MILLIS * 0.9);
    expect(hrtime).toBeGreaterThan(FREEZE_MILLIS * 0.9);
    expect(after.firedAfter).toBeGreaterThan(TIMER_MILLIS * 0.9);
  });

  test.each([
    ["Node 24", process.execPath],
    ["Node 22", NODE_22],
  ])("stands still where that is asked for, with its timers, and never goes back, on %s", async (_version, node) => {
    const platform = await startClock({ frozenClock: "stands", node });
    const { after, wall, performance, hrtime } = await acrossFreeze(platform);
    expect(wall - performance).toBeGreaterThan(FREEZE_MILLIS * 0.9);
    expect(wall - hrtime).toBeGreaterThan(FREEZE_MILLIS * 0.9);
    expect(after.firedAfter).toBeUndefined();
    const { firedAfter, back } = await read(platform, { wait: true });
    expect(firedAfter).toBeGreaterThan(TIMER_MILLIS * 0.9);
    expect(back).toBe(false);
  });

  test("that stood still still wakes who waits for a deadline", async () => {
    const platform = await startClock({ frozenClock: "stands" });
    await acrossFreeze(platform);
    const { blockedMillis } = await ask<{ blockedMillis: number }>(platform, { block: 200 });
    expect(blockedMillis).toBeGreaterThan(200 * 0.9);
  });

  test("leaves nothing behind", async () => {
    const files = () => readdirSync(tmpdir()).filter((name) => name.startsWith("isobar-clock-"));
    const before = new Set(files());
    const platform = await startClock({ frozenClock: "stands" });
    await read(platform);
    const own = files().filter((name) => !before.has(name));
    expect(own.length).toBeGreaterThan(0);
    await platform.stop();
    expect(files().filter((name) => own.includes(name))).toEqual([]);
  });

  test("stands still on Google too", async () => {
    const platform = await google("clock.cjs", { frozenClock: "stands" });
    const get = async () => JSON.parse((await platform.get("/")).text) as Clocks;
    const before = await get();
    await frozen(platform);
    await sleep(FREEZE_MILLIS);
    const after = await get();
    expect(after.wall - before.wall - (after.performance - before.performance)).toBeGreaterThan(FREEZE_MILLIS * 0.9);
  });
});
