import type { ClientRecord, Pattern } from "./types.ts";

/** Milliseconds from the intended time to the last byte; undefined where none came. */
export function latencyOf({ intended, end, status }: ClientRecord): number | undefined {
  return end === undefined || status === undefined ? undefined : end - intended;
}

/**
 * Whether a request is of what its pattern looks for: an answer to a warm instance's, or a cold one's. Without a stamp
 * nobody knows which it was, and it counts as what was meant.
 */
export function isMeant({ discarded, outcome, stamp }: ClientRecord, pattern: Pattern): boolean {
  if (discarded || outcome !== "ok") return false;
  return stamp === undefined || pattern === "burst" || stamp.cold === (pattern === "cold");
}
