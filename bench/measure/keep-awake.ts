import { execFile, spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";

/** Turns in place until nobody is there any more who could end it. */
const SPIN = "const parent = process.ppid; while (process.ppid === parent) for (let i = 0; i < 1e8; i += 1);";

/** Lets the processors sleep again. */
export type LetSleep = () => void;

/**
 * Keeps the processors from going to sleep between requests: waking one takes a virtual machine up to some milliseconds,
 * which differ from request to request and say nothing of what is measured. What spins has the priority of the idle
 * (Linux's SCHED_IDLE), so that it is in nobody's way.
 *
 * @param say - is told where that priority cannot be given: the processors may sleep then
 */
export async function keepAwake(say: (line: string) => void): Promise<LetSleep> {
  const run = promisify(execFile);
  try {
    await run("chrt", ["--idle", "0", "true"]);
  } catch {
    say("the processors may sleep between requests: there is no chrt that could keep them awake");
    return () => {};
  }
  const spinning = Array.from({ length: availableParallelism() }, () =>
    spawn("chrt", ["--idle", "0", process.execPath, "-e", SPIN], { stdio: "ignore" }),
  );
  return () => {
    for (const child of spinning) child.kill();
  };
}
