import type { MetricReader, ResourceMetrics } from "@opentelemetry/sdk-metrics";

/** The SDK's own parts, of the version that is built in: its only way to collect waits for asynchronous callbacks. */
interface Collector {
  readonly _sharedState: {
    readonly resource: ResourceMetrics["resource"];
    readonly meterSharedStates: ReadonlyMap<string, MeterState>;
  };
}

interface MeterState {
  readonly _instrumentationScope: ScopeMetrics["scope"];
  readonly metricStorageRegistry: { getStorages(collector: Collector): readonly Storage[] };
}

interface Storage {
  collect(collector: Collector, time: [number, number]): ScopeMetrics["metrics"][number] | undefined;
}

type ScopeMetrics = ResourceMetrics["scopeMetrics"][number];

/**
 * Collects at once what instruments hold; observable ones are not asked.
 *
 * @returns undefined where the SDK is not as it was when this was written
 */
export function collectNow(reader: MetricReader): ResourceMetrics | undefined {
  try {
    const { _sdkMetricProducer: collector } = reader as unknown as { _sdkMetricProducer: Collector };
    const now = Date.now();
    const time: [number, number] = [Math.trunc(now / 1000), (now % 1000) * 1e6];
    const { resource, meterSharedStates } = collector._sharedState;
    const scopeMetrics = [...meterSharedStates.values()].map((meter) => ({
      scope: meter._instrumentationScope,
      metrics: meter.metricStorageRegistry
        .getStorages(collector)
        .map((storage) => storage.collect(collector, time))
        .filter((metric) => metric !== undefined),
    }));
    return { resource, scopeMetrics: scopeMetrics.filter(({ metrics }) => metrics.length > 0) };
  } catch {
    return undefined;
  }
}
