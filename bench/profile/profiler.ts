import type { Inspector } from "../measure/inspector.ts";
import type { CpuProfile } from "./types.ts";

/** Has a process sample itself while something happens. */
export async function profileWhile(
  inspector: Inspector,
  samplingMicros: number,
  work: () => Promise<void>,
): Promise<CpuProfile> {
  await inspector.call("Profiler.enable");
  await inspector.call("Profiler.setSamplingInterval", { interval: samplingMicros });
  await inspector.call("Profiler.start");
  await work();
  const { profile } = await inspector.call<{ profile: CpuProfile }>("Profiler.stop");
  await inspector.call("Profiler.disable");
  return profile;
}
