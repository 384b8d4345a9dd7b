import type { Counter, Histogram, Meter } from "@opentelemetry/api";
import type { Trigger } from "./adapter.ts";
import {
  ATTR_FAAS_TRIGGER,
  METRIC_FAAS_COLDSTARTS,
  METRIC_FAAS_CPU_USAGE,
  METRIC_FAAS_ERRORS,
  METRIC_FAAS_INIT_DURATION,
  METRIC_FAAS_INVOCATIONS,
  METRIC_FAAS_INVOKE_DURATION,
  METRIC_FAAS_MEM_USAGE,
  METRIC_FAAS_TIMEOUTS,
} from "./semconv.ts";
/** How one invocation ended. */
export interface InvocationMeasurement {
  readonly trigger: Trigger;
  readonly ended: "success" | "error" | "timeout";
  /** Undefined where nobody saw it end; its memory is not known then either. */
  readonly durationSeconds?: number;
  /** Of the cold start, where this invocation was one. */
  readonly initSeconds?: number;
  /** CPU time of the process during the invocation; undefined where others ran at the same time. */
  readonly cpuSeconds?: number;
}

/** Bucket boundaries that the semantic conventions advise for durations, in seconds. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Memory sizes that functions are given: 64 MiB to 10 GiB. */
const BYTES = [64, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 10240].map(
  (mebibytes) => mebibytes * 1048576,
);

/** The `faas.*` metrics of the process's invocations. */
export interface InvocationMetrics {
  record(measurement: InvocationMeasurement): void;
  /** Puts what was recorded on the instruments. */
  report(): void;
}

const MAX_MEASUREMENTS = 1000;

/**
 * Measurements are kept as they come, and put on the instruments when they are to be exported: making these at a cold
 * start's first invocation would hold up its response.
 */
export function createInvocationMetrics(meter: () => Meter): InvocationMetrics {
  let put: ReturnType<typeof createFaasMetrics> | undefined;
  let kept: InvocationMeasurement[] = [];
  const report = (): void => {
    if (kept.length === 0) return;
    const measurements = kept;
    kept = [];
    put ??= createFaasMetrics(meter());
    // Reading it takes longer than all of the rest, and a response would wait for it.
    const memoryBytes = process.memoryUsage.rss();
    for (const measurement of measurements) put(measurement, memoryBytes);
  };
  return {
    record(measurement) {
      kept.push(measurement);
      if (kept.length >= MAX_MEASUREMENTS) report();
    },
    report,
  };
}

/** Makes the `faas.*` instruments and returns what records one invocation on them. */
function createFaasMetrics(meter: Meter): (measurement: InvocationMeasurement, memoryBytes: number) => void {
  const seconds = (name: string, description: string): Histogram =>
    meter.createHistogram(name, { unit: "s", description, advice: { explicitBucketBoundaries: SECONDS } });
  const count = (name: string, unit: string, description: string): Counter =>
    meter.createCounter(name, { unit, description });
  const duration = seconds(METRIC_FAAS_INVOKE_DURATION, "Duration of the function's logic");
  const init = seconds(METRIC_FAAS_INIT_DURATION, "Duration of the function's initialization");
  const cpu = seconds(METRIC_FAAS_CPU_USAGE, "CPU time of the process during the invocation");
  const memory = meter.createHistogram(METRIC_FAAS_MEM_USAGE, {
    unit: "By",
    description: "Resident memory of the process behind the invocation",
    advice: { explicitBucketBoundaries: BYTES },
  });
  const ended = {
    success: count(METRIC_FAAS_INVOCATIONS, "{invocation}", "Successful invocations"),
    error: count(METRIC_FAAS_ERRORS, "{error}", "Invocations that failed"),
    timeout: count(METRIC_FAAS_TIMEOUTS, "{timeout}", "Invocations that ran into the time limit"),
  };
  const coldStarts = count(METRIC_FAAS_COLDSTARTS, "{coldstart}", "Cold starts");

  return (measurement, memoryBytes) => {
    const attributes = { [ATTR_FAAS_TRIGGER]: measurement.trigger };
    if (measurement.durationSeconds !== undefined) {
      duration.record(measurement.durationSeconds, attributes);
      memory.record(memoryBytes, attributes);
    }
    ended[measurement.ended].add(1, attributes);
    if (measurement.cpuSeconds !== undefined) cpu.record(measurement.cpuSeconds, attributes);
    if (measurement.initSeconds === undefined) return;
    coldStarts.add(1, attributes);
    init.record(measurement.initSeconds, attributes);
  };
}
