import { setTimeout as wait } from "node:timers/promises";
import { startBackend } from "../measure/backend.ts";
import { type Heap, readHeap } from "../measure/heap.ts";
import { findInspectorUrl, INSPECT, openInspector } from "../measure/inspector.ts";
import { type Running, type StartOptions, startVariant } from "../measure/start.ts";
import { readCpuMillis } from "../measure/usage.ts";
import type { Variant } from "../peers/variants.ts";
import { profileWhile } from "../profile/profiler.ts";
import type { CpuProfile } from "../profile/types.ts";
import { WINDOWS } from "./options.ts";

/** What an instance was like behind so many invocations. */
export interface Point extends Heap {
  readonly invocations: number;
  /** Of one invocation since the point before, of all threads; undefined where the kernel does not say. */
  readonly cpuMillis: number | undefined;
}

export interface Endured {
  /** Behind each window. */
  readonly points: readonly Point[];
  readonly profile: CpuProfile;
  readonly profiledInvocations: number;
}

export interface EnduranceUse {
  readonly invocations: number;
  readonly samplingMicros: number;
  readonly start: Omit<StartOptions, "freeze" | "endpoint" | "nodeArguments">;
  say(line: string): void;
}

/** In the first window what is called often is compiled; the second one is sampled. */
const PROFILED_WINDOW = 1;
/** For what is sent behind the response, a second later at most, where nothing holds the instance for it. */
const SETTLE_MILLIS = 1200;

/** Invokes one instance so often, and looks into it by the inspector's protocol: its code is not touched. */
export async function endure(variant: Variant, use: EnduranceUse): Promise<Endured> {
  const { invocations, samplingMicros, start, say } = use;
  const backend = await startBackend({ behaviour: 0 });
  const options = { ...start, nodeArguments: [INSPECT], endpoint: backend.url, freeze: false };
  const running = await startVariant(variant, options);
  try {
    await running.send();
    const url = findInspectorUrl(running.lines());
    if (url === undefined) throw new Error("the function's process does not say where its inspector is");
    const inspector = await openInspector(url);
    const pid = running.platform.instances()[0]?.pid ?? 0;
    const points: Point[] = [];
    let profile: CpuProfile | undefined;
    let done = 1;
    for (let window = 0; window < WINDOWS; window += 1) {
      const until = Math.round((invocations * (window + 1)) / WINDOWS);
      const count = until - done;
      const cpuBefore = readCpuMillis(pid);
      const work = (): Promise<void> => invokeOften(running, count);
      if (window === PROFILED_WINDOW) profile = await profileWhile(inspector, samplingMicros, work);
      else await work();
      const cpuAfter = readCpuMillis(pid);
      done = until;
      const isKnown = cpuBefore !== undefined && cpuAfter !== undefined && count > 0;
      const cpuMillis = isKnown ? (cpuAfter - cpuBefore) / count : undefined;
      const point = { invocations: done, cpuMillis, ...(await readHeap(inspector)) };
      points.push(point);
      say(`${done} invocations: ${Math.round(point.usedBytes / 1024)} KiB`);
    }
    inspector.close();
    if (profile === undefined) throw new Error("nothing was sampled");
    return { points, profile, profiledInvocations: (points[1]?.invocations ?? 0) - (points[0]?.invocations ?? 0) };
  } finally {
    await Promise.all([running.stop(), backend.stop()]);
  }
}

/** The next one when the instance is free, until all is sent that they leave. */
async function invokeOften({ platform, send }: Running, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) await send();
  const over = platform.invocations();
  if (over.at(-1)?.holdMillis === undefined) await wait(SETTLE_MILLIS);
  else while (platform.instances()[0]?.state === "busy") await wait(2);
}
