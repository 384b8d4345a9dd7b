import type { Config } from "../../config.ts";
import { createExponentialHistogram } from "./exponential-histogram.ts";
import { createHistogram } from "./histogram.ts";
import { type Descriptor, type MetricData, POINT_TYPES, type Point, type Temporality } from "./model.ts";

/** How the values that are recorded for one attribute set become the one that is collected. */
export interface Aggregation<State, Value> {
  readonly pointType: MetricData["dataPointType"];
  /** Whether it has no place for infinite values. */
  readonly isFinite?: boolean;
  create(): State;
  record(state: State, value: number): void;
  /**
   * The value for a collection.
   *
   * @param isLast - whether the state is used no more: what a collection holds may not change
   */
  read(state: State, isLast: boolean): Value;
}

/** A sum, or a last value. */
export interface NumberState {
  value: number;
}

export type AnyAggregation = Aggregation<unknown, unknown>;

/** How an instrument's values are put together, as the specification has it for its type. */
export function selectAggregation(
  { type, advice }: Descriptor,
  preference: Config["histogramAggregation"],
): AnyAggregation {
  if (type === "HISTOGRAM") {
    const isExponential = preference === "base2_exponential_bucket_histogram";
    return (isExponential ? createExponentialHistogram() : createHistogram(advice.explicitBucketBoundaries)) as never;
  }
  const isGauge = type === "GAUGE" || type === "OBSERVABLE_GAUGE";
  const numbers: Aggregation<NumberState, number> = {
    pointType: isGauge ? POINT_TYPES.GAUGE : POINT_TYPES.SUM,
    create: () => ({ value: 0 }),
    record: isGauge
      ? (state, value) => {
          state.value = value;
        }
      : (state, value) => {
          state.value += value;
        },
    read: (state) => state.value,
  };
  return numbers as never;
}

/** Whether values of this type only grow. */
export function isMonotonic({ type }: Descriptor): boolean {
  return type === "COUNTER" || type === "OBSERVABLE_COUNTER";
}

/** What is collected of an instrument; undefined where nothing was recorded. */
export function describeMetric(
  descriptor: Descriptor,
  aggregationTemporality: Temporality,
  dataPointType: MetricData["dataPointType"],
  dataPoints: Point<unknown>[],
): MetricData | undefined {
  if (dataPoints.length === 0) return undefined;
  const metric = { descriptor, aggregationTemporality, dataPointType, dataPoints };
  const isSum = dataPointType === POINT_TYPES.SUM;
  return (isSum ? { ...metric, isMonotonic: isMonotonic(descriptor) } : metric) as unknown as MetricData;
}
