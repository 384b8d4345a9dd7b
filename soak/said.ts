import type { Signal } from "@isobar/otlp";
import type { SaidEntry } from "./ledger.ts";

const SIGNALS: readonly Signal[] = ["traces", "metrics", "logs"];
const RECORDS: Record<string, Signal> = { spans: "traces", "metric points": "metrics", "log records": "logs" };
const zeros = (): Record<Signal, number> => ({ traces: 0, metrics: 0, logs: 0 });

export function createSaid(): SaidEntry {
  return {
    dropped: { traces: {}, metrics: {}, logs: {} },
    duplicated: zeros(),
    lost: zeros(),
    unsent: zeros(),
  };
}

const COUNT = /^\[otel debug\] isobar: (\d+) (spans|metric points|log records) .*they are counted in isobar\.(\w+)$/;
const REASON = /were dropped \(([^)]*)\)/;
const UNSENT = /isobar: the instance ends with telemetry to which no backend has said yes: (.*)$/;

/** Takes in what a line of the SDK's on stderr says of losses: a channel that no fault of the backend touches. */
export function hear(said: SaidEntry, line: string): void {
  const [, count, records = "", metric] = COUNT.exec(line) ?? [];
  const signal = RECORDS[records];
  if (signal !== undefined) add(said, signal, Number(count), String(metric), REASON.exec(line)?.[1]);
  const [, unsent] = UNSENT.exec(line) ?? [];
  if (unsent === undefined) return;
  // Said again by a second signal, the last one counts.
  Object.assign(said.unsent, zeros());
  for (const part of unsent.split(", ")) {
    const [, number, noun = ""] = /^(\d+) (.*)$/.exec(part) ?? [];
    const which = RECORDS[noun];
    if (which !== undefined) said.unsent[which] = Number(number);
  }
}

function add(said: SaidEntry, signal: Signal, count: number, metric: string, reason = "unknown"): void {
  if (metric === "dropped") said.dropped[signal][reason] = (said.dropped[signal][reason] ?? 0) + count;
  if (metric === "possible_duplicates") said.duplicated[signal] += count;
  if (metric === "possible_losses") said.lost[signal] += count;
}

/** Of all reasons. */
export function totalDropped(said: SaidEntry, signal: Signal): number {
  return Object.values(said.dropped[signal]).reduce((sum, count) => sum + count, 0);
}

export { SIGNALS };
