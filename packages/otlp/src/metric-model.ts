import type { Attributes } from "./attributes.ts";
import type { Resource, Scope } from "./model.ts";

/** Whether points count since the last one ("delta") or since the start ("cumulative"). */
export type Temporality = "unspecified" | "delta" | "cumulative";

/** A number together with the type that it had on the wire, which a JavaScript number cannot carry. */
export interface NumberValue {
  /** Exact: a `bigint` where an integer is beyond `Number.MAX_SAFE_INTEGER`. Absent when `valueType` is "none". */
  value?: number | bigint;
  valueType: "int" | "double" | "none";
}

/** One measurement kept as an example, with the span in which it was made. */
export interface Exemplar extends NumberValue {
  /** Nanoseconds since 1970. */
  timeUnixNano: bigint;
  /** The attributes that the metric's view had removed. */
  filteredAttributes: Attributes;
  traceId?: string;
  spanId?: string;
}

/** What every point has. */
export interface MetricPoint {
  attributes: Attributes;
  /** Nanoseconds since 1970; 0 where unknown. */
  startTimeUnixNano: bigint;
  /** Nanoseconds since 1970. */
  timeUnixNano: bigint;
  /** Bit 0: no recorded value. */
  flags: number;
}

/** A point of a gauge or a sum. */
export interface NumberPoint extends MetricPoint, NumberValue {
  exemplars: Exemplar[];
}

/** A point of a histogram with explicit bounds. */
export interface HistogramPoint extends MetricPoint {
  count: number | bigint;
  sum?: number;
  min?: number;
  max?: number;
  /** One more than `explicitBounds`, or none at all. */
  bucketCounts: (number | bigint)[];
  /** Upper bounds, inclusive, ascending. */
  explicitBounds: number[];
  exemplars: Exemplar[];
}

/** Consecutive buckets of an exponential histogram: bucket i counts (base^(offset+i), base^(offset+i+1)]. */
export interface ExponentialBuckets {
  offset: number;
  bucketCounts: (number | bigint)[];
}

/** A point of an exponential histogram; base = 2^(2^-scale). */
export interface ExponentialHistogramPoint extends MetricPoint {
  count: number | bigint;
  sum?: number;
  min?: number;
  max?: number;
  scale: number;
  zeroCount: number | bigint;
  zeroThreshold: number;
  positive: ExponentialBuckets;
  negative: ExponentialBuckets;
  exemplars: Exemplar[];
}

/** A point of a summary (an older form, from Prometheus mostly). */
export interface SummaryPoint extends MetricPoint {
  count: number | bigint;
  sum: number;
  /** `quantile` is between 0 and 1. */
  quantileValues: { quantile: number; value: number }[];
}

/** What every metric has. */
export interface MetricIdentity {
  /** Shared by all entries that were sent under the same resource. */
  resource: Resource;
  /** Shared by all entries that were sent under the same scope. */
  scope: Scope;
  name: string;
  description: string;
  /** UCUM, for example "s" or "By"; "" where unknown. */
  unit: string;
  /** More about the metric; not part of what identifies it. */
  metadata: Attributes;
}

/** A metric with its points, told apart by `type`; "empty" is one that was sent without data. */
export type Metric = MetricIdentity &
  (
    | { type: "gauge"; points: NumberPoint[] }
    | { type: "sum"; points: NumberPoint[]; temporality: Temporality; isMonotonic: boolean }
    | { type: "histogram"; points: HistogramPoint[]; temporality: Temporality }
    | { type: "exponentialHistogram"; points: ExponentialHistogramPoint[]; temporality: Temporality }
    | { type: "summary"; points: SummaryPoint[] }
    | { type: "empty"; points: [] }
  );
