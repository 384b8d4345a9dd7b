import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { keepAwake } from "../measure/keep-awake.ts";

/** As Linux numbers its scheduling policies (sched(7)). */
const SCHED_IDLE = "5";

/** The policies of this process's children, from what proc(5) calls `policy`. */
function policiesOfChildren(): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields[1] === String(process.pid) && fields[0] !== "Z" ? [fields[38] ?? ""] : [];
    } catch {
      return [];
    }
  });
}

test("the processors are kept awake by what is in nobody's way, until they may sleep", async () => {
  const before = policiesOfChildren().length;
  const letSleep = await keepAwake(() => {});
  const idle = Array.from({ length: availableParallelism() }, () => SCHED_IDLE);
  await expect.poll(() => policiesOfChildren().filter((policy) => policy === SCHED_IDLE)).toEqual(idle);
  letSleep();
  await expect.poll(() => policiesOfChildren().length).toBe(before);
});
