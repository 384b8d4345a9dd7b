import { builtin } from "../builtin.ts";
import type { Owner } from "./owner.ts";
import { FILE_PREFIX, type FileHead, PLACE_BYTES } from "./pending-file.ts";
import type { PendingInvocation } from "./pending-invocation.ts";

/** An invocation whose process was killed. */
export interface AbandonedInvocation extends PendingInvocation {
  readonly resource: Readonly<Record<string, string>>;
  /** When its process was last known to live, in epoch milliseconds. */
  readonly aliveEpochMillis: number;
}

/** So much of a file is read: 250 invocations at once. */
const MAX_BYTES = 1024 * 1024;

/**
 * Takes over what processes of this owner have left behind that were killed. Of several that look, one gets it. A file
 * of a process that lives, of somebody else's, or of a form that is not this one's, stays where it is; what cannot be
 * read in a file is passed over.
 */
export function takeAbandoned(owner: Owner): AbandonedInvocation[] {
  const fs = builtin("node:fs");
  const folder = builtin("node:os").tmpdir();
  return list(folder).flatMap((name) => {
    try {
      const path = `${folder}/${name}`;
      const stat = fs.lstatSync(path);
      // What another user has put there is not this function's telemetry.
      const isOurs = stat.isFile() && stat.size <= MAX_BYTES && stat.uid === (process.getuid?.() ?? stat.uid);
      if (!isOurs || isAlive(Number(name.slice(FILE_PREFIX.length).split("-")[0]))) return [];
      const [head, ...pending] = readPlaces(fs.readFileSync(path));
      const { machine, fn, resource = {} } = (head ?? {}) as Partial<FileHead>;
      if (machine !== owner.machine || fn !== owner.fn) return [];
      fs.unlinkSync(path);
      return pending.filter(isPending).map((record) => ({
        ...record,
        resource: resource as AbandonedInvocation["resource"],
        aliveEpochMillis: stat.mtimeMs,
      }));
    } catch {
      return [];
    }
  });
}

function list(folder: string): string[] {
  try {
    const names = builtin("node:fs").readdirSync(folder);
    return names.filter((name) => name.startsWith(FILE_PREFIX));
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  // A restarted runtime may have its predecessor's id; a thread of this process has it too, and lives.
  if (pid === process.pid) return !builtin("node:worker_threads").isMainThread;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** What is in each place; undefined where that is nothing that can be read. */
function readPlaces(bytes: Buffer): unknown[] {
  const places: unknown[] = [];
  for (let from = 0; from < bytes.length; from += PLACE_BYTES) {
    const place = bytes.subarray(from, from + PLACE_BYTES);
    places.push(parse(place.subarray(0, Math.max(0, place.indexOf("\n"))).toString()));
  }
  return places;
}

/** What was written whole has all of it. */
function isPending(record: unknown): record is PendingInvocation {
  const { context, links } = (record ?? {}) as Partial<PendingInvocation>;
  return typeof context?.spanId === "string" && Array.isArray(links);
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
