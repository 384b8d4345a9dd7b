import { quantileOfSorted, sortSamples } from "../statistics/quantile.ts";
import { isMeant, latencyOf } from "./measured.ts";
import type { ClientRecord, Pattern, RequestOutcome } from "./types.ts";

/** What a run's client saw of one target, without the first block. */
export interface TargetSummary {
  readonly target: string;
  readonly requests: number;
  /** Only those that occurred. */
  readonly outcomes: Readonly<Partial<Record<RequestOutcome, number>>>;
  /** By the stamp; undefined where no answer had one. */
  readonly cold?: number;
  /** Of the requests that the pattern looks for. Milliseconds from the intended time to the last byte. */
  readonly measured: number;
  readonly p50?: number;
  readonly p95?: number;
  /** Medians in milliseconds, of those with a stamp: in the handler, and on the way and in the platform. */
  readonly handler?: number;
  readonly networkAndPlatform?: number;
}

/** Counts, and a first look at the latencies; intervals and comparisons are for `compare`. */
export function summarizeTarget(target: string, records: readonly ClientRecord[], pattern: Pattern): TargetSummary {
  const counted = records.filter((record) => record.target === target && !record.discarded);
  const outcomes: Partial<Record<RequestOutcome, number>> = {};
  for (const { outcome } of counted) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const meant = counted.filter((record) => isMeant(record, pattern));
  const latencies = meant.flatMap((record) => latencyOf(record) ?? []);
  const stamped = meant.filter(({ stamp }) => stamp !== undefined);
  const isStamped = counted.some(({ stamp }) => stamp !== undefined);
  return {
    target,
    requests: counted.length,
    outcomes,
    ...(isStamped && { cold: counted.filter(({ stamp }) => stamp?.cold === true).length }),
    measured: meant.length,
    ...named("p50", quantile(latencies, 0.5)),
    ...named("p95", quantile(latencies, 0.95)),
    ...named(
      "handler",
      quantile(
        stamped.flatMap(({ stamp }) => stamp?.handlerMillis ?? []),
        0.5,
      ),
    ),
    ...named(
      "networkAndPlatform",
      quantile(
        stamped.flatMap((record) => outsideOf(record) ?? []),
        0.5,
      ),
    ),
  };
}

/** What is left of a request without its connection and its handler. */
function outsideOf({ sent, connected, end, stamp }: ClientRecord): number | undefined {
  if (sent === undefined || end === undefined || stamp === undefined) return undefined;
  return end - (connected ?? sent) - stamp.handlerMillis;
}

function quantile(values: readonly number[], probability: number): number | undefined {
  return values.length === 0 ? undefined : Math.round(quantileOfSorted(sortSamples(values), probability) * 1000) / 1000;
}

function named(name: "p50" | "p95" | "handler" | "networkAndPlatform", value: number | undefined): object {
  return value === undefined ? {} : { [name]: value };
}
