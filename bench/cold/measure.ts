import { setTimeout as wait } from "node:timers/promises";
import type { Backend, Taken } from "../measure/backend.ts";
import { type StartOptions, startVariant } from "../measure/start.ts";
import { readCpuMillis } from "../measure/usage.ts";
import { nameOf, type Variant } from "../peers/variants.ts";

/** One new instance, with its first invocation. */
export interface Start {
  /** From the start of the process until it asked for its first event, or listened. */
  readonly initMillis: number;
  /** From the event until the platform had the whole answer. */
  readonly responseMillis: number;
  /** From the answer until the instance could be frozen, or, where it is not, until the backend had everything. */
  readonly holdMillis: number;
  /** Until then; undefined where the kernel does not say. */
  readonly cpuMillis: number | undefined;
  /** The most physical memory until then, in MiB. */
  readonly peakMegabytes: number;
}

/** What the backend gets of a start whose end cannot be seen otherwise. */
export interface Expected {
  readonly backend: Backend;
  readonly requests: number;
}

/** For what is expected and does not come. */
const PATIENCE_MILLIS = 10_000;

/**
 * Starts an instance, sends it one request, and waits until it has nothing more to do.
 *
 * @param expected - on Google and Azure, where nothing else says when that is
 * @throws Error where the invocation failed
 */
export async function measureStart(
  variant: Variant,
  options: Omit<StartOptions, "freeze">,
  expected?: Expected,
): Promise<Start> {
  const { platform, send, stop } = await startVariant(variant, { ...options, freeze: variant.peer.platform === "aws" });
  try {
    await send();
    while (platform.invocations().length === 0) await wait(2);
    const answeredAt = performance.now();
    if (expected !== undefined) await waitForAll(expected);
    const sentMillis = performance.now() - answeredAt;
    const [invocation] = platform.invocations();
    const [instance] = platform.instances();
    if (invocation === undefined || instance === undefined) throw new Error(`${nameOf(variant)}: nothing was measured`);
    return {
      initMillis: invocation.initMillis ?? instance.initMillis ?? Number.NaN,
      responseMillis: invocation.responseMillis,
      holdMillis: invocation.holdMillis ?? sentMillis,
      cpuMillis: readCpuMillis(instance.pid),
      peakMegabytes: instance.peakMegabytes,
    };
  } finally {
    await stop();
  }
}

async function waitForAll({ backend, requests }: Expected): Promise<void> {
  const givesUpAt = performance.now() + PATIENCE_MILLIS;
  let had = 0;
  while (had < requests && performance.now() < givesUpAt) {
    const taken: Taken = await backend.taken();
    had += taken.requests;
    if (had < requests) await wait(1);
  }
}
