import type { Samples } from "./quantile.ts";

/** Samples of one quantity, each with the function instance that it comes from. */
export interface Series {
  /** One value for each invocation, in one unit. Cold and warm starts are two series: they are never pooled. */
  readonly values: Samples;
  /**
   * The number of the instance that each value comes from, in the same order; any numbers will do. Samples of one instance
   * share its machine and its neighbours, and say less than independent ones: with instances the intervals are as wide as
   * that asks for. Without them every sample counts as independent.
   */
  readonly instances?: ArrayLike<number>;
}

/** A series in ascending order. */
export interface SortedSeries {
  readonly values: Float64Array;
  /** The instances in the order of the values, as numbers from 0 up; not there where every sample is independent. */
  readonly instances?: Int32Array;
  /** How many instances there are; of independent samples, how many samples. */
  readonly clusters: number;
}

function checkSeries({ values, instances }: Series): void {
  if (instances !== undefined && instances.length !== values.length)
    throw new RangeError(`${instances.length} instance numbers for ${values.length} samples`);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new RangeError(`sample ${wrong} is ${values[wrong]}, not a finite number`);
}

/** Sorts a series by value and numbers its instances. Throws a RangeError where a value is not a finite number. */
export function sortSeries(series: Series): SortedSeries {
  checkSeries(series);
  const { values, instances } = series;
  if (instances === undefined || new Set(Array.from(instances)).size === values.length)
    return { values: Float64Array.from(values).sort(), clusters: values.length };
  const order = Uint32Array.from(values, (_, index) => index);
  order.sort((a, b) => (values[a] as number) - (values[b] as number));
  const numbers = new Map<number, number>();
  const sorted = Int32Array.from(order, (index) => {
    const instance = instances[index] as number;
    const number = numbers.get(instance) ?? numbers.size;
    numbers.set(instance, number);
    return number;
  });
  return {
    values: Float64Array.from(order, (index) => values[index] as number),
    instances: sorted,
    clusters: numbers.size,
  };
}
