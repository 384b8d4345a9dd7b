import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";

/** Which processors run what. */
export interface Placement {
  /** The command that starts a function on a processor of its own; empty where it cannot have one. */
  readonly command: readonly string[];
  readonly said: string;
}

/**
 * Leaves one processor to the functions, as a Lambda function of 1769 MB has it, and moves this process with all its
 * threads to the others.
 */
export function placeOnCpus(): Placement {
  const taskset = findTaskset();
  const allowed = taskset === undefined ? [] : readAllowedCpus();
  const own = allowed.pop();
  const machine = `${cpus().length} x ${cpus()[0]?.model.trim()}`;
  if (taskset === undefined || own === undefined) {
    return { command: [], said: `${machine}; functions not pinned: there is no taskset` };
  }
  const command = [taskset, "-c", String(own)];
  if (allowed.length === 0) return { command, said: `${machine}; functions, driver and backend on one processor` };
  execFileSync(taskset, ["-a", "-p", "-c", allowed.join(","), String(process.pid)], { stdio: "ignore" });
  return { command, said: `${machine}; functions on processor ${own}, driver and backend on ${allowed.join(",")}` };
}

function findTaskset(): string | undefined {
  try {
    return execFileSync("sh", ["-c", "command -v taskset"], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

/** As the kernel writes them: `0-2,5`. */
function readAllowedCpus(): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "";
  return list.split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
