import { setTimeout as wait } from "node:timers/promises";
import type { Backend, Taken } from "../measure/backend.ts";
import type { Running } from "../measure/start.ts";
import { readCpuMillis } from "../measure/usage.ts";

/** Invocations of one instance in a row. */
export interface Block {
  readonly responseMillis: readonly number[];
  /** Empty where the platform never takes the CPU away. */
  readonly holdMillis: readonly number[];
  /** The processor time of all of them together; undefined where the kernel does not say. */
  readonly cpuMillis: number | undefined;
  readonly invocations: number;
  /** What the backend had since the block before. */
  readonly taken: Taken;
}

const BLOCK_MILLIS = 3000;
/** For what is sent behind the response, a second later at most, where nothing holds the instance for it. */
const SETTLE_MILLIS = 1200;
/** Of the times of a block; what an instance that stood still has to catch up with is no concern here. */
const LEFT_OUT = 0.1;

/** An instance, and the backend that it has for itself. */
export interface Measurable {
  readonly running: Running;
  readonly backend: Backend;
  /** Between an answer and the next invocation. */
  readonly pauseMillis: number;
}

/** Invokes a function so often, or for three seconds, the next time when the instance is free. */
export async function runBlock({ running, backend, pauseMillis }: Measurable, invocations: number): Promise<Block> {
  const { platform, send } = running;
  platform.thaw();
  const before = platform.invocations().length;
  const pid = platform.instances()[0]?.pid ?? 0;
  const cpuBefore = readCpuMillis(pid);
  const endsAt = performance.now() + BLOCK_MILLIS;
  let sent = 0;
  while (sent < invocations && (sent === 0 || performance.now() < endsAt)) {
    await send();
    sent += 1;
    if (pauseMillis > 0) await wait(pauseMillis);
  }
  while (platform.invocations().length < before + sent) await wait(2);
  const times = platform.invocations().slice(before);
  const isHeld = times.every(({ holdMillis }) => holdMillis !== undefined);
  if (!isHeld) await wait(SETTLE_MILLIS);
  const cpuAfter = readCpuMillis(pid);
  // What its timers would do meanwhile is not to be in the others' way.
  platform.freeze();
  const kept = times.slice(Math.floor(sent * LEFT_OUT));
  return {
    responseMillis: kept.map(({ responseMillis }) => responseMillis),
    holdMillis: isHeld ? kept.map(({ holdMillis = Number.NaN }) => holdMillis) : [],
    cpuMillis: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore,
    invocations: sent,
    taken: await backend.taken(),
  };
}
