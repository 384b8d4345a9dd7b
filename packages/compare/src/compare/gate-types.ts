import type { Estimate } from "../statistics/estimate.ts";
import type { Verdict } from "../statistics/verdict.ts";
import type { Layer, Temperature } from "./types.ts";

/** What a check looks at. */
export type GateMetric =
  | "duration_p50"
  | "duration_p95"
  | "duration_p99"
  | "ratio"
  | "cold_ratio"
  | "error_rate"
  | "timeout_rate"
  | "throttle_rate"
  | "cold_rate"
  | "cold_overhead"
  | "cost";

/** What came of one check of a gate. */
export interface CheckOutcome {
  /** As the gate's file calls it, else made of the rest: "azure/aws ratio". */
  readonly name: string;
  readonly metric: GateMetric;
  readonly group: string;
  readonly baseline?: string;
  /** Of durations: which. */
  readonly start: Temperature;
  /** And who measured them. */
  readonly layer: Layer;
  /** The most that is allowed, in the unit of `value`. */
  readonly limit: number;
  /** `value` and `limit` are of: times the baseline, a share from 0 to 1, milliseconds, USD per million. */
  readonly unit: "ratio" | "share" | "ms" | "usd";
  readonly value?: Estimate;
  /** Samples on the side that has fewer. */
  readonly n: number;
  readonly minN: number;
  /** Of the interval, after Holm's correction. */
  readonly level: number;
  readonly verdict: Verdict;
  /** One sentence. */
  readonly reason: string;
}

/** A gate fails with any check that fails, and passes only with all of them. */
export interface GateOutcome {
  readonly file?: string;
  readonly verdict: Verdict;
  readonly checks: readonly CheckOutcome[];
}
