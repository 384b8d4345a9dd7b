import { createNoopMeter, diag, type Meter, type MeterOptions, type MeterProvider } from "@opentelemetry/api";
import type { Config } from "../../config.ts";
import { selectAggregation } from "./aggregation.ts";
import { createCallbacks } from "./callbacks.ts";
import { createMeter, type Storages } from "./meter.ts";
import { type MetricData, now, type Resource, type ResourceMetrics, type ScopeMetrics } from "./model.ts";
import { createObservedStorage, createSyncStorage } from "./storage.ts";
import { selectTemporality } from "./temporality.ts";

/** Makes meters, and collects what their instruments hold. */
export interface CollectedMeterProvider extends MeterProvider {
  /**
   * Asks the observable instruments and collects all.
   *
   * @param timeoutMillis - how long to wait for callbacks that are asynchronous
   * @throws after `shutdown`
   */
  collect(timeoutMillis: number): Promise<ResourceMetrics>;
  /** Collects at once what instruments hold; observable ones are not asked. */
  collectNow(): ResourceMetrics;
  /** For applications that shut down what they find: there are no new meters after it. */
  shutdown(): Promise<void>;
  /** Likewise; exports are begun elsewhere. */
  forceFlush(): Promise<void>;
}

/**
 * The metrics SDK, as OpenTelemetry's specification describes it, for one collector and without views. It is small
 * because a cold start has to load it.
 */
export function createMeterProvider(
  resource: Resource,
  config: Pick<Config, "temporality" | "histogramAggregation">,
): CollectedMeterProvider {
  const meters = new Map<string, { scope: ScopeMetrics["scope"]; storages: Storages; meter: Meter }>();
  const callbacks = createCallbacks();
  let isShutDown = false;

  const collectNow = (): ResourceMetrics => {
    const time = now();
    const scopeMetrics: ScopeMetrics[] = [];
    for (const { scope, storages } of meters.values()) {
      const metrics: MetricData[] = [];
      for (const alike of storages.values()) {
        for (const storage of alike) {
          const metric = storage.collect(time);
          if (metric !== undefined) metrics.push(metric);
        }
      }
      if (metrics.length > 0) scopeMetrics.push({ scope, metrics });
    }
    return { resource, scopeMetrics };
  };
  const createEntry = (scope: ScopeMetrics["scope"]) => {
    const storages: Storages = new Map();
    const meter = createMeter(storages, callbacks, (descriptor) => {
      const create = descriptor.type.startsWith("OBSERVABLE") ? createObservedStorage : createSyncStorage;
      return create(
        descriptor,
        selectAggregation(descriptor, config.histogramAggregation),
        selectTemporality(descriptor.type, config.temporality),
      );
    });
    return { scope, storages, meter };
  };
  return {
    getMeter(name, version = "", options?: MeterOptions) {
      if (isShutDown) {
        diag.warn("isobar: the meter provider is shut down; what its meters record is not kept");
        return createNoopMeter();
      }
      if (typeof name !== "string" || name === "") diag.warn("isobar: a meter was asked for without a name");
      const schemaUrl = options?.schemaUrl;
      const scope = {
        name: typeof name === "string" ? name : "",
        version,
        ...(schemaUrl !== undefined && { schemaUrl }),
      };
      const key = JSON.stringify([scope.name, version, schemaUrl]);
      const entry = meters.get(key) ?? createEntry(scope);
      meters.set(key, entry);
      return entry.meter;
    },
    async collect(timeoutMillis) {
      if (isShutDown) throw new Error("the meter provider is shut down");
      await callbacks.observe(timeoutMillis);
      return collectNow();
    },
    collectNow,
    async shutdown() {
      isShutDown = true;
    },
    async forceFlush() {},
  };
}
