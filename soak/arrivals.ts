import type { Signal } from "@isobar/otlp";
import type { Entry, Ledger, RequestEntry } from "./ledger.ts";

/** A record that the backend stored. */
export interface Arrival {
  readonly uid: string;
  readonly request: RequestEntry;
}

/** By the record's own name, in the order of arrival. */
export type Arrivals = Readonly<Record<Signal, ReadonlyMap<string, readonly Arrival[]>>>;

/** What of a request was stored. */
export function storedOf({ isStored, entries, rejected }: RequestEntry): readonly Entry[] {
  return isStored ? entries.slice(rejected) : [];
}

export function findArrivals({ requests }: Ledger): Arrivals {
  const arrivals = {
    traces: new Map<string, Arrival[]>(),
    metrics: new Map<string, Arrival[]>(),
    logs: new Map<string, Arrival[]>(),
  };
  for (const request of requests) {
    for (const { key, uid } of storedOf(request)) {
      const all = arrivals[request.signal];
      const one = all.get(key);
      if (one === undefined) all.set(key, [{ uid, request }]);
      else one.push({ uid, request });
    }
  }
  return arrivals;
}

/** A client that gives up closes its connection: an answer that it did so soon after may not have been heard. */
const UNHEARD_MILLIS = 250;
/** A request or its answer may lie in the proxy for so long when its connection is broken. */
const ON_ITS_WAY_MILLIS = 1000;

/** Whether the client may not have learned what became of a request: only then may it send it again. */
export function isDoubtful({ breaks }: Pick<Ledger, "breaks">, request: RequestEntry): boolean {
  const { answeredAtMillis, readAtMillis, isFollowed, wasFrozen, closedAtMillis, fault } = request;
  if (answeredAtMillis === undefined || fault === "store-then-late") return true;
  if (isFollowed) return false;
  if (wasFrozen) return true;
  if (closedAtMillis !== undefined && closedAtMillis - answeredAtMillis < UNHEARD_MILLIS) return true;
  return breaks.some((at) => at >= readAtMillis - ON_ITS_WAY_MILLIS && at <= answeredAtMillis + ON_ITS_WAY_MILLIS);
}
