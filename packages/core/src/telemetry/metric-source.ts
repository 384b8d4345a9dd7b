import type { ExportSource, Rest } from "../export-source.ts";
import type { LossCounter } from "./losses.ts";
import type { CollectedMeterProvider } from "./metrics/meter-provider.ts";
import type { ResourceMetrics } from "./metrics/model.ts";
import type { LastTry, Sender } from "./send.ts";
import { settle } from "./settle.ts";

const MAX_COLLECTIONS = 64;
const MAX_AGE_MILLIS = 3_600_000;
/** For the application's own asynchronous callbacks: one that hangs must not hold back all that is to be sent. */
const COLLECT_TIMEOUT_MILLIS = 250;

/** Metrics as a source: collected when sent, and a collection that failed is kept, since its deltas are gone else. */
export interface MetricSource extends ExportSource {
  touch(): void;
}

/** A collection that could not be sent. */
interface Kept {
  readonly collection: ResourceMetrics;
  /** Epoch milliseconds: the time that an instance is frozen counts. */
  readonly since: number;
}

/**
 * @param mayRepeat - whether a collection that the backend may have already can be sent again
 */
export function createMetricSource(
  provider: Pick<CollectedMeterProvider, "collect" | "collectNow">,
  sender: Sender<ResourceMetrics>,
  losses: LossCounter,
  mayRepeat: boolean,
): MetricSource {
  const repetition = mayRepeat ? "harmless" : "never";
  const kept: Kept[] = [];
  let touched = false;
  let isSending = false;

  const drop = (reason: "too_old" | "buffer_full", dropped: readonly Kept[]): void => {
    for (const { collection } of dropped) losses.dropped("metrics", reason, countPoints(collection));
  };
  const trim = (): void => {
    const now = Date.now();
    const old = kept.filter(({ since }) => now - since > MAX_AGE_MILLIS);
    drop("too_old", kept.splice(0, old.length));
    drop("buffer_full", kept.splice(0, Math.max(0, kept.length - MAX_COLLECTIONS)));
  };

  const countKept = (): number => kept.reduce((sum, { collection }) => sum + countPoints(collection), 0);
  const collect = async (): Promise<void> => {
    touched = false;
    const collection = await provider.collect(COLLECT_TIMEOUT_MILLIS);
    if (collection.scopeMetrics.length > 0) kept.push({ collection, since: Date.now() });
    trim();
  };

  return {
    touch: () => {
      touched = true;
    },
    hasPending: () => touched || kept.length > 0,
    warm: async () => sender.warm?.(),
    takeRest() {
      const rest = kept.map(({ collection }, index): Rest => {
        const isWrong = index === 0 && isSending && !mayRepeat;
        return describe(collection, isWrong ? { kind: "unclear" } : sender.tryLast(collection));
      });
      if (!touched) return rest;
      const fresh = provider.collectNow();
      return fresh.scopeMetrics.length === 0 ? rest : [...rest, describe(fresh, sender.tryLast(fresh))];
    },
    interrupt: () => sender.interrupt(),
    async unsent() {
      try {
        if (touched) await collect();
      } catch {
        return { signal: "metrics", count: undefined };
      }
      return { signal: "metrics", count: countKept() };
    },
    async send() {
      await collect();
      let bytes = 0;
      while (kept[0] !== undefined) {
        isSending = true;
        const end = await sender.send(kept[0].collection);
        isSending = false;
        bytes += end.bytes ?? 0;
        const failure = settle(end, { signal: "metrics", count: countPoints(kept[0].collection), repetition }, losses);
        if (failure !== undefined) return { ...failure, bytes, waiting: countKept() };
        kept.shift();
        // Nobody knows, so nothing more is tried of a backend that does not answer.
        if (end.kind === "unclear") return { isSent: false, bytes, waiting: countKept() };
      }
      return { isSent: true, bytes };
    },
  };
}

function describe(collection: ResourceMetrics, last: LastTry): Rest {
  return { signal: "metrics", count: countPoints(collection), last };
}

function countPoints(collection: ResourceMetrics): number {
  let count = 0;
  for (const { metrics } of collection.scopeMetrics) for (const { dataPoints } of metrics) count += dataPoints.length;
  return count;
}
