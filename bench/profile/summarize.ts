import type { Locate, Owner, Place } from "./locate.ts";
import type { CpuProfile, ProfileNode } from "./types.ts";

/** A function of the sources with the time that was its own. */
export interface FunctionTime extends Place {
  readonly selfMillis: number;
  /**
   * Of Isobar's functions: with what they call of Node and of V8, directly or not, as far as no other function of Isobar
   * lies between. Of others the same as `selfMillis`.
   */
  readonly chargedMillis: number;
}

/** What a process did with its time. */
export interface ProfileSummary {
  /** Without the time in which it had nothing to do. */
  readonly busyMillis: number;
  readonly byOwner: Readonly<Partial<Record<Owner, number>>>;
  /** The greatest self time first. */
  readonly functions: readonly FunctionTime[];
}

/** Adds up profiles, by functions of the sources: what stands in several places of the tree is one. */
export function summarize(profiles: readonly CpuProfile[], locate: Locate): ProfileSummary {
  const times = new Map<string, { place: Place; self: number; charged: number }>();
  const byOwner: Partial<Record<Owner, number>> = {};
  const timeOf = (place: Place) => {
    const key = `${place.owner}\0${place.at}\0${place.name}`;
    const time = times.get(key) ?? { place, self: 0, charged: 0 };
    times.set(key, time);
    return time;
  };
  for (const profile of profiles) {
    const micros = readSelfMicros(profile);
    walk(profile, locate, (node, place, debtor) => {
      const millis = (micros.get(node.id) ?? 0) / 1000;
      if (millis === 0) return;
      timeOf(place).self += millis;
      timeOf(debtor).charged += millis;
      byOwner[place.owner] = (byOwner[place.owner] ?? 0) + millis;
    });
  }
  const { idle = 0, ...busy } = byOwner;
  return {
    busyMillis: Object.values(busy).reduce((total, millis) => total + millis, 0),
    byOwner,
    functions: [...times.values()]
      .filter(({ place }) => place.owner !== "idle")
      .map(({ place, self, charged }) => ({ ...place, selfMillis: self, chargedMillis: charged }))
      .sort((a, b) => b.selfMillis - a.selfMillis),
  };
}

/** For how long each node ran: a sample's until the next one. */
function readSelfMicros({ samples, timeDeltas, startTime, endTime }: CpuProfile): Map<number, number> {
  const micros = new Map<number, number>();
  let at = startTime;
  for (const [index, id] of samples.entries()) {
    at += timeDeltas[index] ?? 0;
    const until = timeDeltas[index + 1] ?? Math.max(0, endTime - at);
    // Threads do not say the time in order.
    micros.set(id, (micros.get(id) ?? 0) + Math.max(0, until));
  }
  return micros;
}

/** Visits each node with its place, and with the function of Isobar that it ran for, or itself. */
function walk(
  { nodes }: CpuProfile,
  locate: Locate,
  visit: (node: ProfileNode, place: Place, debtor: Place) => void,
): void {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const [root] = nodes;
  const waiting: { id: number | undefined; caller?: ProfileNode; debtor?: Place | undefined }[] = [{ id: root?.id }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const node = byId.get(next.id ?? 0);
    if (node === undefined) continue;
    const place = locate(node.callFrame, next.caller?.callFrame);
    const debtor = place.owner === "isobar" ? place : place.owner === "node" ? next.debtor : undefined;
    visit(node, place, debtor ?? place);
    for (const id of node.children ?? []) waiting.push({ id, caller: node, debtor });
  }
}
