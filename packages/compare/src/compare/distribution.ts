import type { Estimate } from "../statistics/estimate.ts";
import { sortSamples } from "../statistics/quantile.ts";
import { estimateQuantile } from "../statistics/quantile-estimate.ts";
import { BIN_ERROR, type Binned, quantileOfBinned } from "./binned.ts";
import { describeEcdf } from "./ecdf.ts";
import { describeSeries, type Measured } from "./measured.ts";
import type { Distribution, Layer } from "./types.ts";

/** How to describe. */
export interface DistributionOptions {
  readonly layer: Layer;
  readonly level: number;
  /** Where `measured` is a part only: all of it, counted in bins. */
  readonly binned?: Binned;
}

/** @returns nothing of no samples */
export function describeDistribution(measured: Measured, options: DistributionOptions): Distribution | undefined {
  const { layer, level, binned } = options;
  if (measured.values.length === 0) return undefined;
  const { series, clustered, instances } = describeSeries(measured);
  const sorted = sortSamples(series.values);
  const quantile = (probability: number) => {
    const estimated = estimateQuantile(series, probability, { level });
    return binned === undefined ? estimated : withBinned(estimated, quantileOfBinned(binned, probability));
  };
  const count = binned?.count ?? sorted.length;
  const at = (rank: number) => binned?.at(rank) ?? (sorted[rank - 1] as number);
  return {
    layer,
    n: count,
    ...(instances !== undefined && { instances }),
    clustered,
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
    range: { low: at(1), high: at(count) },
    ecdf: describeEcdf(binned === undefined ? sorted : spread(binned)),
    relativeError: binned === undefined ? 0 : BIN_ERROR,
  };
}

/** The estimate is of all samples, the interval of a part: wider, and so it may have to be moved to hold the estimate. */
function withBinned(estimated: Estimate, estimate: number): Estimate {
  const { interval } = estimated;
  if (interval === undefined) return { estimate, missing: estimated.missing };
  return { estimate, interval: { low: Math.min(interval.low, estimate), high: Math.max(interval.high, estimate) } };
}

/** A thousand samples at evenly spread ranks. */
function spread(binned: Binned): number[] {
  const count = Math.min(binned.count, 1000);
  return Array.from({ length: count }, (_, index) =>
    binned.at(1 + Math.round((index * (binned.count - 1)) / Math.max(1, count - 1))),
  );
}
