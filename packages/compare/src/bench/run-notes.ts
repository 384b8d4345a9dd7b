import type { Pattern, RunTarget } from "./types.ts";

/** What a run's numbers do not show, or show of something else. */
export function describeNotes(pattern: Pattern, targets: readonly RunTarget[]): string[] {
  const remote = targets.filter(({ local }) => !local);
  const silent = targets.filter(({ stamps }) => !stamps).map(({ id }) => id);
  const notes: string[] = [];
  if (pattern === "cold" && remote.length > 0) {
    notes.push(
      "Nobody outside can end a cloud's instances: a request after an idle gap, over a new connection, is cold only where the platform has let go of them. The stamp says which were.",
    );
  }
  if (pattern === "burst") {
    notes.push(
      "How many instances a burst starts is the platform's choice: one request each on AWS Lambda, up to the concurrency of an instance on the others.",
    );
  }
  if (remote.length > 0) {
    notes.push(
      "Latencies hold the way from here to each target; it differs from target to target, and is not taken off.",
    );
  }
  if (silent.length > 0) {
    notes.push(
      `${silent.join(", ")}: the answers have no stamp (ISOBAR_SERVER_TIMING=true). Platform and function cannot be told apart, nor cold from warm.`,
    );
  }
  if (remote.length < targets.length) {
    notes.push(
      "On this machine the platforms' own runtimes run, and nothing of their networks, machines and start-up.",
    );
  }
  return notes;
}
