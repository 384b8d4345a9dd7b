import type { Series } from "./series.ts";

/** The invocations of a run, cold starts apart from warm ones. */
export interface Starts {
  readonly warm: Series;
  readonly cold: Series;
}

/**
 * Splits a series into cold and warm starts, which are compared apart: pooled, a percentile says how many cold starts there
 * were, not how fast the function is.
 *
 * @param isCold for each value, whether its invocation was an instance's first
 */
export function splitStarts({ values, instances }: Series, isCold: ArrayLike<boolean>): Starts {
  if (isCold.length !== values.length)
    throw new RangeError(`${isCold.length} start kinds for ${values.length} samples`);
  const pick = (cold: boolean): Series => {
    const indexes = Array.from(values.keys()).filter((index) => isCold[index] === cold);
    const picked = Float64Array.from(indexes, (index) => values[index] as number);
    if (instances === undefined) return { values: picked };
    return { values: picked, instances: Float64Array.from(indexes, (index) => instances[index] as number) };
  };
  return { warm: pick(false), cold: pick(true) };
}
