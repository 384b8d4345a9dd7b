import { diag, ValueType } from "@opentelemetry/api";
import type { Storage } from "./storage.ts";

/** A value as its instrument takes it; undefined, with a warning, where it takes none such. */
export function readMeasured(given: number, { descriptor, aggregation }: Storage): number | undefined {
  const { name, type, valueType } = descriptor;
  let value = given;
  if (valueType === ValueType.INT && typeof given === "number" && !Number.isInteger(given)) {
    diag.warn(`isobar: metric ${name} is of whole numbers; the fraction of a value is left out`);
    value = Number.isFinite(given) ? Math.trunc(given) : Number.NaN;
  }
  const isPositive = type === "COUNTER" || type === "HISTOGRAM" || type === "OBSERVABLE_COUNTER";
  const lowest = isPositive ? 0 : Number.NEGATIVE_INFINITY;
  const highest = aggregation.isFinite === true ? Number.MAX_VALUE : Number.POSITIVE_INFINITY;
  // Not true of NaN either.
  if (typeof value === "number" && given >= lowest && value <= highest) return value;
  diag.warn(`isobar: metric ${name} takes no ${typeof given === "number" ? given : typeof given}; it is left out`);
  return undefined;
}
