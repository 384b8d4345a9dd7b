import { type Attributes, diag, type Histogram, type Meter } from "@opentelemetry/api";
import type { FlushReport } from "./flush.ts";
import {
  ATTR_ISOBAR_FLUSH_OUTCOME,
  METRIC_ISOBAR_OVERHEAD_FLUSH_DURATION,
  METRIC_ISOBAR_OVERHEAD_FLUSH_SIZE,
  METRIC_ISOBAR_OVERHEAD_HOLD_DURATION,
  METRIC_ISOBAR_OVERHEAD_INIT_DURATION,
  METRIC_ISOBAR_OVERHEAD_QUEUE_SIZE,
  METRIC_ISOBAR_OVERHEAD_WRAP_DURATION,
} from "./semconv.ts";

/** What Isobar costs, as it says itself. */
export interface Overhead {
  /** The time that wrapping handlers took while the instance was starting. */
  init(millis: number): void;
  /** The time that Isobar took before and after a handler, while its caller waited. */
  wrap(millis: number): void;
  /** The time from an invocation's end to its release: the response, or the instance, waited for it. */
  hold(millis: number): void;
  flushed(report: FlushReport): void;
  /** Puts what was measured on the instruments, unless that was done a moment ago and `isLast` is false. */
  report(isLast: boolean): void;
}

const SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const BYTES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096].map((kibibytes) => kibibytes * 1024);
const RECORDS = [1, 10, 100, 1000, 2000, 4000];

const INSTRUMENTS = {
  init: [METRIC_ISOBAR_OVERHEAD_INIT_DURATION, "s", SECONDS, "Wrapping handlers while an instance starts"],
  wrap: [METRIC_ISOBAR_OVERHEAD_WRAP_DURATION, "s", SECONDS, "Time added to an invocation around its handler"],
  hold: [METRIC_ISOBAR_OVERHEAD_HOLD_DURATION, "s", SECONDS, "Time that a response or instance waited for an export"],
  flush: [METRIC_ISOBAR_OVERHEAD_FLUSH_DURATION, "s", SECONDS, "Duration of an export of all signals"],
  size: [METRIC_ISOBAR_OVERHEAD_FLUSH_SIZE, "By", BYTES, "Size of an export before compression"],
  queue: [METRIC_ISOBAR_OVERHEAD_QUEUE_SIZE, "{record}", RECORDS, "Records kept after an export that failed"],
} as const;

type Measure = keyof typeof INSTRUMENTS;

const ANY: Attributes = {};
const SENT: Attributes = { [ATTR_ISOBAR_FLUSH_OUTCOME]: "sent" };
const FAILED: Attributes = { [ATTR_ISOBAR_FLUSH_OUTCOME]: "failed" };

const REPORT_EVERY_MILLIS = 10_000;
const MAX_SAMPLES = 1000;

/**
 * Measures are kept as they come, and put on the `isobar.overhead.*` instruments after ten seconds, and every ten
 * seconds at most: what says how much an invocation costs must not cost it much.
 *
 * @param onReported - told when there is something new to export
 */
export function createOverhead(meter: () => Meter, onReported: () => void): Overhead {
  const instruments: Partial<Record<Measure, Histogram>> = {};
  let samples: [measure: Measure, value: number, outcome: Attributes][] = [];
  // The first export of a cold start has enough to carry.
  let reportedAt = performance.now();

  const keep = (measure: Measure, value: number, outcome = ANY): void => {
    samples.push([measure, value, outcome]);
    if (samples.length >= MAX_SAMPLES) report(true);
  };
  const create = (measure: Measure): Histogram => {
    const [name, unit, bounds, description] = INSTRUMENTS[measure];
    return meter().createHistogram(name, { unit, description, advice: { explicitBucketBoundaries: [...bounds] } });
  };
  const record = ([measure, value, outcome]: (typeof samples)[number]): void => {
    instruments[measure] ??= create(measure);
    instruments[measure].record(value, outcome);
  };
  const report = (isLast: boolean): void => {
    if (samples.length === 0 || (!isLast && performance.now() - reportedAt < REPORT_EVERY_MILLIS)) return;
    reportedAt = performance.now();
    const kept = samples;
    samples = [];
    for (const sample of kept) record(sample);
    onReported();
  };

  return {
    init: (millis) => keep("init", millis / 1000),
    wrap: (millis) => keep("wrap", millis / 1000),
    hold: (millis) => keep("hold", millis / 1000),
    flushed({ durationMillis, isSent, bytes, waiting }) {
      const outcome = isSent ? SENT : FAILED;
      keep("flush", durationMillis / 1000, outcome);
      keep("size", bytes, outcome);
      if (!isSent) keep("queue", waiting);
      diag.debug(
        `isobar: an export of ${bytes} bytes ${isSent ? "took" : "failed after"} ${durationMillis.toFixed(1)} ms; ${waiting} records wait`,
      );
    },
    report,
  };
}
