import { type ChildProcess, spawn } from "node:child_process";
import { ignoreErrors } from "./ignore-errors.ts";

/**
 * Reads `+ GROUP` and `- GROUP` lines; when its input ends, this process is gone, and what is still on the list is
 * killed. A shell, because it must cost nothing to have and has to outlive a `SIGKILL` of this process.
 */
const SCRIPT = `
trap '' INT TERM HUP
groups=" "
while read -r sign group; do
  case "$sign" in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -9 "-$group" 2>/dev/null; done
`;

const groups = new Set<number>();
let guardian: ChildProcess | undefined;

/**
 * Kills a process group at once, stopped or not.
 *
 * @returns False where it no longer exists.
 */
export function signalGroup(group: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(-group, name);
  } catch {
    return false;
  }
}

function killAll(): void {
  for (const group of groups) signalGroup(group, "SIGKILL");
}

function startGuardian(): ChildProcess {
  process.on("exit", killAll);
  // A session of its own: Ctrl-C in a terminal must not end the guardian before this process.
  const child = spawn("/bin/sh", ["-c", SCRIPT], { detached: true, stdio: ["pipe", "ignore", "ignore"], env: {} });
  child.on("error", ignoreErrors);
  child.stdin?.on("error", ignoreErrors);
  child.unref();
  // The pipe is a socket at run time; unref'd, it keeps this process from nothing.
  (child.stdin as unknown as { unref?(): void } | null)?.unref?.();
  return child;
}

/**
 * From now on the process group ends with this process, however this process ends: by `exit`, by an uncaught error or
 * by a signal, `SIGKILL` included. A stopped (frozen) child would otherwise stay on the machine for ever.
 *
 * @returns Ends the guard, once the group is gone.
 */
export function guardGroup(group: number): () => void {
  guardian ??= startGuardian();
  groups.add(group);
  guardian.stdin?.write(`+ ${group}\n`);
  return () => {
    if (groups.delete(group)) guardian?.stdin?.write(`- ${group}\n`);
  };
}
