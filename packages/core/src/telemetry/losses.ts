import { diag, type Meter } from "@opentelemetry/api";
import type { Signal } from "../config/otlp.ts";
import {
  ATTR_ISOBAR_REASON,
  ATTR_ISOBAR_SIGNAL,
  METRIC_ISOBAR_DROPPED,
  METRIC_ISOBAR_POSSIBLE_DUPLICATES,
  METRIC_ISOBAR_POSSIBLE_LOSSES,
} from "../semconv.ts";

/** What a signal is made of, in words. */
export const RECORDS: Readonly<Record<Signal, string>> = {
  traces: "spans",
  metrics: "metric points",
  logs: "log records",
};

/** Why a record was dropped. */
export type DropReason = "buffer_full" | "too_old" | "refused" | "filter_failed";

/** What may not have ended as it should: nothing is lost, and nothing may be there twice, without a count. */
export interface LossCounter {
  /** Records that are gone. */
  dropped(signal: Signal, reason: DropReason, count: number): void;
  /** Records that are sent again, because nobody knows whether the backend has them. */
  possiblyDuplicated(signal: Signal, count: number): void;
  /** Records that nobody knows the end of, and that cannot be sent again: the points of delta metrics. */
  possiblyLost(signal: Signal, count: number): void;
}

/** What adds to the metrics of the three. */
export type LossMetrics = Record<keyof LossCounter, (count: number, signal: Signal, reason?: DropReason) => void>;

/** Makes the instruments that losses are counted on. */
export function createLossMetrics(meter: Meter): LossMetrics {
  const create = (name: string, description: string): LossMetrics["dropped"] => {
    const counter = meter.createCounter(name, { unit: "{record}", description });
    return (count, signal, reason) =>
      counter.add(count, {
        [ATTR_ISOBAR_SIGNAL]: signal,
        ...(reason !== undefined && { [ATTR_ISOBAR_REASON]: reason }),
      });
  };
  return {
    dropped: create(METRIC_ISOBAR_DROPPED, "Telemetry records that were dropped before they could be sent"),
    possiblyDuplicated: create(METRIC_ISOBAR_POSSIBLE_DUPLICATES, "Records that were sent again without an answer"),
    possiblyLost: create(METRIC_ISOBAR_POSSIBLE_LOSSES, "Data points that got no answer and cannot be sent again"),
  };
}

/**
 * Counts, and warns once for each signal and kind; at the level `debug` each count is a line of its own.
 *
 * @param metrics - undefined until there is a meter
 * @param endpoint - where the signal goes, without credentials, for the warning
 */
export function createLossCounter(
  metrics: () => LossMetrics | undefined,
  endpoint: (signal: Signal) => string | undefined = () => undefined,
): LossCounter {
  const warned = new Set<string>();
  const warn = (signal: Signal, count: number, meaning: string): void => {
    diag.debug(`isobar: ${count} ${RECORDS[signal]} ${meaning}`);
    const key = `${signal} ${meaning}`;
    if (warned.has(key)) return;
    warned.add(key);
    const to = endpoint(signal);
    diag.warn(`isobar: ${signal}${to === undefined ? "" : ` for ${to}`} ${meaning}`);
  };
  return {
    dropped(signal, reason, count) {
      metrics()?.dropped(count, signal, reason);
      warn(signal, count, `were dropped (${MEANINGS[reason]}); they are counted in isobar.dropped`);
    },
    possiblyDuplicated(signal, count) {
      metrics()?.possiblyDuplicated(count, signal);
      warn(signal, count, "got no answer and are sent again; they are counted in isobar.possible_duplicates");
    },
    possiblyLost(signal, count) {
      metrics()?.possiblyLost(count, signal);
      warn(signal, count, "got no answer and cannot be sent twice; they are counted in isobar.possible_losses");
    },
  };
}

const MEANINGS: Record<DropReason, string> = {
  buffer_full: "more waited for the backend than the buffer holds",
  too_old: "they waited for the backend for an hour",
  refused: "the backend refused them for good",
  filter_failed: "beforeExport threw",
};
