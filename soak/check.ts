import type { Signal } from "@isobar/otlp";
import { type Arrivals, findArrivals, isDoubtful } from "./arrivals.ts";
import { checkMetrics } from "./check-metrics.ts";
import type { InvocationEntry, Ledger, SaidEntry } from "./ledger.ts";
import { createSaid, SIGNALS, totalDropped } from "./said.ts";

/** One signal's sums over one platform. */
export interface Sums {
  /** What the functions made, as the client knows it. */
  made: number;
  /** Distinct records that the backend stored; of metrics, counts. */
  arrived: number;
  /** `made` without `arrived`, of instances that were told of their end. */
  missing: number;
  /** What the SDK said it dropped, by reason; of metrics, points. */
  dropped: Record<string, number>;
  /** What it said at its end that nobody had confirmed; of metrics, points. */
  unsent: number;
  /** What it said it may have lost, in points; of spans and log records always 0. */
  possiblyLost: number;
  /** Records that were stored more than once. */
  duplicates: number;
  /** What it said it may have sent twice. */
  possibleDuplicates: number;
  /** What was missing of instances that were killed without a word. */
  killed: number;
}

export interface Verdict {
  readonly platform: string;
  readonly invocations: number;
  readonly requests: number;
  readonly sums: Readonly<Record<Signal, Sums>>;
  /** By name, how often each happened. */
  readonly faults: Readonly<Record<string, number>>;
  /** Of the invocations that a SIGKILL took with it: how many, and how long before it the oldest was answered. */
  readonly killed: Killed;
  /** What does not add up; empty where all is well. */
  readonly problems: readonly string[];
}

export interface Killed {
  readonly instances: number;
  /** Of these, whose exports had no answer in time before: they keep what they have, for longer than `maxAgeMillis`. */
  readonly late: number;
  readonly invocations: number;
  readonly oldestMillis: number;
}

/** `maxAgeMillis`, as the functions have it. */
const MAX_AGE_MILLIS = 1000;
const NOTHING_SAID = createSaid();

/** Whether all that was made arrived, or is counted. */
export function check(ledger: Ledger): Verdict {
  const problems: string[] = [...ledger.troubles];
  const arrivals = findArrivals(ledger);
  const byPid = Map.groupBy(ledger.invocations.values(), ({ pid }) => pid);
  for (const { id } of byPid.get(undefined) ?? []) problems.push(`${id} did not run to its end`);
  byPid.delete(undefined);

  const killed = checkKills(ledger, arrivals, problems);
  const sums = Object.fromEntries(SIGNALS.map((signal) => [signal, createSums()])) as Record<Signal, Sums>;
  for (const [pid, invocations] of byPid) {
    const said = ledger.said.get(Number(pid)) ?? NOTHING_SAID;
    const isKilled = ledger.kills.some((kill) => kill.pid === pid);
    for (const signal of SIGNALS) {
      const one = { signal, pid: Number(pid), made: keysOf(invocations, signal), said, arrivals, isKilled };
      checkProcess(ledger, one, sums[signal], problems);
    }
    if (!isKilled) checkMetrics(ledger, Number(pid), invocations, arrivals, problems);
  }
  const known = new Set(SIGNALS.flatMap((signal) => keysOf([...ledger.invocations.values()], signal)));
  for (const signal of SIGNALS) {
    for (const key of arrivals[signal].keys()) if (!known.has(key)) problems.push(`${key} of ${signal} was never made`);
  }
  return {
    platform: ledger.platform,
    invocations: ledger.invocations.size,
    requests: ledger.requests.length,
    sums,
    faults: Object.fromEntries(ledger.faults),
    killed,
    problems,
  };
}

function createSums(): Sums {
  return {
    made: 0,
    arrived: 0,
    missing: 0,
    dropped: {},
    unsent: 0,
    possiblyLost: 0,
    duplicates: 0,
    possibleDuplicates: 0,
    killed: 0,
  };
}

/** What a signal has to hold of these invocations. */
export function keysOf(invocations: readonly InvocationEntry[], signal: Signal): string[] {
  if (signal === "metrics") return invocations.map(({ id }) => id);
  return invocations.flatMap(({ spans, logs }) => (signal === "traces" ? spans : logs));
}

