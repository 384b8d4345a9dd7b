import {
  type AggregationOption,
  AggregationTemporality,
  AggregationType,
  InstrumentType,
  MetricReader,
  type ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import type { Config } from "../config.ts";
import type { ExportSource } from "../flush.ts";
import type { ExporterLike } from "../options.ts";
import type { OnDrop } from "./buffer.ts";
import { exportItems } from "./export.ts";

const MAX_COLLECTIONS = 64;
/** For the application's own asynchronous callbacks: one that hangs must not hold back all that is to be sent. */
const COLLECT_TIMEOUT_MILLIS = 250;

/** A reader that collects when it is asked to: no timer of its own runs in an instance that may be frozen. */
class PulledReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** Metrics as a source: collected when sent, and a collection that failed is kept, since its deltas are gone else. */
export interface MetricSource extends ExportSource {
  readonly reader: MetricReader;
  touch(): void;
}

export function createMetricSource(config: Config, exporter: ExporterLike, onDrop: OnDrop): MetricSource {
  const reader = new PulledReader({
    aggregationTemporalitySelector: (type) => selectTemporality(config.temporality, type),
    aggregationSelector: (type) => selectAggregation(config.histogramAggregation, type),
  });
  let kept: ResourceMetrics[] = [];
  let touched = false;
  return {
    reader,
    touch: () => {
      touched = true;
    },
    hasPending: () => touched || kept.length > 0,
    async send() {
      touched = false;
      const { resourceMetrics } = await reader.collect({ timeoutMillis: COLLECT_TIMEOUT_MILLIS });
      if (resourceMetrics.scopeMetrics.some((scope) => scope.metrics.length > 0)) kept.push(resourceMetrics);
      const waiting = kept;
      kept = [];
      for (const [index, collection] of waiting.entries()) {
        const end = await exportItems(exporter, collection);
        if (end === "refused") onDrop("metrics", "refused", countPoints(collection));
        if (end !== "retry") continue;
        kept = waiting.slice(index);
        for (const old of kept.splice(0, Math.max(0, kept.length - MAX_COLLECTIONS))) {
          onDrop("metrics", "buffer_full", countPoints(old));
        }
        return false;
      }
      return true;
    },
  };
}

function countPoints(collection: ResourceMetrics): number {
  return collection.scopeMetrics
    .flatMap((scope) => scope.metrics)
    .reduce((sum, metric) => sum + metric.dataPoints.length, 0);
}

/** As the OTLP exporters' specification defines the three preferences. */
function selectTemporality(preference: Config["temporality"], type: InstrumentType): AggregationTemporality {
  const isUpDown = type === InstrumentType.UP_DOWN_COUNTER || type === InstrumentType.OBSERVABLE_UP_DOWN_COUNTER;
  const isDelta =
    preference === "delta"
      ? !isUpDown
      : preference === "lowmemory" && !isUpDown && type !== InstrumentType.OBSERVABLE_COUNTER;
  return isDelta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
}

function selectAggregation(preference: Config["histogramAggregation"], type: InstrumentType): AggregationOption {
  return type === InstrumentType.HISTOGRAM && preference === "base2_exponential_bucket_histogram"
    ? { type: AggregationType.EXPONENTIAL_HISTOGRAM }
    : { type: AggregationType.DEFAULT };
}
