import { readdirSync, readFileSync } from "node:fs";

const NANOS_PER_MILLI = 1e6;

/**
 * For how long the threads of a process have had a processor so far, user and system time together; undefined where
 * there is no `/proc`. The kernel counts it in nanoseconds there, in `/proc/PID/stat` in hundredths of a second.
 */
export function readCpuMillis(pid: number): number | undefined {
  try {
    const nanos = readdirSync(`/proc/${pid}/task`).map((thread) => {
      const [running = "0"] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ");
      return Number(running);
    });
    return nanos.reduce((total, part) => total + part, 0) / NANOS_PER_MILLI;
  } catch {
    return undefined;
  }
}
