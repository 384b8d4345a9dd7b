import type { Attributes, HrTime } from "@opentelemetry/api";
import { type AnyAggregation, describeMetric, isMonotonic } from "./aggregation.ts";
import { DELTA, type Descriptor, type MetricData, POINT_TYPES, type Point, type Temporality } from "./model.ts";
import { createSeriesTable, type Open } from "./series.ts";

/** What holds an instrument's values between collections; instruments of the same name and kind share one. */
export interface Storage {
  descriptor: Descriptor;
  readonly aggregation: AnyAggregation;
  /** What a synchronous instrument records, or an observable one is seen to have. */
  record(value: number, attributes: Attributes | undefined): void;
  /** @returns undefined where there is nothing to tell */
  collect(time: HrTime): MetricData | undefined;
}

/** For instruments that record what happens: of each series the values since the last collection, or since the start. */
export function createSyncStorage(
  descriptor: Descriptor,
  aggregation: AnyAggregation,
  temporality: Temporality,
): Storage {
  const isDelta = temporality === DELTA;
  const table = createSeriesTable(aggregation.create);
  let collected: HrTime | undefined;
  return {
    descriptor,
    aggregation,
    record: (value, attributes) => aggregation.record(table.find(attributes).state, value),
    collect(endTime) {
      const before = isDelta ? collected : undefined;
      collected = endTime;
      // Most instruments have nothing to tell most of the time.
      if (table.isEmpty()) return undefined;
      const points: Point<unknown>[] = [];
      table.each(({ attributes, start, state }) => {
        points.push({ attributes, startTime: before ?? start, endTime, value: aggregation.read(state, isDelta) });
      });
      if (isDelta) table.clear();
      return describeMetric(this.descriptor, temporality, aggregation.pointType, points);
    },
  };
}

/** What was last seen of an observed series. */
interface Observed {
  /** What it has, all in all. */
  value: number;
  /** What it had at the last collection, and the time of that. */
  before: number;
  collected: HrTime | undefined;
  /** Whether it was seen since. */
  isNew: boolean;
}

/**
 * For observable instruments: these tell what they have all in all, and the differences are made here. Cumulative ones
 * are repeated where they are not seen again, as a callback may have failed.
 */
export function createObservedStorage(
  descriptor: Descriptor,
  aggregation: AnyAggregation,
  temporality: Temporality,
): Storage {
  const isDelta = temporality === DELTA;
  const isSum = aggregation.pointType === POINT_TYPES.SUM;
  const table = createSeriesTable<Observed>(() => ({ value: 0, before: 0, collected: undefined, isNew: false }));
  const isReset = ({ value, before }: Observed): boolean => isMonotonic(descriptor) && value < before;

  const describe = ({ attributes, start, state }: Open<Observed>, endTime: HrTime): Point<unknown> => {
    const { value, before, collected } = state;
    const isDifference = isDelta && isSum && !isReset(state);
    return {
      attributes,
      startTime: isDelta ? (collected ?? start) : start,
      endTime,
      value: isDifference ? value - before : value,
    };
  };
  return {
    descriptor,
    aggregation,
    record(value, attributes) {
      const series = table.find(attributes);
      const { state } = series;
      // One that stands for many has what these have together.
      state.value = isSum && state.isNew && table.isOverflow(series) ? state.value + value : value;
      state.isNew = true;
    },
    collect(endTime) {
      const points: Point<unknown>[] = [];
      table.each((series) => {
        const { state } = series;
        if (isDelta && !state.isNew) return;
        // A count that began anew, as that of a process that was started again, has a start of its own.
        if (isReset(state)) series.start = endTime;
        points.push(describe(series, endTime));
        state.before = state.value;
        state.collected = endTime;
        state.isNew = false;
      });
      return describeMetric(this.descriptor, temporality, aggregation.pointType, points);
    },
  };
}
