import type { Samples } from "../statistics/quantile.ts";
import type { Series } from "../statistics/series.ts";

/** Values of one quantity, each with the instance that it is from. */
export interface Measured {
  readonly values: readonly number[];
  /** By the value's index; "" where nothing says which. */
  readonly instances: readonly string[];
}

/** Fewer instances than that give no interval for instances in general; that is the statistics' own rule. */
export const LEAST_INSTANCES = 4;

/** A series for the statistics, and whether it takes instances as what is independent. */
export interface DescribedSeries {
  readonly series: Series & { readonly values: Samples };
  readonly clustered: boolean;
  /** Not there where a value does not say from which instance it is. */
  readonly instances?: number;
}

/**
 * Takes instances as independent where all are known and there are enough of them, else invocations. Durations are on a
 * scale of ratios, so none may be 0: a clock that does not resolve a handler gives it its least step.
 */
export function describeSeries({ values, instances }: Measured): DescribedSeries {
  const positive = Float64Array.from(values, (value) => Math.max(value, LEAST_MILLIS));
  if (values.length === 0 || instances.includes("")) return { series: { values: positive }, clustered: false };
  const numbers = new Map<string, number>();
  const numbered = Int32Array.from(instances, (instance) => {
    const number = numbers.get(instance) ?? numbers.size;
    numbers.set(instance, number);
    return number;
  });
  const count = numbers.size;
  if (count < LEAST_INSTANCES) return { series: { values: positive }, clustered: false, instances: count };
  return { series: { values: positive, instances: numbered }, clustered: true, instances: count };
}

/** A microsecond. */
const LEAST_MILLIS = 0.001;
