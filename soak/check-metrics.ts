import { type Arrivals, isDoubtful } from "./arrivals.ts";
import type { InvocationEntry, Ledger, RequestEntry } from "./ledger.ts";
import { createSaid, SIGNALS, totalDropped } from "./said.ts";

const NOTHING_SAID = createSaid();

/** One collection of metrics, however often it was sent. */
interface Collection {
  readonly body: RequestEntry;
  readonly stored: readonly RequestEntry[];
}

/**
 * Metrics have no ids, so that their points are held against the backend's own ledger: what it read and did not store
 * has to be counted, and what is counted has to have a reason there.
 */
export function checkMetrics(
  ledger: Ledger,
  pid: number,
  invocations: readonly InvocationEntry[],
  arrivals: Arrivals,
  problems: string[],
): void {
  const complain = (text: string): number => problems.push(`process ${pid}, metrics: ${text}`);
  const said = ledger.said.get(pid) ?? NOTHING_SAID;
  const requests = ledger.requests.filter((request) => request.pid === pid && request.signal === "metrics");
  const collections = [...Map.groupBy(requests, ({ fingerprint }) => fingerprint).values()].map(
    (all): Collection => ({ body: all[0] as RequestEntry, stored: all.filter(({ isStored }) => isStored) }),
  );
  const stored = collections.filter((collection) => collection.stored.length > 0);
  const refusedPoints =
    points(collections.filter((collection) => collection.stored.length === 0)) +
    stored.reduce((sum, collection) => sum + (collection.stored[0]?.rejected ?? 0), 0);
  const doubtfulPoints = points(stored.filter((one) => one.stored.every((request) => isDoubtful(ledger, request))));
  const counted = totalDropped(said, "metrics") + said.lost.metrics + said.unsent.metrics;

  for (const one of stored) if (one.stored.length > 1) complain("a collection of deltas was stored twice");
  if (counted < refusedPoints)
    complain(`${refusedPoints} points were read and not stored, but only ${counted} are counted`);

  const seen = new Set(collections.flatMap(({ body }) => body.entries.map(({ key }) => key)));
  const keyless = collections.reduce((sum, { body }) => sum + body.keyless, 0);
  const unseen = invocations.filter(({ id }) => !arrivals.metrics.has(id) && !seen.has(id)).length - keyless;
  if (unseen > counted - refusedPoints) {
    complain(`${unseen} counts never reached the backend, but only ${counted - refusedPoints} points are counted`);
  }

  const mayBeUnseen = ledger.breaks.length > 0 || said.unsent.metrics > 0 || hasDroppedUnseen(said.dropped.metrics);
  if (!mayBeUnseen && counted > refusedPoints + doubtfulPoints) {
    complain(
      `${counted} points are counted, but only ${refusedPoints} were lost, and ${doubtfulPoints} more may have seemed so`,
    );
  }

  const sum = (...names: string[]): number =>
    stored.reduce((total, { body }) => total + names.reduce((all, name) => all + (body.sums[name] ?? 0), 0), 0);
  const own = {
    "isobar.dropped": SIGNALS.reduce((all, signal) => all + totalDropped(said, signal), 0),
    "isobar.possible_duplicates": SIGNALS.reduce((all, signal) => all + said.duplicated[signal], 0),
    "isobar.possible_losses": SIGNALS.reduce((all, signal) => all + said.lost[signal], 0),
  };
  for (const [name, expected] of Object.entries(own)) {
    const arrived = sum(name);
    // What carries the counters may be lost itself.
    if (arrived > expected || (counted === 0 && arrived < expected))
      complain(`${name} says ${arrived} in place of ${expected}`);
  }
  const ended = sum("faas.invocations", "faas.errors");
  if (ended > invocations.length || (counted === 0 && ended < invocations.length)) {
    complain(`faas.invocations and faas.errors say ${ended} in place of ${invocations.length}`);
  }
}

function points(collections: readonly Collection[]): number {
  return collections.reduce((sum, { body }) => sum + body.points, 0);
}

function hasDroppedUnseen(dropped: Readonly<Record<string, number>>): boolean {
  return Object.keys(dropped).some((reason) => !reason.includes("refused"));
}