interface OneSignal {
  readonly signal: Signal;
  readonly pid: number;
  readonly made: readonly string[];
  readonly said: SaidEntry;
  readonly arrivals: Arrivals;
  readonly isKilled: boolean;
}

function checkProcess(ledger: Ledger, one: OneSignal, sums: Sums, problems: string[]): void {
  const { signal, pid, made, said, arrivals, isKilled } = one;
  const complain = (text: string): number => problems.push(`process ${pid}, ${signal}: ${text}`);
  const arrived = made.filter((key) => arrivals[signal].has(key));
  const missing = made.length - arrived.length;
  const dropped = totalDropped(said, signal);
  sums.made += made.length;
  sums.arrived += arrived.length;
  sums[isKilled ? "killed" : "missing"] += missing;
  for (const [reason, count] of Object.entries(said.dropped[signal])) {
    sums.dropped[reason] = (sums.dropped[reason] ?? 0) + count;
  }
  sums.unsent += said.unsent[signal];
  sums.possiblyLost += said.lost[signal];
  sums.possibleDuplicates += said.duplicated[signal];

  const duplicates = checkDuplicates(ledger, one, complain);
  sums.duplicates += duplicates;
  if (duplicates > said.duplicated[signal]) {
    complain(`${duplicates} arrived twice, but only ${said.duplicated[signal]} are counted as possible duplicates`);
  }
  if (signal === "metrics" || isKilled) return;
  const counted = dropped + said.unsent[signal];
  if (missing > counted) complain(`${missing} did not arrive, but only ${counted} are counted`);
  // What was stored without an answer, and dropped when it was to be sent again, is counted although it arrived. At the
  // end of a process an answer may have come behind its last word.
  const mayBeLast = said.unsent[signal] > 0;
  const doubtful = arrived.filter((key) =>
    arrivals[signal]
      .get(key)
      ?.every(({ request }) => isDoubtful(ledger, request) || (mayBeLast && !request.isFollowed)),
  );
  if (counted - missing > doubtful.length) {
    complain(`${counted} are counted as lost, but only ${missing} are, and ${doubtful.length} more may have seemed so`);
  }
}

/** What arrives twice has to have the same ids, and a reason: a request that was stored without the client knowing it. */
function checkDuplicates(
  ledger: Ledger,
  { signal, made, arrivals }: OneSignal,
  complain: (text: string) => void,
): number {
  let duplicates = 0;
  for (const key of made) {
    const all = arrivals[signal].get(key) ?? [];
    if (all.length < 2) continue;
    duplicates += all.length - 1;
    if (new Set(all.map(({ uid }) => uid)).size > 1) complain(`${key} arrived twice under different ids`);
    const sure = all.slice(0, -1).find(({ request }) => !isDoubtful(ledger, request));
    if (sure !== undefined) complain(`${key} was sent again although request ${sure.request.number} had been answered`);
  }
  return duplicates;
}

function checkKills(ledger: Ledger, arrivals: Arrivals, problems: string[]): Killed {
  let invocations = 0;
  let oldestMillis = 0;
  let late = 0;
  for (const { pid, activeMillis } of ledger.kills) {
    const { duplicated, lost } = ledger.said.get(pid) ?? NOTHING_SAID;
    if (SIGNALS.some((signal) => duplicated[signal] + lost[signal] > 0)) {
      late += 1;
      continue;
    }
    for (const invocation of ledger.invocations.values()) {
      if (invocation.pid !== pid) continue;
      const isLost = SIGNALS.some((signal) => keysOf([invocation], signal).some((key) => !arrivals[signal].has(key)));
      if (!isLost) continue;
      const ageMillis = activeMillis - (invocation.activeAtAnswerMillis ?? activeMillis);
      invocations += 1;
      oldestMillis = Math.max(oldestMillis, ageMillis);
      if (ageMillis > MAX_AGE_MILLIS) {
        problems.push(`${invocation.id} was lost by SIGKILL ${Math.round(ageMillis)} ms after its answer`);
      }
    }
  }
  return { instances: ledger.kills.length, late, invocations, oldestMillis: Math.round(oldestMillis) };
}
